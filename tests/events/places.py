"""Who has a place, who waits, and who was told what: as the tables say it."""

from sqlalchemy import select

from outreach.db import db
from outreach.events.models import Claim, ClaimState, Slot
from outreach.messages.models import Message
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person


def names(slot: Slot, state: ClaimState) -> list[str]:
    """The first names of those with that state in the slot, in the order of their claims."""
    people = select(Person).join(Claim).where(Claim.slot_id == slot.id, Claim.state == state).order_by(Claim.id)
    return [person.first_name for person in db.session.scalars(people)]


def told(kind: MessageKind) -> list[str]:
    """The addresses of all mails of that kind, in the order in which they were written."""
    return list(db.session.scalars(select(Message.to_address).where(Message.kind == kind.value).order_by(Message.id)))
