"""Read the calendar: events in a span, open slots, who has which place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, EventKind, EventStatus, Slot
from outreach.people.models import Person
from outreach.places.models import Area

# Lists say the area's name; its outline stays in the database.
_AREA_NAME = joinedload(Event.area).load_only(Area.name)


@dataclass(frozen=True)
class CountedEvent:
    """An event as the tally sees it. `day` is its Stockholm day."""

    kind: EventKind
    day: date
    area_id: int | None
    is_held: bool


@dataclass(frozen=True)
class Filter:
    """What the calendar shows of all events. Empty fields let everything through."""

    kind: EventKind | None = None
    area_id: int | None = None
    needs_people: bool = False


def get_event(event_id: int) -> Event:
    """The event, or NoResultFound."""
    return db.session.get_one(Event, event_id)


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


def events_between(
    start: datetime, end: datetime, wanted: Filter | None = None, *, with_drafts: bool = False
) -> Sequence[Event]:
    """Events that begin in [start, end), by start. Cancelled ones are shown, so that nobody turns up in vain."""
    query = select(Event).where(Event.starts_at >= start, Event.starts_at < end)
    query = _filtered(query, wanted or Filter(), with_drafts)
    return db.session.scalars(query.options(_AREA_NAME).order_by(Event.starts_at, Event.id)).all()


def events_on_days(
    first: date, last: date, wanted: Filter | None = None, *, with_drafts: bool = False
) -> Sequence[Event]:
    """Events of the Stockholm days `first` to `last`, both included."""
    return events_between(clock.day_start(first), clock.day_end(last), wanted, with_drafts=with_drafts)


def counted_events(year: int) -> list[CountedEvent]:
    """Held and planned events of a Stockholm year; drafts and cancelled ones do not count."""
    rows = db.session.execute(
        select(Event.kind, Event.starts_at, Event.area_id, Event.status)
        .where(
            Event.starts_at >= clock.day_start(date(year, 1, 1)),
            Event.starts_at < clock.day_start(date(year + 1, 1, 1)),
            Event.status.in_([EventStatus.SCHEDULED, EventStatus.HELD]),
        )
        .order_by(Event.starts_at, Event.id)
    )
    return [
        CountedEvent(kind, clock.day_of(starts_at), area_id, status is EventStatus.HELD)
        for kind, starts_at, area_id, status in rows
    ]


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
        .options(contains_eager(Claim.slot).contains_eager(Slot.event).options(_AREA_NAME))
        .where(
            Claim.person_id == person.id,
            Claim.state == ClaimState.ACTIVE,
            Slot.ends_at > clock.now(),
            Event.status.in_([EventStatus.SCHEDULED, EventStatus.CANCELLED]),
        )
        .order_by(Slot.starts_at, Claim.id)
    ).all()


def open_slots(person: Person, limit: int = 50) -> list[Slot]:
    """Slots to come that the person has no place in: those that lack people first, then by time."""
    mine = select(Claim.slot_id).where(Claim.person_id == person.id, Claim.state == ClaimState.ACTIVE)
    slots = db.session.scalars(
        select(Slot)
        .join(Slot.event)
        .options(contains_eager(Slot.event).options(_AREA_NAME))
        .where(Event.status == EventStatus.SCHEDULED, Slot.ends_at > clock.now(), Slot.id.not_in(mine))
        .order_by(Slot.starts_at, Slot.id)
        .limit(limit)
    ).all()
    return sorted(slots, key=lambda slot: slot.missing == 0)


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


def booked_people(events: Iterable[Event]) -> int:
    """How many different people have a place at any of the events."""
    ids = [event.id for event in events]
    return db.session.scalar(
        select(func.count(Claim.person_id.distinct()))
        .join(Slot)
        .where(Slot.event_id.in_(ids), Claim.state == ClaimState.ACTIVE)
    ) or 0  # fmt: skip


def _filtered(query: Select[Event], wanted: Filter, with_drafts: bool) -> Select[Event]:
    if not with_drafts:
        query = query.where(Event.status != EventStatus.DRAFT)
    if wanted.kind:
        query = query.where(Event.kind == wanted.kind)
    if wanted.area_id:
        query = query.where(Event.area_id == wanted.area_id)
    if wanted.needs_people:
        lacking = select(Slot.event_id).where(Slot.taken < Slot.needed)
        query = query.where(
            Event.id.in_(lacking),
            or_(Event.status == EventStatus.SCHEDULED, Event.status == EventStatus.DRAFT),
        )
    return query
