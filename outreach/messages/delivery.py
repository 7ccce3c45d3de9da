"""How a mail leaves: by SMTP when it is set, else as an .eml file in the instance folder."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from outreach.config import Config

TIMEOUT = 20  # seconds


class NotDelivered(Exception):
    """The mail did not leave. `is_final`: trying again would not help."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final


def send(email: EmailMessage, settings: Config) -> None:
    """Hand one mail over, or raise NotDelivered."""
    if settings.smtp_url:
        _by_smtp(email, settings.smtp_url)
    else:
        _to_file(email, settings.instance / "mail")


def _by_smtp(email: EmailMessage, url: str) -> None:
    """smtp://user:password@host:587 (STARTTLS is required unless the host is this machine) or smtps://…:465."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    tls = ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=tls)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        with server:
            if parts.scheme != "smtps" and host not in ("127.0.0.1", "localhost", "::1"):
                server.starttls(context=tls)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(email)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(answer[0] for answer in error.recipients.values())
        raise NotDelivered(f"the mail server refused the address ({code})", is_final=code >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"the mail server answered {error.smtp_code}", is_final=error.smtp_code == 550) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(f"the mail server can't be reached ({type(error).__name__})") from error


def _to_file(email: EmailMessage, folder: Path) -> None:
    path = folder / f"{email['Message-ID'].strip('<>').partition('@')[0]}.eml"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(email.as_bytes())
    except OSError as error:
        raise NotDelivered(f"the mail folder can't be written ({error.strerror})") from error
