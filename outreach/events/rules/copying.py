"""Repeating: the days of every so many weeks, and where a template's slots go on another day. Pure."""

from datetime import date, time, timedelta

from outreach.refusals import N_, Refusal

MOST_COPIES = 60  # more at once can only be a slip of the finger


class TemplateRefusal(Refusal):
    """Why a template can't be saved."""

    NAME_TAKEN = N_("There is already a template with that name.")


def every_weeks(first: date, last: date, weeks: int) -> list[date]:
    """The days from `first` to `last`, both included, that are that many weeks apart; one above MOST_COPIES at most."""
    days: list[date] = []
    day = first
    while day <= last and len(days) <= MOST_COPIES:
        days.append(day)
        day += timedelta(weeks=weeks)
    return days


def fit_times(slot: tuple[time, time], old: tuple[time, time], new: tuple[time, time]) -> tuple[time, time]:
    """Where a slot (start, end) goes when its event lasts `new` instead of `old`, by the clock on the wall.

    What stood at the event's start or end stays there; the rest keeps its distance to the start, within the day. A
    slot that would have no time left lasts as long as the event.
    """
    start, end = (_fit(at, old, new) for at in slot)
    return (start, end) if start < end else new


def _fit(at: time, old: tuple[time, time], new: tuple[time, time]) -> time:
    if at == old[0]:
        return new[0]
    if at == old[1]:
        return new[1]
    minutes = _minutes(at) + _minutes(new[0]) - _minutes(old[0])
    hour, minute = divmod(min(max(minutes, 0), 24 * 60 - 1), 60)
    return time(hour, minute)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
