"""Rapid response: something has happened, and people are called together for today or tomorrow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from outreach.events.rules.notice import MANY
from outreach.refusals import N_, Refusal


class RapidRefusal(Refusal):
    """Why nobody is called."""

    TOO_LATE = N_("That time has passed already. Choose a later end, or tomorrow.")
    NOT_NOW = N_("This is for today and tomorrow. Plan anything later in the calendar.")


@dataclass(frozen=True)
class LeadTimes:
    """How fast people came: rapid events, how many of them somebody answered, the median in minutes of those."""

    events: int
    answered: int
    median_minutes: float | None


def days_to_choose(today: date) -> tuple[date, date]:
    """Today and tomorrow."""
    return today, today + timedelta(days=1)


def why_not_call(day: date, ends_at: datetime, today: date, now: datetime) -> RapidRefusal | None:
    """Why people can't be called together for that day and time; what has begun already may still need hands."""
    if day not in days_to_choose(today):
        return RapidRefusal.NOT_NOW
    return RapidRefusal.TOO_LATE if ends_at <= now else None


def must_confirm(recipients: int) -> bool:
    """Whether so many mails want a second press, and leave a minute later."""
    return recipients > MANY


def lead_times(events: Iterable[tuple[datetime, datetime | None]]) -> LeadTimes:
    """Of (called at, first slot taken at) pairs; None where nobody has taken one."""
    pairs = list(events)
    waits = [(first - called).total_seconds() / 60 for called, first in pairs if first is not None]
    return LeadTimes(len(pairs), len(waits), median(waits) if waits else None)
