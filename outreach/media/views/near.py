"""Our own events near a publication's day, as choices in a form and as the rules take them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from outreach import clock
from outreach.events.models import Event, EventStatus
from outreach.events.naming import title_of
from outreach.events.queries import events_by_id, events_on_days
from outreach.i18n import day_short
from outreach.media.rules.suggest import Happening

BEFORE, AFTER = timedelta(days=14), timedelta(days=7)
OLDEST, NEWEST = date(1990, 1, 1), date(2100, 1, 1)  # somebody may have typed any day
# How papers write of what we do, at the beginning of a word.
KIND_WORDS = {
    "leaflet_drop": ("flygblad",),
    "square_meeting": ("torgmöt", "bokbord", "kampanj", "flygblad"),
    "social": ("fest", "träff"),
    "study_circle": ("cirkel", "studiecirkel"),
    "member_meeting": ("medlemsmöt", "årsmöt"),
    "visit": ("besök", "studiebesök"),
    "other": ("demonstr", "manifest", "aktion"),
}


def events_near(days: Iterable[date]) -> Sequence[Event]:
    """What took place around these days."""
    known = sorted(day for day in days if OLDEST < day < NEWEST)
    if not known:
        return []
    found = events_on_days(known[0] - BEFORE, known[-1] + AFTER)
    return [event for event in found if event.status is not EventStatus.CANCELLED]


def as_choices(events: Iterable[Event], day: date | None = None, also: int | None = None) -> list[tuple[str, str]]:
    """Value and name of each, the nearest to the day first; `also`: the id of one that must be among them."""
    near = [event for event in events if day is None or -AFTER <= day - clock.day_of(event.starts_at) <= BEFORE]
    if also is not None and all(event.id != also for event in near):
        near += events_by_id([also])
    if day is not None:
        near.sort(key=lambda event: (abs(clock.day_of(event.starts_at) - day), event.id))
    return [(str(event.id), name_of(event)) for event in near]


def name_of(event: Event) -> str:
    return f"{title_of(event)}, {day_short(event.starts_at)}"


def as_happenings(events: Iterable[Event]) -> list[Happening]:
    """As the rule that recognises them takes them."""
    return [
        Happening(
            event.id,
            clock.day_of(event.starts_at),
            tuple(name for name in (event.place, event.area.name if event.area else "") if name),
            KIND_WORDS[event.kind.value],
        )
        for event in events
    ]
