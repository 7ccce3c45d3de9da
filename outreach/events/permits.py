"""How an event's permit stands, and how that is said."""

from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus
from outreach.events.rules import permits as rules
from outreach.events.rules.permits import PermitState, PermitWorry, Standing
from outreach.i18n import day_short
from outreach.people.queries import association
from outreach.places.models import Venue


def permit_of(event: Event) -> Standing:
    """How the event's permit stands today."""
    return _standing(event, association().permit_lead_days)


def _standing(event: Event, lead_days: int | None) -> Standing:
    venue = event.venue
    needed = rules.is_needed(event.kind, venue.needs_permit if venue else None, event.permit_needed)
    return rules.standing(
        clock.day_of(event.starts_at),
        clock.today(),
        needed=needed,
        applied_on=event.permit_applied_on,
        granted_on=event.permit_granted_on,
        for_day=event.permit_day,
        lead_days=lead_days,
    )


def permit_warnings(events: Iterable[Event]) -> dict[int, str]:
    """What is wrong with the permits of events to come, in a few words, by event id: for organisers' lists."""
    asked = [event for event in events if event.status in (EventStatus.DRAFT, EventStatus.SCHEDULED)]
    asked = [event for event in asked if event.kind is EventKind.SQUARE_MEETING or event.permit_needed]
    if not asked:
        return {}
    lead_days = association().permit_lead_days
    # read at once and kept, so that event.venue asks the database nothing
    venue_ids = {event.venue_id for event in asked} - {None}
    at_hand = db.session.scalars(select(Venue).where(Venue.id.in_(venue_ids))).all() if venue_ids else ()
    worries = {event.id: _standing(event, lead_days).worry for event in asked}
    del at_hand
    return {event_id: worry_in_brief(worry) for event_id, worry in worries.items() if worry}


def permit_sentence(event: Event, standing: Standing) -> str:
    """The whole of it in one line: "Permit: applied for 3 Nov, case A123"."""
    case = event.permit_case
    if standing.state is PermitState.NOT_NEEDED:
        return gettext("Permit: not needed")
    if standing.state is PermitState.MISSING:
        assert standing.apply_by is not None
        if standing.worry is PermitWorry.LATE:
            return gettext("Permit missing: it should have been applied for by %(day)s", day=_day(standing.apply_by))
        return gettext("Permit missing: apply by %(day)s", day=_day(standing.apply_by))
    if standing.state is PermitState.APPLIED:
        said = gettext("Permit: applied for %(day)s", day=_day(event.permit_applied_on))
    else:
        said = gettext("Permit: granted %(day)s", day=_day(event.permit_granted_on))
    return gettext("%(permit)s, case %(case)s", permit=said, case=case) if case else said


def worry_advice(event: Event, standing: Standing) -> str:
    """What to do about it; "" when nothing is wrong."""
    if standing.worry is PermitWorry.LATE:
        return gettext("Apply today and call the police, or choose a later day. Nothing keeps you from publishing.")
    if standing.worry is PermitWorry.SOON:
        return gettext("Time is running out. Write the day here once you have applied.")
    if standing.worry is PermitWorry.NO_ANSWER:
        return gettext("There is no answer yet. Call and ask.")
    if standing.worry is PermitWorry.OTHER_DAY:
        return gettext(
            "It is for %(day)s, but the event has been moved since. Tell the police.", day=_day(event.permit_day)
        )
    return ""


def worry_in_brief(worry: PermitWorry) -> str:
    """Two or three words for a list."""
    return {
        PermitWorry.SOON: gettext("apply for permit"),
        PermitWorry.LATE: gettext("permit missing"),
        PermitWorry.NO_ANSWER: gettext("permit unanswered"),
        PermitWorry.OTHER_DAY: gettext("permit for another day"),
    }[worry]


def _day(day: object) -> str:
    """3 nov: the weekday of a day in the past says nothing."""
    return day_short(day).split(" ", 1)[1]  # type: ignore[arg-type]
