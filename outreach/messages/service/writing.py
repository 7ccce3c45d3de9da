"""Write a message into the outbox, in the transaction of what it tells about; take it back while it waits."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, delete, or_

from outreach import clock, config
from outreach.db import db
from outreach.messages.models import Channel, Message
from outreach.messages.rendering import as_html, as_text, subject_of
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.rules.letters import Letter
from outreach.messages.rules.quiet import leaves_at
from outreach.messages.sender import sender

AT_ONCE = timedelta(0)


def write_message(
    to: str,
    subject: str,
    body: str,
    *,
    is_secret: bool = False,
    wait: timedelta = AT_ONCE,
    group: str = "",
    known: str = "",
    kind: MessageKind = MessageKind.OTHER,
    html: str = "",
    calendar: str = "",
    unsubscribe_url: str = "",
    event_start: datetime | None = None,
    expires_at: datetime | None = None,
    channel: Channel = Channel.MAIL,
) -> Message:
    """Put a message into the outbox. The caller commits: it exists exactly when what it tells about does.

    It leaves after `wait` and outside the quiet hours at the earliest, unless its kind or the event it is about
    (`event_start`) can't wait; until then recall_messages(group) takes it back. After `expires_at` it is given up.
    `known` is for the caller alone: what the reader knows as long as this message has not come.
    """
    now = clock.now()
    host = urlsplit(config.current().base_url).hostname
    is_text = channel is Channel.TEXT
    message = Message(
        message_id=f"<{uuid.uuid4()}@{host}>",
        channel=channel,
        kind=kind.value,
        to_address=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        html=html,
        calendar=calendar,
        unsubscribe_url=unsubscribe_url,
        is_secret=is_secret,
        bundle=group,
        known=known,
        created_at=now,
        next_try_at=leaves_at(now + wait, sender().quiet, kind, event_start, is_text=is_text),
        expires_at=expires_at,
    )
    db.session.add(message)
    return message


def write_letter(
    to: str,
    letter: Letter,
    *,
    kind: MessageKind,
    is_secret: bool = False,
    wait: timedelta = AT_ONCE,
    group: str = "",
    known: str = "",
    calendar: str = "",
    event_start: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Put a letter into the outbox, as plain text and as HTML, in the language of the moment (force_locale)."""
    us = sender()
    return write_message(
        to,
        subject_of(letter, us),
        as_text(letter, us),
        html=as_html(letter, us),
        unsubscribe_url=letter.unsubscribe.url if letter.unsubscribe else "",
        kind=kind,
        is_secret=is_secret,
        wait=wait,
        group=group,
        known=known,
        calendar=calendar,
        event_start=event_start,
        expires_at=expires_at,
    )


def write_text(
    to: str,
    body: str,
    *,
    kind: MessageKind,
    wait: timedelta = AT_ONCE,
    group: str = "",
    known: str = "",
    event_start: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Put a text to a phone into the outbox."""
    return write_message(
        to,
        "",
        body,
        channel=Channel.TEXT,
        kind=kind,
        wait=wait,
        group=group,
        known=known,
        event_start=event_start,
        expires_at=expires_at,
    )


def recall_messages(group: str, *, with_failed: bool = False) -> dict[str, str]:
    """Delete the group's messages that wait and are in no worker's hand, also those that failed a try.

    Gives, by address, what their readers know without them. The caller commits. Who is not named here has been
    sent the group's last message, or was sent none. `with_failed`: also those that were given up, so that nobody
    sends them again by hand.
    """
    waits = _waits()
    if with_failed:
        waits = or_(waits, Message.failed_at.is_not(None))
    recalled = db.session.execute(
        delete(Message).where(Message.bundle == group, waits).returning(Message.to_address, Message.known)
    )
    return {row.to_address: row.known for row in recalled}


def recall_kinds(to: str, kinds: Collection[MessageKind]) -> None:
    """Delete all messages of these kinds that wait for one address: their reader wants no more of them."""
    db.session.execute(delete(Message).where(Message.to_address == to, Message.kind.in_(kinds), _waits()))


def _waits() -> ColumnElement[bool]:
    """Not sent, not given up, and in nobody's hand; a worker that died holds nothing."""
    return and_(
        Message.sent_at.is_(None),
        Message.failed_at.is_(None),
        or_(Message.in_hand_until.is_(None), Message.in_hand_until <= clock.now()),
    )
