"""Who has which place, which slots are open, who must hear of a change."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import contains_eager

from outreach import clock
from outreach.db import db
from outreach.events.models import (
    Claim,
    ClaimState,
    Event,
    EventStatus,
    Slot,
    Walk,
)
from outreach.events.queries.loading import AREA_NAME
from outreach.people.models import Person


def get_slot(slot_id: int) -> Slot:
    """The slot, or NoResultFound."""
    return db.session.get_one(Slot, slot_id)


def get_claim(claim_id: int) -> Claim:
    """The claim, or NoResultFound."""
    return db.session.get_one(Claim, claim_id)


def find_claim(slot: Slot, person: Person) -> Claim | None:
    """The place that the person holds in the slot."""
    return db.session.scalar(
        select(Claim).where(Claim.slot_id == slot.id, Claim.person_id == person.id, Claim.state == ClaimState.ACTIVE)
    )


def find_held(slot: Slot, person: Person) -> Claim | None:
    """The person's place in the slot, or in its queue."""
    mine = select(Claim).where(Claim.slot_id == slot.id, Claim.person_id == person.id)
    return db.session.scalar(mine.where(Claim.state != ClaimState.RELEASED))


def held_claims(person: Person) -> Sequence[Claim]:
    """Every place that the person has and every queue they stand in, the oldest first."""
    mine = select(Claim).where(Claim.person_id == person.id, Claim.state != ClaimState.RELEASED)
    return db.session.scalars(mine.order_by(Claim.id)).all()


def held_slots(person: Person) -> Sequence[Slot]:
    """The slots that the person has a place in."""
    return db.session.scalars(
        select(Slot)
        .join(Claim, Claim.slot_id == Slot.id)
        .where(Claim.person_id == person.id, Claim.state == ClaimState.ACTIVE)
    ).all()


def my_claims(person: Person) -> Sequence[Claim]:
    """The person's places that are still to come, soonest first."""
    return db.session.scalars(
        select(Claim)
        .join(Claim.slot)
        .join(Slot.event)
        .options(contains_eager(Claim.slot).contains_eager(Slot.event).options(AREA_NAME))
        .where(
            Claim.person_id == person.id,
            Claim.state == ClaimState.ACTIVE,
            Slot.ends_at > clock.now(),
            Event.status.in_([EventStatus.SCHEDULED, EventStatus.CANCELLED]),
        )
        .order_by(Slot.starts_at, Claim.id)
    ).all()


def open_slots(person: Person, limit: int = 50) -> Sequence[Slot]:
    """Slots to come with room for the person: those that lack people first, then by time."""
    mine = select(Claim.slot_id).where(Claim.person_id == person.id, Claim.state == ClaimState.ACTIVE)
    return db.session.scalars(
        select(Slot)
        .join(Slot.event)
        .options(contains_eager(Slot.event).options(AREA_NAME))
        .where(Event.status == EventStatus.SCHEDULED, Slot.ends_at > clock.now(), Slot.id.not_in(mine))
        .where(Slot.taken < Slot.capacity)
        .order_by(Slot.taken >= Slot.needed, Slot.starts_at, Slot.id)
        .limit(limit)
    ).all()


def claims_of(event: Event) -> dict[int, list[Claim]]:
    """Active claims of an event's slots, by slot, in the order in which they were made."""
    found: dict[int, list[Claim]] = {slot.id: [] for slot in event.slots}
    rows = db.session.scalars(
        select(Claim)
        .join(Claim.person)
        .options(contains_eager(Claim.person))
        .where(Claim.slot_id.in_(found), Claim.state == ClaimState.ACTIVE)
        .order_by(Claim.created_at, Claim.id)
    )
    for claim in rows:
        found[claim.slot_id].append(claim)
    return found


def _places_held(event_ids: Iterable[int]) -> Subquery:
    """(event_id, person_id) of slots that are held and walks that are still to do, once each."""
    ids = list(event_ids)
    in_slots = select(Slot.event_id, Claim.person_id).join(Claim, Claim.slot_id == Slot.id)
    on_walks = select(Walk.event_id, Walk.person_id).where(Walk.person_id.is_not(None), Walk.done_at.is_(None))
    held = in_slots.where(Slot.event_id.in_(ids), Claim.state == ClaimState.ACTIVE)
    return held.union(on_walks.where(Walk.event_id.in_(ids))).subquery()


def with_a_place(event_ids: Iterable[int]) -> Select[tuple[int]]:
    """Ids of those who have a slot or a walk that is still to do: whoever must hear of a change."""
    return select(_places_held(event_ids).c.person_id).distinct()


def booked_people(events: Iterable[Event]) -> int:
    """How many different people have a place at any of the events."""
    ids = with_a_place(event.id for event in events).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def booked_people_by_event(events: Iterable[Event]) -> dict[int, int]:
    """The same for each event alone; no row for events that nobody has a place at."""
    held = _places_held(event.id for event in events)
    rows = db.session.execute(select(held.c.event_id, func.count()).group_by(held.c.event_id))
    return {row[0]: row[1] for row in rows}
