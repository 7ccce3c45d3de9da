"""Where an even pace through the year would stand, and how far from it we are."""

from datetime import date


def days_in(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def days_gone(year: int, on: date) -> int:
    """Days of `year` that have passed when the day `on` is over: 0 before the year, all of them after it."""
    return min(max((on - date(year, 1, 1)).days + 1, 0), days_in(year))


def standing_day(year: int, today: date) -> date:
    """The day a year is looked at from: today in its own year, its last day afterwards, its first before."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def expected_by_now(goal: int, year: int, on: date) -> float:
    """How many an even pace gives by the end of the day `on`: linear over the days of the year."""
    return goal * days_gone(year, on) / days_in(year)


def pace_per_week(done: int, year: int, on: date) -> float:
    """Done per week of the year so far; 0 before the year has begun."""
    gone = days_gone(year, on)
    return done * 7 / gone if gone else 0.0


def required_per_week(goal: int, done: int, year: int, on: date) -> float | None:
    """Needed per week from tomorrow to the year's end; None when something is missing and no day is left."""
    missing = max(goal - done, 0)
    left = days_in(year) - days_gone(year, on)
    if missing == 0:
        return 0.0
    return missing * 7 / left if left else None


def behind_by(goal: int, done: int, planned: int, year: int, on: date) -> int:
    """Whole units behind an even pace, never more than what is neither done nor planned.

    What stands in the calendar is being taken care of, so 16 of 20 with 4 planned is on pace in November;
    6 of 10 with 2 planned is two behind.
    """
    # In whole numbers: a float would now and then miss the day on which a unit falls due.
    short = (goal * days_gone(year, on) - done * days_in(year)) // days_in(year)
    return max(min(short, goal - done - planned), 0)
