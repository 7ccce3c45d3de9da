"""Look into the outbox; what letters say stays closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer

from outreach import clock
from outreach.db import db
from outreach.i18n import N_
from outreach.messages.models import Message

PAGE = 50

# What failed longer ago is no news any more; the page still shows it.
NEWS = timedelta(days=7)


class MessageState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return {
            MessageState.QUEUED: N_("Waiting to leave"),
            MessageState.SENT: N_("Sent"),
            MessageState.FAILED: N_("Failed"),
        }[self]

    @property
    def rows(self) -> ColumnElement[bool]:
        """The condition on the table."""
        if self is MessageState.SENT:
            return Message.sent_at.is_not(None)
        if self is MessageState.FAILED:
            return Message.failed_at.is_not(None)
        return Message.sent_at.is_(None) & Message.failed_at.is_(None)


@dataclass(frozen=True)
class MessagePage:
    """Some of the outbox, the newest first."""

    messages: Sequence[Message]
    page: int
    pages: int


def get_message(message_id: int) -> Message:
    """The message, or NoResultFound."""
    return db.session.get_one(Message, message_id)


def messages(state: MessageState | None, page: int) -> MessagePage:
    """One page of the outbox; a page that is none is the nearest one."""
    condition = state.rows if state else Message.id.is_not(None)
    total = db.session.scalar(select(func.count()).select_from(Message).where(condition)) or 0
    pages = max((total + PAGE - 1) // PAGE, 1)
    page = min(max(page, 1), pages)
    found = db.session.scalars(
        select(Message)
        # whoever looks after the outbox does not read other people's letters
        .options(*(defer(column, raiseload=True) for column in (Message.html, Message.calendar, Message.known)))
        .where(condition)
        .order_by(Message.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return MessagePage(found, page, pages)


def message_counts() -> dict[MessageState, int]:
    """How many there are in each state."""
    sums = select(*(func.count().filter(state.rows) for state in MessageState)).select_from(Message)
    return dict(zip(MessageState, db.session.execute(sums).one(), strict=True))


def failed_lately() -> int:
    """How many messages were given up within the last week: somebody should look."""
    since = clock.now() - NEWS
    return db.session.scalar(select(func.count()).select_from(Message).where(Message.failed_at > since)) or 0
