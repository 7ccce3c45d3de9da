"""Who waits for which slot, and who has time for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, EventStatus, Slot
from outreach.events.queries.loading import AREA_NAME
from outreach.people.models import Person


def queue_of(slot: Slot) -> Sequence[Claim]:
    """Those who wait for the slot, in their order. Nobody takes a number twice: places are given one at a time."""
    waiting = select(Claim).where(Claim.slot_id == slot.id, Claim.state == ClaimState.WAITING)
    return db.session.scalars(waiting.order_by(Claim.id)).all()


def queues_of(event: Event) -> dict[int, list[Claim]]:
    """The queues of all the event's slots, by slot, with the people in them."""
    found: dict[int, list[Claim]] = {slot.id: [] for slot in event.slots}
    rows = db.session.scalars(
        select(Claim)
        .join(Claim.person)
        .options(contains_eager(Claim.person))
        .where(Claim.slot_id.in_(found), Claim.state == ClaimState.WAITING)
        .order_by(Claim.id)
    )
    for claim in rows:
        found[claim.slot_id].append(claim)
    return found


def queue_place(claim: Claim) -> int:
    """Which place in the queue somebody who waits has; 1 is the next."""
    before = select(func.count()).where(
        Claim.slot_id == claim.slot_id, Claim.state == ClaimState.WAITING, Claim.id <= claim.id
    )
    return db.session.scalar(before) or 0


def queue_places(claims: Iterable[Claim]) -> dict[int, int]:
    """The same for several claims at once, by claim."""
    slots = [claim.slot_id for claim in claims]
    order = func.row_number().over(partition_by=Claim.slot_id, order_by=Claim.id)
    waiting = select(Claim.id, order).where(Claim.slot_id.in_(slots), Claim.state == ClaimState.WAITING)
    return {row[0]: row[1] for row in db.session.execute(waiting)}


def waiting_claims(person: Person) -> Sequence[Claim]:
    """The queues of slots to come that the person stands in, soonest first."""
    return db.session.scalars(
        select(Claim)
        .join(Claim.slot)
        .join(Slot.event)
        .options(contains_eager(Claim.slot).contains_eager(Slot.event).options(AREA_NAME))
        .where(Claim.person_id == person.id, Claim.state == ClaimState.WAITING, Slot.starts_at > clock.now())
        .where(Event.status == EventStatus.SCHEDULED)
        .order_by(Slot.starts_at, Claim.id)
    ).all()


def full_slots(person: Person, limit: int = 20) -> Sequence[Slot]:
    """Slots to come that are full, and that the person has nothing to do with yet: they can wait for these."""
    mine = select(Claim.slot_id).where(Claim.person_id == person.id, Claim.state != ClaimState.RELEASED)
    return db.session.scalars(
        select(Slot)
        .join(Slot.event)
        .options(contains_eager(Slot.event).options(AREA_NAME))
        .where(Event.status == EventStatus.SCHEDULED, Slot.starts_at > clock.now(), Slot.id.not_in(mine))
        .where(Slot.taken >= Slot.capacity)
        .order_by(Slot.starts_at, Slot.id)
        .limit(limit)
    ).all()


def slots_waited_for(event: Event) -> Sequence[Slot]:
    """Slots of other events that people with a place at this one wait for: what they are free for may have changed."""
    here = select(Claim.person_id).join(Slot, Claim.slot_id == Slot.id)
    here = here.where(Slot.event_id == event.id, Claim.state == ClaimState.ACTIVE)
    there = select(Claim.slot_id).where(Claim.person_id.in_(here), Claim.state == ClaimState.WAITING)
    return db.session.scalars(select(Slot).where(Slot.id.in_(there), Slot.event_id != event.id).order_by(Slot.id)).all()


def doubles_since(event: Event, since: datetime) -> dict[Claim, Claim]:
    """Places at the event whose people have got another one elsewhere since a moment, at the same time: which one."""
    if event.status is EventStatus.CANCELLED:
        return {}
    here, there, other = aliased(Slot), aliased(Slot), aliased(Claim)
    rows = db.session.execute(
        select(Claim, other)
        .join(here, Claim.slot_id == here.id)
        .join(other, other.person_id == Claim.person_id)
        .join(there, other.slot_id == there.id)
        .join(Event, there.event_id == Event.id)
        .where(here.event_id == event.id, Claim.state == ClaimState.ACTIVE)
        .where(other.state == ClaimState.ACTIVE, other.placed_at >= since)
        .where(Event.id != event.id, Event.status != EventStatus.CANCELLED)
        .where(there.starts_at < here.ends_at, there.ends_at > here.starts_at)
        .order_by(Claim.id, there.starts_at.desc(), other.id)
    )
    return {row[0]: row[1] for row in rows}


def busy_people(slot: Slot, people: Iterable[int]) -> set[int]:
    """Those of the people who have another slot at that time: by the rule `overlap`, as the database says it."""
    return set(
        db.session.scalars(
            select(Claim.person_id)
            .join(Slot, Claim.slot_id == Slot.id)
            .join(Event, Slot.event_id == Event.id)
            .where(Claim.person_id.in_(list(people)), Claim.state == ClaimState.ACTIVE, Slot.id != slot.id)
            .where(Slot.starts_at < slot.ends_at, Slot.ends_at > slot.starts_at, Event.status != EventStatus.CANCELLED)
        )
    )
