"""Take a slot and give it back. The last place goes to exactly one person, whatever the load."""

from sqlalchemy import case, select, update
from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, Slot
from outreach.events.queries import find_claim, held_slots
from outreach.events.rules import claims as rules
from outreach.events.rules.claims import ClaimRefusal
from outreach.people.models import Person
from outreach.refusals import Refused


def claim_slot(slot_id: int, person: Person) -> Claim:
    """Give the person a place in the slot, or raise Refused with a ClaimRefusal.

    Who has the place already keeps it and gets the same claim again, so that a double click or a retry is harmless.
    """
    # One person's claims follow each other, so that two overlapping ones can't both see no other. PostgreSQL locks
    # the person's row; SQLite has taken its one write lock as the transaction began.
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    # Nobody moves or cancels the event between our look and our claim: who is told of it are those who have a place.
    of_slot = select(Event.id).join(Slot).where(Slot.id == slot_id)
    db.session.execute(of_slot.with_for_update(read=True, of=Event))
    slot = db.session.get_one(Slot, slot_id, populate_existing=True)
    held = held_slots(person)
    refusal = rules.why_not_claim(slot, held, clock.now())
    if refusal is ClaimRefusal.ALREADY_CLAIMED:
        claim = find_claim(slot, person)
        db.session.commit()
        if claim is not None:
            return claim
    if refusal:
        raise Refused(refusal)
    if not _take_place(slot):
        raise Refused(ClaimRefusal.FULL)
    claim = Claim(slot_id=slot.id, person_id=person.id, state=ClaimState.ACTIVE, created_at=clock.now())
    db.session.add(claim)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(ClaimRefusal.ALREADY_CLAIMED) from error
    return claim


def release_claim(claim: Claim) -> None:
    """Give the place back. Giving back what is given back already is harmless."""
    slot = db.session.get_one(Slot, claim.slot_id, with_for_update={"of": Slot}, populate_existing=True)
    db.session.refresh(claim)
    if claim.state is ClaimState.RELEASED:
        db.session.commit()
        return
    refusal = rules.why_not_release(slot, clock.now())
    if refusal:
        raise Refused(refusal)
    claim.state = ClaimState.RELEASED
    claim.released_at = clock.now()
    db.session.execute(
        update(Slot)
        .where(Slot.id == slot.id)
        .values(taken=Slot.taken - 1, over=case((Slot.over > 0, Slot.over - 1), else_=0))
    )
    db.session.commit()


def _take_place(slot: Slot) -> bool:
    """Count one more in, unless the slot is full by now: the database decides, not what we read before."""
    result = db.session.execute(
        update(Slot).where(Slot.id == slot.id, Slot.taken < Slot.capacity).values(taken=Slot.taken + 1)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]
