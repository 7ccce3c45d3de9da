"""Plan, edit, publish, cancel and hold events; shape their slots."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus, Slot, SlotRole
from outreach.events.rules import calendar as rules
from outreach.events.rules.claims import over_after
from outreach.events.rules.day import DayRefusal
from outreach.events.service.changing import Done, lock_event, record, refuse, reschedule, snapshot
from outreach.events.service.promoting import promote_around
from outreach.events.service.telling import tell_slot
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
    allows_guests: bool | None = None  # people without an account may take a slot; None: as it is


@dataclass(frozen=True)
class SlotPlan:
    """What an organiser says of a slot: its times are on the event's day."""

    role: SlotRole
    start: time
    end: time
    needed: int
    capacity: int
    wants_experienced: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of it. Leaflets by letterbox and by hand are counted apart."""

    leaflets_letterbox: int | None = None
    leaflets_by_hand: int | None = None
    conversations: int | None = None
    note: str = field(default="")


def plan_event(plan: Plan, responsible: Person, hands: int = 0, slots: Sequence[SlotPlan] = ()) -> Event:
    """Put a draft into the calendar; with `hands`, also one slot for that many, from start to end; or these slots."""
    event = make_event(plan, responsible, hands)
    for slot in slots:
        event.slots.append(_slot(plan.day, slot))
    db.session.commit()
    return event


def make_event(plan: Plan, responsible: Person | None, hands: int = 0) -> Event:
    """The draft that plan_event keeps; here the caller commits."""
    starts_at, ends_at = rules.span_of(plan.day, plan.start, plan.end)
    now = clock.now()
    event = Event(kind=plan.kind, status=EventStatus.DRAFT, created_at=now)
    event.responsible_id = responsible.id if responsible else None
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
    return event


def edit_event(event: Event, plan: Plan, by: Person | None = None) -> Done:
    """Change what an event says. Those booked are told when time or place change, not of a mended typo."""
    lock_event(event)
    refuse(rules.why_not_change(event))
    before = snapshot(event)
    reschedule(event, *rules.span_of(plan.day, plan.start, plan.end))
    is_other_place = plan.place != event.place and plan.point == (event.latitude, event.longitude)
    event.kind = plan.kind
    # another saved place than before brings its own point
    _describe(event, replace(plan, point=None) if is_other_place and find_venue_by_name(plan.place) else plan)
    done = record(event, before, by)
    db.session.commit()
    return done


def publish_event(event: Event) -> None:
    """Show a draft to the volunteers."""
    lock_event(event)
    refuse(rules.why_not_publish(event))
    event.status, event.is_published = EventStatus.SCHEDULED, True
    event.changed_at = clock.now()
    db.session.commit()


def cancel_event(event: Event, by: Person | None = None, token: str | None = None) -> Done:
    """Call an event off; those booked are told. Claims stay as they are: they say who was told."""
    lock_event(event)
    refuse(rules.why_not_change(event))
    before = snapshot(event)
    event.status = EventStatus.CANCELLED
    event.cancelled_at = clock.now()
    done = record(event, before, by, token)
    db.session.commit()
    return done


def hold_event(event: Event, outcome: Outcome, was: str | None = None) -> None:
    """Note that an event was held, and what came of it; doing it again corrects the figures.

    `was` is the outcome_mark that the figures were typed beside, perhaps hours ago on a phone without a network:
    other figures that somebody has noted since are not overwritten. None asks nothing.
    """
    lock_event(event)
    refuse(rules.why_not_hold(event, clock.now()))
    if was is not None and outcome_mark(event) not in (was, _mark(outcome)):
        raise Refused(DayRefusal.OTHER_FIGURES)
    event.status = EventStatus.HELD
    event.held_at = event.held_at or clock.now()
    event.changed_at = clock.now()
    event.leaflets_letterbox = outcome.leaflets_letterbox
    event.leaflets_by_hand = outcome.leaflets_by_hand
    event.conversations = outcome.conversations
    event.outcome_note = outcome.note
    db.session.commit()


def outcome_mark(event: Event) -> str:
    """A short mark of what is noted of the event, which changes with it; "" when nothing is."""
    if event.status is not EventStatus.HELD:
        return ""
    figures = (event.leaflets_letterbox, event.leaflets_by_hand, event.conversations)
    return _mark(Outcome(*figures, event.outcome_note))


def _mark(outcome: Outcome) -> str:
    return f"{zlib.crc32(repr(outcome).encode()):08x}"


def add_slot(event: Event, plan: SlotPlan) -> Slot:
    """Say that hands are needed at an event."""
    lock_event(event)
    refuse(rules.why_not_change(event))
    slot = _slot(clock.day_of(event.starts_at), plan)
    event.slots.append(slot)
    event.changed_at = clock.now()
    db.session.commit()
    return slot


def edit_slot(slot: Slot, plan: SlotPlan) -> int:
    """Change a slot. A capacity below what is taken takes nobody's place; a higher one lets in those who wait.

    Returns how many are told: those who have it, of other times.
    """
    lock_event(slot.event)
    refuse(rules.why_not_change(slot.event))
    db.session.refresh(slot, with_for_update={"of": Slot})
    before = (slot.starts_at, slot.ends_at)
    slot.starts_at, slot.ends_at = rules.span_of(clock.day_of(slot.event.starts_at), plan.start, plan.end)
    slot.role, slot.needed, slot.capacity = plan.role, plan.needed, plan.capacity
    slot.wants_experienced = plan.wants_experienced
    slot.over = over_after(plan.capacity, slot.taken)
    slot.event.changed_at = clock.now()
    told = tell_slot(slot, before)
    promote_around(slot.event)
    db.session.commit()
    return told


def delete_slot(slot: Slot) -> None:
    """Remove a slot that nobody has taken."""
    lock_event(slot.event)
    refuse(rules.why_not_change(slot.event))
    db.session.refresh(slot, with_for_update={"of": Slot})
    if slot.taken:
        raise Refused(rules.CalendarRefusal.SLOT_IS_TAKEN)
    slot.event.changed_at = clock.now()
    db.session.delete(slot)
    db.session.commit()


def _slot(day: date, plan: SlotPlan) -> Slot:
    starts_at, ends_at = rules.span_of(day, plan.start, plan.end)
    return Slot(
        starts_at=starts_at,
        ends_at=ends_at,
        role=plan.role,
        needed=plan.needed,
        capacity=plan.capacity,
        wants_experienced=plan.wants_experienced,
    )


def _describe(event: Event, plan: Plan) -> None:
    """Title, text and place. A known place brings its point; the area follows from the point."""
    venue = find_venue_by_name(plan.place) if plan.place else None
    point = plan.point
    if point is None and venue is not None:
        point = (venue.latitude, venue.longitude)
    event.title, event.description, event.place = plan.title, plan.description, plan.place
    event.venue_id = venue.id if venue else None
    if plan.allows_guests is not None:
        event.allows_guests = plan.allows_guests
    if point is None:
        event.latitude = event.longitude = None
        event.area_id = plan.area_id
    else:
        event.latitude, event.longitude = point
        area = area_at(*point)
        event.area_id = area.id if area else None


def _usual_role(kind: EventKind) -> SlotRole:
    return {EventKind.LEAFLET_DROP: SlotRole.LEAFLETS, EventKind.SQUARE_MEETING: SlotRole.TABLE}.get(
        kind, SlotRole.OTHER
    )
