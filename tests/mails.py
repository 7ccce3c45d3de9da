"""Look into the outbox as tests do that are not about confirmations."""

from sqlalchemy import Select, select

from outreach.messages.models import Message
from outreach.messages.rules.kinds import MessageKind


def beside_confirmations() -> Select[Message]:
    """All messages in their order but those that confirm a place to whoever has just taken it."""
    return select(Message).where(Message.kind != MessageKind.CONFIRMATION).order_by(Message.id)
