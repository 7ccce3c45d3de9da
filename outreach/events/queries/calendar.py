"""Read the calendar: events in a span, what the tally counts of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload

from outreach import clock
from outreach.db import UtcDateTime, db
from outreach.events.models import (
    Claim,
    Event,
    EventKind,
    EventStatus,
    Slot,
)
from outreach.events.queries.loading import AREA_NAME
from outreach.people.models import Person

# The slots of many events: each has its event already, which need not be read a second time.
SLOTS = selectinload(Event.slots).lazyload(Slot.event)


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
    query = select(Event).where(Event.id == event_id).options(AREA_NAME, name, lazyload(Event.slots))
    return db.session.scalar(query)


def events_by_id(ids: Iterable[int]) -> Sequence[Event]:
    """Those of the events that exist, by start."""
    return db.session.scalars(
        select(Event).where(Event.id.in_(list(ids))).options(AREA_NAME).order_by(Event.starts_at, Event.id)
    ).all()


def events_between(
    start: datetime, end: datetime, wanted: Filter | None = None, *, with_drafts: bool = False
) -> Sequence[Event]:
    """Events that begin in [start, end), by start. Cancelled ones are shown, so that nobody turns up in vain."""
    query = select(Event).where(Event.starts_at >= start, Event.starts_at < end)
    query = _filtered(query, wanted or Filter(), with_drafts)
    return db.session.scalars(query.options(AREA_NAME, SLOTS).order_by(Event.starts_at, Event.id)).all()


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
    events = db.session.scalars(select(Event).where(Event.id.in_(first)).options(AREA_NAME, lazyload(Event.slots)))
    return {event.area_id: event for event in events if event.area_id is not None}


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
