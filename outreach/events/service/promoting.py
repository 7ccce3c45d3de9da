"""Give places that come free to those who wait, in their order. Every path that frees a place comes through here."""

from datetime import datetime

from sqlalchemy import update

from outreach import clock
from outreach.db import db, take_turn
from outreach.events import queries
from outreach.events.models import Claim, ClaimState, Event, Slot
from outreach.events.rules import waiting as rules
from outreach.events.rules.claims import ClaimRefusal, why_closed
from outreach.events.service import reminding
from outreach.events.service.telling import tell_promoted
from outreach.refusals import Refused


def hold_places() -> None:
    """Until the commit, nobody else takes or frees a place, nor changes an event.

    Before any other lock. One turn for all of it, not a lock a slot and a person: whoever frees a place gives it to
    somebody who may be about to take another one, and locks taken from both ends would wait for each other.
    """
    take_turn("places")


def promote(slot: Slot) -> list[Claim]:
    """Give the slot's free places to the first of those who wait and are free at that time, and tell them.

    Nothing happens where nobody waits or no place is free. The caller holds the places, and commits.
    """
    now = clock.now()
    if not rules.is_filled_up(slot, now) or slot.is_full:
        return []
    queue = queries.queue_of(slot)
    busy = queries.busy_people(slot, [claim.person_id for claim in queue]) if queue else set()
    turns = rules.whose_turn(queue, busy, slot.capacity - slot.taken)
    return [claim for claim in turns if _let_in(claim, now)]


def promote_around(event: Event) -> None:
    """After an event was changed: into its own slots, and into those that its people wait for and now have time for."""
    for slot in [*event.slots, *queries.slots_waited_for(event)]:
        promote(slot)


def promote_by_hand(claim: Claim, *, make_room: bool = False) -> Claim:
    """Give somebody who waits a place before their turn; with `make_room`, by one place more where the slot is full.

    Raises Refused with NO_ROOM when it is full, NOT_WAITING, or BUSY. Who has the place already keeps it.
    """
    hold_places()
    slot, name = claim.slot, claim.person.first_name
    if claim.state is ClaimState.ACTIVE:
        db.session.commit()
        return claim
    refusal = why_closed(slot, (), clock.now())
    if refusal:
        raise Refused(refusal)
    if claim.state is ClaimState.RELEASED:
        raise Refused(ClaimRefusal.NOT_WAITING, name=name)
    if queries.busy_people(slot, [claim.person_id]):
        raise Refused(ClaimRefusal.BUSY, name=name)
    if make_room and slot.is_full:
        slot.capacity, slot.over = slot.taken + 1, 0
        db.session.flush()
    if not _let_in(claim, clock.now()):
        raise Refused(ClaimRefusal.NO_ROOM)
    db.session.commit()
    return claim


def take_place(slot: Slot) -> bool:
    """Count one more in, unless the slot is full by now: the database decides, not what we read before."""
    result = db.session.execute(
        update(Slot).where(Slot.id == slot.id, Slot.taken < Slot.capacity).values(taken=Slot.taken + 1)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _let_in(claim: Claim, now: datetime) -> bool:
    if not take_place(claim.slot):
        return False
    claim.state, claim.placed_at = ClaimState.ACTIVE, now
    claim.promoted_at, claim.answer_by = now, rules.answer_by(claim.slot.starts_at, now)
    reminding.plan_reminders(claim)
    tell_promoted(claim)
    return True
