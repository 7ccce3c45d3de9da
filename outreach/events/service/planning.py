"""Plan, edit, publish, move, cancel and hold events; shape their slots."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus, Slot, SlotRole
from outreach.events.rules import calendar as rules
from outreach.events.rules.claims import over_after
from outreach.events.service.telling import tell_booked
from outreach.people.models import Person
from outreach.places.queries import area_at, find_venue_by_name
from outreach.refusals import Refused


@dataclass(frozen=True)
class Plan:
    """What an organiser says of an event: Stockholm day and times, and where."""

    kind: EventKind
    day: date
    start: time
    end: time
    title: str = ""
    place: str = ""
    point: tuple[float, float] | None = None  # latitude, longitude
    area_id: int | None = None  # only where there is no point
    description: str = ""


@dataclass(frozen=True)
class SlotPlan:
    """What an organiser says of a slot: its times are on the event's day."""

    role: SlotRole
    start: time
    end: time
    needed: int
    capacity: int


@dataclass(frozen=True)
class Outcome:
    """What became of it. Leaflets by letterbox and by hand are counted apart."""

    leaflets_letterbox: int | None = None
    leaflets_by_hand: int | None = None
    conversations: int | None = None
    note: str = field(default="")


def plan_event(plan: Plan, responsible: Person, hands: int = 0) -> Event:
    """Put a draft into the calendar; with `hands`, also one slot for that many, from start to end."""
    starts_at, ends_at = rules.span_of(plan.day, plan.start, plan.end)
    now = clock.now()
    event = Event(kind=plan.kind, status=EventStatus.DRAFT, responsible_id=responsible.id, created_at=now)
    event.starts_at, event.ends_at = starts_at, ends_at
    _describe(event, plan)
    event.changed_at = now
    if hands:
        event.slots.append(
            Slot(
                role=_usual_role(plan.kind),
                starts_at=starts_at,
                ends_at=ends_at,
                needed=hands,
                capacity=hands,
            )
        )
    db.session.add(event)
    db.session.commit()
    return event


def edit_event(event: Event, plan: Plan) -> None:
    """Change what an event says. Those booked are told when time or place change, not of a mended typo."""
    _lock(event)
    _refuse(rules.why_not_change(event))
    before = (event.starts_at, event.ends_at, event.place, event.latitude, event.longitude)
    _reschedule(event, *rules.span_of(plan.day, plan.start, plan.end))
    event.kind = plan.kind
    _describe(event, plan)
    if (event.starts_at, event.ends_at, event.place, event.latitude, event.longitude) != before:
        tell_booked(event, "moved")
    db.session.commit()


def move_event(event: Event, day: date, start: time | None = None, end: time | None = None) -> None:
    """Move an event, and its slots with it, to another day or time; those booked are told."""
    _lock(event)
    _refuse(rules.why_not_change(event))
    before = (event.starts_at, event.ends_at)
    old_start, old_end = (clock.local(moment).time() for moment in before)
    _reschedule(event, *rules.span_of(day, start or old_start, end or old_end))
    if (event.starts_at, event.ends_at) != before:
        tell_booked(event, "moved")
    db.session.commit()


def publish_event(event: Event) -> None:
    """Show a draft to the volunteers."""
    _lock(event)
    _refuse(rules.why_not_publish(event))
    event.status = EventStatus.SCHEDULED
    event.changed_at = clock.now()
    db.session.commit()


def cancel_event(event: Event) -> None:
    """Call an event off; those booked are told. Claims stay as they are: they say who was told."""
    _lock(event)
    _refuse(rules.why_not_change(event))
    event.status = EventStatus.CANCELLED
    event.cancelled_at = event.changed_at = clock.now()
    tell_booked(event, "cancelled")
    db.session.commit()


def hold_event(event: Event, outcome: Outcome) -> None:
    """Note that an event was held, and what came of it; doing it again corrects the figures."""
    _lock(event)
    _refuse(rules.why_not_hold(event, clock.now()))
    event.status = EventStatus.HELD
    event.held_at = event.held_at or clock.now()
    event.changed_at = clock.now()
    event.leaflets_letterbox = outcome.leaflets_letterbox
    event.leaflets_by_hand = outcome.leaflets_by_hand
    event.conversations = outcome.conversations
    event.outcome_note = outcome.note
    db.session.commit()


def add_slot(event: Event, plan: SlotPlan) -> Slot:
    """Say that hands are needed at an event."""
    _lock(event)
    _refuse(rules.why_not_change(event))
    starts_at, ends_at = rules.span_of(clock.day_of(event.starts_at), plan.start, plan.end)
    slot = Slot(starts_at=starts_at, ends_at=ends_at, role=plan.role, needed=plan.needed, capacity=plan.capacity)
    event.slots.append(slot)
    event.changed_at = clock.now()
    db.session.commit()
    return slot


def edit_slot(slot: Slot, plan: SlotPlan) -> None:
    """Change a slot. A capacity below what is taken takes nobody's place; the slot is then over by some."""
    _lock(slot.event)
    _refuse(rules.why_not_change(slot.event))
    db.session.refresh(slot, with_for_update={"of": Slot})
    slot.starts_at, slot.ends_at = rules.span_of(clock.day_of(slot.event.starts_at), plan.start, plan.end)
    slot.role, slot.needed, slot.capacity = plan.role, plan.needed, plan.capacity
    slot.over = over_after(plan.capacity, slot.taken)
    slot.event.changed_at = clock.now()
    db.session.commit()


def delete_slot(slot: Slot) -> None:
    """Remove a slot that nobody has taken."""
    _lock(slot.event)
    _refuse(rules.why_not_change(slot.event))
    db.session.refresh(slot, with_for_update={"of": Slot})
    if slot.taken:
        raise Refused(rules.CalendarRefusal.SLOT_IS_TAKEN)
    slot.event.changed_at = clock.now()
    db.session.delete(slot)
    db.session.commit()


def _lock(event: Event) -> None:
    """Read the event anew and hold it until the commit: what is decided here rests on how it stands now.

    Always before any of its slots, so that two changes never wait for each other. SQLite has one writer anyway.
    """
    db.session.refresh(event, with_for_update={"of": Event})


def _refuse(refusal: rules.CalendarRefusal | None) -> None:
    if refusal:
        raise Refused(refusal)


def _describe(event: Event, plan: Plan) -> None:
    """Title, text and place. A known place brings its point; the area follows from the point."""
    venue = find_venue_by_name(plan.place) if plan.place else None
    point = plan.point
    if point is None and venue is not None:
        point = (venue.latitude, venue.longitude)
    event.title, event.description, event.place = plan.title, plan.description, plan.place
    event.venue_id = venue.id if venue else None
    if point is None:
        event.latitude = event.longitude = None
        event.area_id = plan.area_id
    else:
        event.latitude, event.longitude = point
        area = area_at(*point)
        event.area_id = area.id if area else None


def _reschedule(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    old, new = (event.starts_at, event.ends_at), (starts_at, ends_at)
    # all of them are worked out before any is set: a refusal leaves the event as it was
    spans = [rules.follow_slot((slot.starts_at, slot.ends_at), old, new) for slot in event.slots]
    for slot, span in zip(event.slots, spans, strict=True):
        slot.starts_at, slot.ends_at = span
    event.starts_at, event.ends_at = new
    event.changed_at = clock.now()


def _usual_role(kind: EventKind) -> SlotRole:
    return {EventKind.LEAFLET_DROP: SlotRole.LEAFLETS, EventKind.SQUARE_MEETING: SlotRole.TABLE}.get(
        kind, SlotRole.OTHER
    )
