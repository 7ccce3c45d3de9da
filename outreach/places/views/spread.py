"""Spread: area by area what is aimed at, done and planned, when we were last there, and leaflets per household."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach import clock, maps
from outreach.csvfile import Cell, csv_response
from outreach.events.visits import Visits, visits_by_area
from outreach.goals.queries import tally, years_with_goals
from outreach.goals.rules.pace import standing_day
from outreach.goals.rules.tally import AreaTally
from outreach.i18n import language
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.places import queries
from outreach.places.models import Area
from outreach.places.rules import folded

bp = Blueprint("spread", __name__)

STAFF = (Role.ORGANISER, Role.BOARD, Role.MEDIA, Role.ADMIN)
EDITORS = (Role.ORGANISER, Role.ADMIN)
FIRST_YEAR, LAST_YEAR = 1970, 2999


@dataclass(frozen=True)
class SpreadRow:
    """One area in one year, as it stands at the end of the day `on`."""

    area: Area
    tally: AreaTally
    visits: Visits
    on: date

    @property
    def days_since(self) -> int | None:
        return (self.on - self.visits.last_on).days if self.visits.last_on else None

    @property
    def letterbox_per_household(self) -> float | None:
        return self._per_household(self.visits.leaflets_letterbox)

    @property
    def by_hand_per_household(self) -> float | None:
        return self._per_household(self.visits.leaflets_by_hand)

    def _per_household(self, leaflets: int) -> float | None:
        return round(leaflets / self.area.households, 2) if self.area.households else None


# By what the table is sorted; nothing known stands last, whichever way round.
SORTS: dict[str, Callable[[SpreadRow], Any]] = {
    "area": lambda row: folded(row.area.name),
    "goal": lambda row: row.tally.goal,
    "done": lambda row: row.tally.done,
    "planned": lambda row: row.tally.planned,
    "behind": lambda row: row.tally.behind if row.tally.goal else None,
    "last": lambda row: row.visits.last_on,
    "days": lambda row: row.days_since,
    "households": lambda row: row.area.households,
    "letterbox": lambda row: row.letterbox_per_household,
    "by_hand": lambda row: row.by_hand_per_household,
}
FROM_A = ("area",)  # what begins at its smallest when it is first sorted by


@bp.get("/areas")
@needs(*STAFF)
def areas() -> ResponseReturnValue:
    """Where we have been seen this year, and where not: as a table and on the map."""
    year, on = _asked_for()
    sort, direction = _sort_asked_for()
    rows = _rows(year, on)
    years = {*years_with_goals(), clock.today().year}
    return render_template(
        "places/areas.html",
        rows=sorted_rows(rows, sort, direction),
        columns=_columns(),
        sort=sort,
        direction=direction,
        first_way=lambda key: "asc" if key in FROM_A else "desc",
        year=year,
        on=on,
        is_this_year=year == clock.today().year,
        earlier=max((each for each in years if each < year), default=None),
        later=min((each for each in years if each > year), default=None),
        sentence=_sentence(rows),
        may_edit=current().has(*EDITORS),
        retired=queries.retired_areas(),
        map=_map(on),
    )


@bp.get("/areas.csv")
@needs(*STAFF)
def areas_csv() -> Response:
    """The same table as a file."""
    year, on = _asked_for()
    header = [text for _key, text, _title in _columns()]
    header += [_("Letterbox leaflets"), _("Leaflets by hand"), _("Priority area"), _("Weight")]
    return csv_response(
        _("areas-%(year)s.csv", year=year),
        header,
        [_cells(row) for row in sorted_rows(_rows(year, on), *_sort_asked_for())],
        decimal="," if language() == "sv" else ".",
    )


@bp.get("/areas/map.js")
@needs(*STAFF)
def areas_map_js() -> Response:
    """What folium writes for the map beside the table."""
    return maps.script_response(_map(_asked_for()[1]))


def sorted_rows(rows: Sequence[SpreadRow], sort: str, direction: str) -> list[SpreadRow]:
    """The rows in that order, by name where they are equal; what is not known stands last, whichever way round."""
    key = SORTS[sort]
    by_name = sorted(rows, key=SORTS["area"])
    known = sorted((row for row in by_name if key(row) is not None), key=key, reverse=direction == "desc")
    return known + [row for row in by_name if key(row) is None]


def _columns() -> list[tuple[str, str, str]]:
    """Key, heading, and what the heading means where that is not plain."""
    return [
        ("area", _("Area"), ""),
        ("goal", _("Goal"), ""),
        ("done", _("Done"), ""),
        ("planned", _("Planned"), ""),
        ("behind", _("Behind"), ""),
        ("last", _("Last visit"), _("The last leaflet drop or square meeting, of any year")),
        ("days", _("Days since"), ""),
        ("households", _("Households"), ""),
        ("letterbox", _("Letterbox per household"), _("Leaflets in letterboxes this year, per household")),
        ("by_hand", _("By hand per household"), _("Leaflets given out by hand this year, per household")),
    ]


def _cells(row: SpreadRow) -> list[Cell]:
    return [
        row.area.name,
        row.tally.goal,
        row.tally.done,
        row.tally.planned,
        row.tally.behind,
        row.visits.last_on,
        row.days_since,
        row.area.households,
        row.letterbox_per_household,
        row.by_hand_per_household,
        row.visits.leaflets_letterbox,
        row.visits.leaflets_by_hand,
        _("yes") if row.area.is_priority else _("no"),
        round(row.area.weight, 1),
    ]


def _rows(year: int, on: date) -> list[SpreadRow]:
    """The areas in use, and retired ones that have events in the year."""
    tallies = tally(year, on).areas
    visits = visits_by_area(year, on)
    known = {area.id: area for area in queries.areas(also=[each.area_id for each in tallies])}
    return [SpreadRow(known[each.area_id], each, visits.get(each.area_id, Visits()), on) for each in tallies]


def _sentence(rows: Sequence[SpreadRow]) -> str:
    """The one thing to know: how many areas are behind, and which has waited longest."""
    aimed = [row for row in rows if row.tally.goal]
    if not aimed:
        return ""
    behind = [row for row in aimed if row.tally.behind]
    if not behind:
        return _("Every area with a goal is on pace.")
    never = [row.area.name for row in behind if row.visits.last_on is None]
    text = ngettext(
        "%(num)d of %(all)d areas is behind.", "%(num)d of %(all)d areas are behind.", len(behind), all=len(aimed)
    )
    if never:
        return text + " " + _("Nobody has been to %(name)s yet.", name=never[0])
    worst = max(behind, key=lambda row: row.days_since or 0)
    return text + " " + _("%(name)s has waited longest: %(days)d days.", name=worst.area.name, days=worst.days_since)


def _asked_for() -> tuple[int, date]:
    """The year in the address, else this one, and the day it is looked at from."""
    today = clock.today()
    year = request.args.get("year", today.year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return year, standing_day(year, today)


def _sort_asked_for() -> tuple[str, str]:
    """Column and way round; what makes no sense is as it is without: those most behind on top."""
    sort = request.args.get("sort", "behind")
    sort = sort if sort in SORTS else "behind"
    direction = request.args.get("dir", "")
    return sort, direction if direction in ("asc", "desc") else ("asc" if sort in FROM_A else "desc")


def _map(on: date) -> maps.MapParts:
    return maps.area_map(
        url_for("places.areas_geojson", on=on.isoformat()), url_for("places.sketch_geojson"), queries.bounds()
    )
