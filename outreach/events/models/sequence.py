"""Event.sequence rises by itself: whoever changes what a calendar file says of an event need not think of it."""

from typing import Any

from sqlalchemy import event as database_event
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from outreach import clock
from outreach.events.models.event import Event, Slot

# What stands in calendar files, or decides what stands there.
_SEEN: dict[type[Any], tuple[str, ...]] = {
    Event: ("kind", "title", "starts_at", "ends_at", "status", "place", "latitude", "longitude", "area_id"),
    Slot: ("starts_at", "ends_at", "role"),
}


@database_event.listens_for(Session, "before_flush")
def count_changes(session: Session, _context: object, _instances: object) -> None:
    """A calendar program keeps the entry with the higher number, so a change that is taken back counts as well."""
    changed = {_event_of(row) for row in session.dirty if type(row) in _SEEN and _is_seen(row)}
    changed |= {row.event for row in session.deleted if isinstance(row, Slot)}
    for event in changed - {None, *session.new, *session.deleted}:
        event.sequence += 1
        event.changed_at = clock.now()


def _event_of(row: Any) -> Any:
    return row if isinstance(row, Event) else row.event


def _is_seen(row: Any) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in _SEEN[type(row)])
