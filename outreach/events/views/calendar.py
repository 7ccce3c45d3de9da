"""The map calendar: a month as grid, list and map, with one filter for all three."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock, maps
from outreach.events.geojson import as_feature
from outreach.events.models import Event, EventKind, EventStatus
from outreach.events.naming import title_of
from outreach.events.queries import Filter, events_on_days
from outreach.events.rules.month import Month
from outreach.goals.queries import tally
from outreach.people.access import current, signed_in
from outreach.people.models import Role
from outreach.places.queries import areas, bounds

bp = Blueprint("calendar", __name__)

LONGEST_SPAN = timedelta(days=800)
VIEWS = ("list", "map", "month")


@bp.get("/calendar")
@signed_in
def calendar() -> ResponseReturnValue:
    """The month: where something is planned, where people are needed, how the year stands."""
    month = Month.parse(request.args.get("month", "")) or Month.of(clock.today())
    wanted = _filter()
    weeks = list(month.weeks())
    events = events_on_days(weeks[0][0], weeks[-1][-1], wanted, with_drafts=_sees_drafts())
    by_day: dict[date, list[Event]] = {}
    for event in events:
        by_day.setdefault(clock.day_of(event.starts_at), []).append(event)
    chosen = _chosen()
    view = request.args.get("view", "")
    return render_template(
        "events/calendar.html",
        month=month,
        weeks=weeks,
        by_day=by_day,
        parts=_list_parts([event for event in events if Month.of(clock.day_of(event.starts_at)) == month]),
        today=clock.today(),
        plan_day=clock.today() if Month.of(clock.today()) == month else month.first,
        view=view if view in VIEWS else "",
        chosen=chosen,
        kinds=list(EventKind),
        areas=areas(),
        title_of=title_of,
        figures=tally(clock.today().year, clock.today()),
        map=_map(month, chosen),
        may_plan=current().has(Role.ORGANISER),
    )


@bp.get("/calendar/map.js")
@signed_in
def calendar_map_js() -> ResponseReturnValue:
    """What folium writes for the month's map, as a script of our own origin."""
    month = Month.parse(request.args.get("month", ""))
    if month is None:
        abort(404)
    return maps.script_response(_map(month, _chosen()))


@bp.get("/events.geojson")
@signed_in
def events_geojson() -> ResponseReturnValue:
    """Events with a point, of the days `from` to `to` (both included; at most two years). Never a name."""
    try:
        first = date.fromisoformat(request.args.get("from", ""))
        last = date.fromisoformat(request.args.get("to", ""))
    except ValueError:
        abort(400)
    if not (first <= last <= first + LONGEST_SPAN):
        abort(400)
    events = events_on_days(first, last, _filter(), with_drafts=_sees_drafts())
    features = [as_feature(event) for event in events if event.latitude is not None]
    response = jsonify(type="FeatureCollection", features=features)
    response.mimetype = "application/geo+json"
    return response


def _list_parts(events: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    """The list's headings with their events: what needs people first, what is over last."""
    now = clock.now()
    over = [event for event in events if event.ends_at <= now]
    to_come = [event for event in events if event.ends_at > now]
    short = [event for event in to_come if event.status is EventStatus.SCHEDULED and event.missing]
    rest = [event for event in to_come if event not in short]
    return [(_("Needs people"), short), (_("To come"), rest), (_("Earlier this month"), over)]


def _map(month: Month, chosen: dict[str, str]) -> maps.MapParts:
    span: dict[str, Any] = {"from": str(month.first), "to": str(month.last)}
    return maps.month_map(
        url_for("calendar.events_geojson", **span | chosen),
        url_for("places.areas_geojson"),
        url_for("places.sketch_geojson"),
        bounds(),
    )


def _chosen() -> dict[str, str]:
    """The parts of the filter that are set, for links that keep it."""
    return {name: value for name, value in request.args.items() if name in ("kind", "area", "staffing") and value}


def _sees_drafts() -> bool:
    return current().has(Role.ORGANISER)


def _filter() -> Filter:
    """The filter that the address names; what it can't mean is left out."""
    kind = request.args.get("kind", "")
    return Filter(
        kind=EventKind(kind) if kind in set(EventKind) else None,
        area_id=request.args.get("area", type=int),
        needs_people=request.args.get("staffing") == "needed",
    )
