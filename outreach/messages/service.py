"""Write a mail into the outbox; deliver what is due."""

import uuid
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, select

from outreach import clock, config
from outreach.db import db
from outreach.messages import delivery
from outreach.messages.models import Message
from outreach.messages.rules import wait_after

# While a mail is being handed over, nobody else takes it: longer than any SMTP conversation may last.
IN_HAND = timedelta(minutes=5)


def write_message(
    to: str,
    subject: str,
    body: str,
    *,
    is_secret: bool = False,
    wait: timedelta = timedelta(0),
    group: str = "",
    known: str = "",
) -> None:
    """Put a mail into the outbox. The caller commits: the mail exists exactly when what it tells about does.

    It leaves after `wait` at the earliest, and until then recall_messages(group) takes it back. `known` is for the
    caller alone: what the reader knows as long as this mail has not come.
    """
    now = clock.now()
    host = urlsplit(config.current().base_url).hostname
    db.session.add(
        Message(
            message_id=f"<{uuid.uuid4()}@{host}>",
            to_address=to,
            subject=" ".join(subject.split())[:200],
            body=body,
            is_secret=is_secret,
            bundle=group,
            known=known,
            created_at=now,
            next_try_at=now + wait,
        )
    )


def recall_messages(group: str) -> dict[str, str]:
    """Delete the group's mails that no worker has taken yet; by address, what their readers know without them.

    The caller commits. Who is not named here has been sent the group's last mail, or was sent none.
    """
    recalled = db.session.execute(
        delete(Message)
        .where(Message.bundle == group, Message.tries == 0, Message.sent_at.is_(None), Message.failed_at.is_(None))
        .returning(Message.to_address, Message.known)
    )
    return {row.to_address: row.known for row in recalled}


def deliver_due(limit: int = 100) -> int:
    """Hand over every mail that is due, one transaction each; a mail that fails never stops the others.

    Returns how many left.
    """
    sent = 0
    for _ in range(limit):
        message = _take_next()
        if message is None:
            break
        sent += _deliver(message)
    return sent


def _take_next() -> Message | None:
    now = clock.now()
    message = db.session.scalar(
        select(Message)
        .where(Message.sent_at.is_(None), Message.failed_at.is_(None), Message.next_try_at <= now)
        .order_by(Message.next_try_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if message is not None:
        message.tries += 1
        message.next_try_at = now + IN_HAND
    db.session.commit()
    return message


def _deliver(message: Message) -> bool:
    try:
        envelope = _as_email(message)
        db.session.commit()  # no transaction is open while the mail server answers
        delivery.send(envelope, config.current())
    except delivery.NotDelivered as error:
        wait = None if error.is_final else wait_after(message.tries)
        message.last_error = str(error)[:300]
        if wait is None:
            message.failed_at = clock.now()
            _forget_key(message)
        else:
            message.next_try_at = clock.now() + wait
        db.session.commit()
        return False
    message.sent_at = clock.now()
    message.last_error = ""
    _forget_key(message)
    db.session.commit()
    return True


def _forget_key(message: Message) -> None:
    if message.is_secret:
        message.body = ""


def _as_email(message: Message) -> EmailMessage:
    settings = config.current()
    email = EmailMessage()
    email["From"] = settings.mail_from or f"outreach@{urlsplit(settings.base_url).hostname}"
    try:
        email["To"] = message.to_address
    except ValueError as error:
        raise delivery.NotDelivered("the address can't stand in a mail", is_final=True) from error
    email["Subject"] = message.subject
    email["Date"] = format_datetime(clock.now())
    email["Message-ID"] = message.message_id
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.body)
    return email
