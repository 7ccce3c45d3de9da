"""The only door to the time: what is now, and which day that is in Stockholm."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_standing_at: datetime | None = None


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _standing_at or datetime.now(UTC)


def today() -> date:
    """The day it is in Stockholm, whatever the server's own zone."""
    return day_of(now())


def local(moment: datetime) -> datetime:
    """The wall-clock time in Stockholm at an aware moment."""
    return moment.astimezone(STOCKHOLM)


def day_of(moment: datetime) -> date:
    """The Stockholm day that an aware moment falls on."""
    return local(moment).date()


def day_start(day: date) -> datetime:
    """The moment, in UTC, at which a Stockholm day begins. The zone never changes its hour at midnight."""
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The moment at which the next Stockholm day begins: days last 23, 24 or 25 hours."""
    return day_start(day + timedelta(days=1))


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let time stand still for all threads: for tests and for the made-up year of the demo."""
    global _standing_at
    before, _standing_at = _standing_at, moment.astimezone(UTC)
    try:
        yield
    finally:
        _standing_at = before
