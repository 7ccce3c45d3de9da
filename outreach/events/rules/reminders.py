"""When somebody is reminded of their slot, derived from its start alone. Pure."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from outreach.events.rules.calendar import STOCKHOLM

DAY_BEFORE_AT = time(11)
SAME_DAY_AT = time(8)


def reminders_of(starts_at: datetime) -> dict[str, datetime]:
    """The moments, by kind, at which a slot's start is reminded of.

    The day before at 11:00 and the same day at 08:00 by the clock on the wall; whoever begins at 08:00 or earlier
    is reminded the day before only.
    """
    wall = starts_at.astimezone(STOCKHOLM)
    found = {"day_before": _moment(wall - timedelta(days=1), DAY_BEFORE_AT)}
    if wall.time() > SAME_DAY_AT:
        found["same_day"] = _moment(wall, SAME_DAY_AT)
    return found


def reminders_to_come(starts_at: datetime, now: datetime) -> dict[str, datetime]:
    """Those that are not past: who takes a slot at noon is not reminded of eleven o'clock."""
    return {kind: due_at for kind, due_at in reminders_of(starts_at).items() if due_at > now}


def is_outdated(kind: StrEnum, starts_at: datetime, now: datetime) -> bool:
    """Whether a reminder that is late need not be written: the slot has begun, or the next reminder is due as well."""
    if starts_at <= now:
        return True
    later = [due_at for other, due_at in reminders_of(starts_at).items() if other == "same_day"]
    return kind == "day_before" and any(due_at <= now for due_at in later)


def _moment(day: datetime, at: time) -> datetime:
    # neither of the two times lies in a night in which the clocks are changed
    return datetime.combine(day.date(), at, STOCKHOLM).astimezone(UTC)
