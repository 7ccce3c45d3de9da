"""A mail: what it looks like in transit, and the conversation that hands it over."""

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from outreach import clock
from outreach.config import Config
from outreach.messages.delivery.failures import NotDelivered
from outreach.messages.delivery.files import put_file
from outreach.messages.models import Message
from outreach.messages.rules.problems import Problem
from outreach.messages.rules.transport import Tls, tls_of
from outreach.messages.sender import Sender

TIMEOUT = 20  # seconds


def as_email(message: Message, sender: Sender, settings: Config) -> EmailMessage:
    """The mail of a row: to one reader, in the association's name, both as plain text and as HTML."""
    address = settings.mail_from or f"outreach@{urlsplit(settings.base_url).hostname}"
    email = EmailMessage()
    try:
        email["From"] = Address(_one_line(sender.name), addr_spec=address)
        email["To"] = message.to_address
        if sender.contact and sender.contact != address:
            email["Reply-To"] = sender.contact
    except ValueError as error:
        raise NotDelivered(Problem.BAD_ADDRESS, is_final=True) from error
    email["Subject"] = message.subject
    email["Date"] = format_datetime(clock.now())
    email["Message-ID"] = message.message_id
    email["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe_url:
        email["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email.set_content(message.body)
    if message.html:
        email.add_alternative(message.html, subtype="html")
    if message.calendar:
        method = re.search(r"^METHOD:(\w+)", message.calendar, re.MULTILINE)
        email.add_attachment(
            message.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="pass.ics",
            params={"charset": "utf-8", "method": method[1] if method else "PUBLISH"},
        )
    return email


def send_mail(email: EmailMessage, settings: Config) -> None:
    """Hand one mail over, or raise NotDelivered."""
    if settings.smtp_url:
        _by_smtp(email, settings)
    else:
        put_file(settings.instance / "mail", email["Message-ID"], "eml", email.as_bytes())


def _by_smtp(email: EmailMessage, settings: Config) -> None:
    """smtp://user:password@host:587 (STARTTLS is required unless the host is this machine) or smtps://…:465."""
    parts = urlsplit(settings.smtp_url)
    host, tls = parts.hostname or "localhost", tls_of(settings.smtp_url)
    trusted = ssl.create_default_context()
    # as whom we greet: asking the network for this machine's name may take seconds, and tells what it is called
    us = urlsplit(settings.base_url).hostname or "localhost"
    try:
        if tls is Tls.FROM_THE_START:
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, us, timeout=TIMEOUT, context=trusted)
        else:
            server = smtplib.SMTP(host, parts.port or 587, us, timeout=TIMEOUT)
        with server:
            if tls is Tls.STARTTLS:
                _encrypt(server, trusted)
            if parts.username:
                _log_in(server, unquote(parts.username), unquote(parts.password or ""))
            server.send_message(email)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise _failure(error) from error


def _encrypt(server: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
    """Go on under encryption, or not at all: whoever strips the offer on the way gets to read nothing."""
    try:
        server.starttls(context=trusted)
    except (smtplib.SMTPException, ssl.SSLError) as error:
        raise NotDelivered(Problem.NO_TLS) from error


def _log_in(server: smtplib.SMTP, name: str, password: str) -> None:
    try:
        server.login(name, password)
    except smtplib.SMTPNotSupportedError as error:
        raise NotDelivered(Problem.LOGIN_REFUSED) from error


def _failure(error: Exception) -> NotDelivered:
    """What an error of the conversation means for the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max(answer[0] for answer in error.recipients.values())
        if code == 421:
            return NotDelivered(Problem.BUSY, code)
        return NotDelivered(Problem.ADDRESS_REFUSED, code, is_final=code >= 500)
    if isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return NotDelivered(Problem.LOGIN_REFUSED, code)
        if isinstance(error, smtplib.SMTPSenderRefused) and code >= 500:
            return NotDelivered(Problem.SENDER_REFUSED, code)
        if isinstance(error, smtplib.SMTPDataError) and code != 421:
            return NotDelivered(Problem.MAIL_REFUSED, code, is_final=code >= 500)
        return NotDelivered(Problem.BUSY, code)
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):
        # a reader whose address is not plain ASCII, and a server that can't write to it
        return NotDelivered(Problem.BAD_ADDRESS, is_final=True)
    return NotDelivered(Problem.TOO_SLOW if isinstance(error, TimeoutError) else Problem.NO_CONNECTION)


def _one_line(text: str) -> str:
    return " ".join(text.split())
