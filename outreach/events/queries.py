"""Read the calendar: events in a span, open slots, who has which place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, Subquery, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, load_only, selectinload

from outreach import clock
from outreach.db import UtcDateTime, db
from outreach.events.models import (
    Claim,
    ClaimState,
    Event,
    EventKind,
    EventStatus,
    EventTemplate,
    ImportDraft,
    Slot,
    Walk,
)
from outreach.people.models import Person
from outreach.places.models import Area

# Lists say the area's name; its outline stays in the database.
_AREA_NAME = joinedload(Event.area).load_only(Area.name)
# The slots of many events: each has its event already, which need not be read a second time.
_SLOTS = selectinload(Event.slots).lazyload(Slot.event)


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
    status: EventStatus | None = None


def get_event(event_id: int) -> Event:
    """The event, or NoResultFound."""
    return db.session.get_one(Event, event_id)


def find_event(event_id: int) -> Event | None:
    """The event with the names of its area and of who is responsible, or None."""
    name = joinedload(Event.responsible).options(load_only(Person.name), lazyload(Person.role_rows))
    # its slots come with those of the others, where it is one of a list
    query = select(Event).where(Event.id == event_id).options(_AREA_NAME, name, lazyload(Event.slots))
    return db.session.scalar(query)


def get_slot(slot_id: int) -> Slot:
    """The slot, or NoResultFound."""
    return db.session.get_one(Slot, slot_id)


def get_claim(claim_id: int) -> Claim:
    """The claim, or NoResultFound."""
    return db.session.get_one(Claim, claim_id)


def get_import(draft_id: int, person: Person, since: datetime) -> ImportDraft:
    """The table that this person wants to import, kept since then at the earliest, or NoResultFound."""
    return db.session.scalars(
        select(ImportDraft).where(
            ImportDraft.id == draft_id, ImportDraft.person_id == person.id, ImportDraft.created_at >= since
        )
    ).one()


def templates() -> Sequence[EventTemplate]:
    """All templates, by name."""
    return sorted(db.session.scalars(select(EventTemplate)), key=lambda template: template.name.casefold())


def get_template(template_id: int) -> EventTemplate:
    """The template, or NoResultFound."""
    return db.session.get_one(EventTemplate, template_id)


def find_template(name: str) -> EventTemplate | None:
    """The template of that name, whatever its case."""
    return next((template for template in templates() if template.name.casefold() == name.casefold()), None)


def events_by_id(ids: Iterable[int]) -> Sequence[Event]:
    """Those of the events that exist, by start."""
    return db.session.scalars(
        select(Event).where(Event.id.in_(list(ids))).options(_AREA_NAME).order_by(Event.starts_at, Event.id)
    ).all()


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
    return db.session.scalars(query.options(_AREA_NAME, _SLOTS).order_by(Event.starts_at, Event.id)).all()


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


def next_event_by_area() -> dict[int, Event]:
    """The next published event of each area that has one."""
    order = func.row_number().over(partition_by=Event.area_id, order_by=(Event.starts_at, Event.id))
    coming = (
        select(Event.id, order.label("place"))
        .where(Event.status == EventStatus.SCHEDULED, Event.starts_at > clock.now(), Event.area_id.is_not(None))
        .subquery()
    )
    first = select(coming.c.id).where(coming.c.place == 1)
    events = db.session.scalars(select(Event).where(Event.id.in_(first)).options(_AREA_NAME, lazyload(Event.slots)))
    return {event.area_id: event for event in events if event.area_id is not None}


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


def open_slots(person: Person, limit: int = 50) -> Sequence[Slot]:
    """Slots to come with room for the person: those that lack people first, then by time."""
    mine = select(Claim.slot_id).where(Claim.person_id == person.id, Claim.state == ClaimState.ACTIVE)
    return db.session.scalars(
        select(Slot)
        .join(Slot.event)
        .options(contains_eager(Slot.event).options(_AREA_NAME))
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


def get_walk(walk_id: int) -> Walk:
    """The walk, or NoResultFound."""
    return db.session.get_one(Walk, walk_id)


def walks_of(event: Event) -> Sequence[Walk]:
    """The event's walks with those who have them, in the order in which they were drawn."""
    query = select(Walk).options(joinedload(Walk.person)).where(Walk.event_id == event.id)
    return db.session.scalars(query.order_by(Walk.id)).all()


def my_walks(person: Person) -> Sequence[Walk]:
    """The person's walks that are still to do, soonest first."""
    return db.session.scalars(
        select(Walk)
        .join(Walk.event)
        .options(contains_eager(Walk.event).options(_AREA_NAME, lazyload(Event.slots)))
        .where(
            Walk.person_id == person.id,
            Walk.done_at.is_(None),
            Event.status.in_([EventStatus.SCHEDULED, EventStatus.CANCELLED]),
            Event.ends_at > clock.now() - timedelta(days=30),
        )
        .order_by(Event.starts_at, Walk.id)
    ).all()


def rapid_responses(year: int) -> list[tuple[datetime, datetime | None]]:
    """Of each rapid event of a Stockholm year: when people were called, and when the first took a slot."""
    rows = db.session.execute(
        select(Event.created_at, func.min(Claim.created_at, type_=UtcDateTime()))
        .outerjoin(Event.slots)
        .outerjoin(Claim, Claim.slot_id == Slot.id)
        .where(
            Event.rapid_key.is_not(None),
            Event.created_at >= clock.day_start(date(year, 1, 1)),
            Event.created_at < clock.day_start(date(year + 1, 1, 1)),
        )
        .group_by(Event.id, Event.created_at)
        .order_by(Event.created_at, Event.id)
    )
    return [(called_at, first_at) for called_at, first_at in rows]


def _filtered(query: Select[Event], wanted: Filter, with_drafts: bool) -> Select[Event]:
    if not with_drafts:
        query = query.where(Event.is_published)
    if wanted.kind:
        query = query.where(Event.kind == wanted.kind)
    if wanted.status:
        query = query.where(Event.status == wanted.status)
    if wanted.area_id:
        query = query.where(Event.area_id == wanted.area_id)
    if wanted.needs_people:
        lacking = select(Slot.event_id).where(Slot.taken < Slot.needed)
        query = query.where(
            Event.id.in_(lacking),
            or_(Event.status == EventStatus.SCHEDULED, Event.status == EventStatus.DRAFT),
        )
    return query
