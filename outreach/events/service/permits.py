"""Note how it stands with an event's permit."""

from dataclasses import dataclass
from datetime import date

from outreach import clock
from outreach.db import db
from outreach.events.models import Event
from outreach.events.rules.calendar import why_not_change
from outreach.events.service.changing import lock_event, refuse


@dataclass(frozen=True)
class PermitFacts:
    """What an organiser says of a permit."""

    is_needed: bool
    applied_on: date | None = None
    granted_on: date | None = None
    case: str = ""


def note_permit(event: Event, facts: PermitFacts) -> None:
    """Keep what is said; a permit that is applied for or granted anew is for the day that the event has now."""
    lock_event(event)
    refuse(why_not_change(event))
    event.permit_needed = facts.is_needed
    event.permit_applied_on, event.permit_granted_on = facts.applied_on, facts.granted_on
    event.permit_case = facts.case
    event.permit_day = clock.day_of(event.starts_at) if facts.applied_on or facts.granted_on else None
    event.changed_at = clock.now()
    db.session.commit()
