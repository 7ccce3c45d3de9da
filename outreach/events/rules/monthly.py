"""When the letter on the coming month is written. Pure."""

from datetime import date, datetime, time, timedelta

from outreach.events.rules.calendar import STOCKHOLM

WRITTEN_ON = 25  # day of the month before
WRITTEN_AT = time(11)


def month_due(now: datetime) -> date | None:
    """The first day of the month whose letter is due: the next one, from the 25th at 11:00 on; None before."""
    wall = now.astimezone(STOCKHOLM)
    if (wall.day, wall.time()) < (WRITTEN_ON, WRITTEN_AT):
        return None
    return next_month(wall.date())


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
