"""When a venue is good to stand on, in words; and whether an event is outside of that."""

from datetime import datetime, time

from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import get_locale, gettext

from outreach import clock
from outreach.i18n import time_of_day
from outreach.places.models import Venue
from outreach.places.rules import is_outside


def windows_in_words(venue: Venue) -> str:
    """Saturday 10.00–14.00 and Sunday 11.00–13.00; "" when any time is as good."""
    names = get_day_names("wide", locale=get_locale())
    rows = [f"{names[row.weekday]} {time_of_day(row.start)}–{time_of_day(row.end)}" for row in venue.windows]
    return str(format_list(rows, locale=get_locale())) if rows else ""


def outside_windows(venue: Venue | None, starts_at: datetime, ends_at: datetime) -> str:
    """A soft note when an event is outside its venue's preferred times; "" when it is not."""
    if venue is None:
        return ""
    begins, ends = clock.local(starts_at), clock.local(ends_at)
    return outside_hours(venue, begins.weekday(), begins.time(), ends.time())


def outside_hours(venue: Venue, weekday: int, start: time, end: time) -> str:
    """The same for times of a form."""
    if not is_outside(venue.windows, weekday, start, end):
        return ""
    return gettext("%(venue)s is best on %(windows)s.", venue=venue.name, windows=windows_in_words(venue))
