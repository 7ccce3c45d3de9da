"""What the calendar's address says: which days, in which view, through which filter, and what is picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from outreach.db import LARGEST_ID
from outreach.events.models import Event, EventKind, EventStatus
from outreach.events.naming import title_of
from outreach.events.queries import Filter
from outreach.events.rules.month import SENSIBLE_YEARS, Month, parse_day, week_of
from outreach.i18n import word
from outreach.places.rules import folded

VIEWS = ("month", "week", "list", "map")
FILTERS = ("kind", "area", "staffing", "status", "q")
LONGEST_TEXT = 80

Point = tuple[float, float]
Args = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """One look at the calendar. `view` is empty for the month with its map, which on a phone is the list."""

    view: str
    day: date
    month: Month
    filters: Args
    event_id: int | None
    point: Point | None

    @classmethod
    def of(cls, args: Mapping[str, str], default: date) -> "Look":
        """What the address means; what it can't mean is left out. Without a day it is that of `default`."""
        day = parse_day(args.get("day", ""))
        month = (Month.of(day) if day else Month.parse(args.get("month", ""))) or Month.of(default)
        view = args.get("view", "")
        return cls(
            view=view if view in VIEWS else "",
            day=day or (default if Month.of(default) == month else month.first),
            month=month,
            filters={name: args[name][:LONGEST_TEXT] for name in FILTERS if args.get(name)},
            event_id=id_of(args.get("event", "")),
            point=_point_of(args.get("point", "")),
        )

    @property
    def is_week(self) -> bool:
        return self.view == "week"

    @property
    def weeks(self) -> list[list[date]]:
        return [week_of(self.day)] if self.is_week else list(self.month.weeks())

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that are shown: the grid has the days around the month, a list has not."""
        if self.view in ("list", "map"):
            return self.month.first, self.month.last
        return self.weeks[0][0], self.weeks[-1][-1]

    def plan_day(self, today: date) -> date:
        """The day that a new event is offered for: today if it is shown, else the first of the week or month."""
        first, last = self.days if self.is_week else (self.month.first, self.month.last)
        return today if first <= today <= last else first

    @property
    def wanted(self) -> Filter:
        """The filter for the database; `says` is the rest of it."""
        kind, status = self.filters.get("kind", ""), self.filters.get("status", "")
        return Filter(
            kind=EventKind(kind) if kind in set(EventKind) else None,
            area_id=id_of(self.filters.get("area", "")),
            needs_people=self.filters.get("staffing") == "needed",
            status=EventStatus(status) if status in set(EventStatus) else None,
        )

    def says(self, events: Sequence[Event]) -> Sequence[Event]:
        """Those in whose title, kind, place or area all words of the text stand, as people read them."""
        words = folded(self.filters.get("q", "")).split()
        return [event for event in events if all(word in _text_of(event) for word in words)] if words else events

    # ---- addresses: what to put into url_for

    @property
    def when(self) -> Args:
        return {"day": str(self.day)} if self.is_week else {"month": str(self.month)}

    @property
    def here(self) -> Args:
        """This very look, nothing picked."""
        return self._view(self.view) | self.when | self.filters

    @property
    def picked(self) -> Args:
        return {"event": str(self.event_id)} if self.event_id else {}

    def as_view(self, view: str, day: date | None = None) -> Args:
        """The same days in another view."""
        when = {"day": str(day or self.day)} if view == "week" else {"month": str(self.month)}
        return self._view(view) | when | self.filters | self.picked

    def step(self, way: int) -> Args:
        """The week or month before (-1) or after (1)."""
        if self.is_week:
            return self._view("week") | {"day": str(self.day + timedelta(days=7 * way))} | self.filters
        month = self.month.next if way > 0 else self.month.previous
        return self._view(self.view) | {"month": str(month)} | self.filters

    @property
    def today(self) -> Args:
        return self._view(self.view) | self.filters

    @property
    def without_filter(self) -> Args:
        return self._view(self.view) | self.when | self.picked

    @property
    def map_args(self) -> Args:
        """What events.geojson is asked for: the days in view, the same filter."""
        return _span(*self.days) | self.filters

    @property
    def year_args(self) -> Args:
        return _span(date(self.month.year, 1, 1), date(self.month.year, 12, 31)) | self.filters

    @staticmethod
    def _view(view: str) -> Args:
        return {"view": view} if view else {}


def id_of(text: str) -> int | None:
    """An id as it stands in an address; None for what no row can have."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ID)) else 0
    return number if 0 < number <= LARGEST_ID else None


def _point_of(text: str) -> Point | None:
    """A point written as 59.36220,18.00880: latitude, longitude."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _span(first: date, last: date) -> Args:
    earliest, latest = date(SENSIBLE_YEARS[0], 1, 1), date(SENSIBLE_YEARS[-1], 12, 31)
    return {"from": str(max(first, earliest)), "to": str(min(last, latest))}


def _text_of(event: Event) -> str:
    area = event.area.name if event.area else ""
    return folded(" ".join((title_of(event), word(event.kind), event.place, area)))
