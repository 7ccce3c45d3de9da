"""Look after the outbox: send again what failed, forget what has long been read."""

from datetime import timedelta

from sqlalchemy import delete, or_, update

from outreach import clock
from outreach.db import db
from outreach.messages.models import Message
from outreach.messages.rules.resending import why_not_resend
from outreach.refusals import Refused

KEPT_FOR = timedelta(days=7)


def resend_message(message: Message) -> None:
    """Put a message that was sent or given up back into the queue, with the Message-ID that it had."""
    db.session.refresh(message, with_for_update=True)
    refusal = why_not_resend(message, clock.now())
    if refusal:
        raise Refused(refusal)
    message.sent_at = message.failed_at = None
    message.tries, message.last_error = 0, ""
    message.next_try_at = clock.now()
    db.session.commit()


def forget_bodies() -> None:
    """What was sent or given up a week ago is read or out of date: keep that it was, not what it said."""
    before = clock.now() - KEPT_FOR
    db.session.execute(
        update(Message)
        .where(or_(Message.sent_at < before, Message.failed_at < before), Message.body != "")
        .values(body="", html="", calendar="", unsubscribe_url="", known="")
    )
    db.session.commit()


def forget_address(*addresses: str) -> None:
    """Delete all that was ever written to somebody, also what waits: they leave. The caller commits."""
    db.session.execute(delete(Message).where(Message.to_address.in_(addresses)))
