"""Copy an event to other days, and keep patterns for new events."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus, EventTemplate, Slot, SlotRole
from outreach.events.queries import find_template
from outreach.events.rules.calendar import follow_slot, span_of
from outreach.events.rules.copying import TemplateRefusal, fit_times
from outreach.events.service.planning import SlotPlan
from outreach.people.models import Person
from outreach.refusals import Refused

Span = tuple[datetime, datetime]

_COPIED = ("kind", "title", "description", "place", "latitude", "longitude", "venue_id", "area_id", "allows_guests")


def copy_event(event: Event, days: Iterable[date], by: Person) -> list[Event]:
    """Drafts like the event, one on each day, with slots at the same times on the wall and nobody in them. All or none.

    Raises Refused when one of the days lacks the time.
    """
    now = clock.now()
    copies = []
    for day in days:
        span, slots = _spans_on(event, day)
        copy = Event(**{name: getattr(event, name) for name in _COPIED}, status=EventStatus.DRAFT)
        copy.starts_at, copy.ends_at = span
        copy.created_at = copy.changed_at = now
        copy.responsible_id = by.id
        copy.slots = [
            Slot(
                role=slot.role,
                needed=slot.needed,
                capacity=slot.capacity,
                wants_experienced=slot.wants_experienced,
                starts_at=start,
                ends_at=end,
            )
            for slot, (start, end) in zip(event.slots, slots, strict=True)
        ]
        copies.append(copy)
    db.session.add_all(copies)
    db.session.commit()
    return copies


def days_without_the_time(event: Event, days: Iterable[date]) -> list[date]:
    """Those of the days to which the event can't be copied: their night leaves one of its times out."""
    return [day for day in days if not _fits(event, day)]


def save_template(event: Event, name: str) -> EventTemplate:
    """Keep an event's kind, times, slots and text as a pattern."""
    start, end = (_wall(moment) for moment in (event.starts_at, event.ends_at))
    template = EventTemplate(kind=event.kind, start=start, end=end, description=event.description)
    template.slots = [
        {
            "role": slot.role.value,
            "start": _wall(slot.starts_at).isoformat("minutes"),
            "end": _wall(slot.ends_at).isoformat("minutes"),
            "needed": slot.needed,
            "capacity": slot.capacity,
            "wants_experienced": slot.wants_experienced,
        }
        for slot in event.slots
    ]
    _name(template, name)
    return template


def rename_template(template: EventTemplate, name: str) -> None:
    """Call a template something else."""
    _name(template, name)


def delete_template(template: EventTemplate) -> None:
    """Forget a template; events made from it stay."""
    db.session.delete(template)
    db.session.commit()


def slots_of(template: EventTemplate, start: time, end: time) -> Sequence[SlotPlan]:
    """The template's slots for an event with these times."""
    old = (template.start, template.end)
    plans = []
    for slot in template.slots:
        times = (time.fromisoformat(slot["start"]), time.fromisoformat(slot["end"]))
        slot_start, slot_end = fit_times(times, old, (start, end))
        # a template of before that could be wanted does not say so
        experienced = slot.get("wants_experienced", False)
        role = SlotRole(slot["role"])
        plans.append(SlotPlan(role, slot_start, slot_end, slot["needed"], slot["capacity"], experienced))
    return plans


def _spans_on(event: Event, day: date) -> tuple[Span, list[Span]]:
    """When the event and each of its slots would be on another day."""
    old = (event.starts_at, event.ends_at)
    start, end = (clock.local(moment).time() for moment in old)
    new = span_of(day, start, end)
    return new, [follow_slot((slot.starts_at, slot.ends_at), old, new) for slot in event.slots]


def _fits(event: Event, day: date) -> bool:
    try:
        _spans_on(event, day)
    except Refused:
        return False
    return True


def _name(template: EventTemplate, name: str) -> None:
    namesake = find_template(name)
    if namesake is not None and namesake is not template:
        raise Refused(TemplateRefusal.NAME_TAKEN)
    template.name = name
    db.session.add(template)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(TemplateRefusal.NAME_TAKEN) from error


def _wall(moment: datetime) -> time:
    return clock.local(moment).time().replace(fold=0)
