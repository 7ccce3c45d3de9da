"""The map calendar: a month or a week as grid, list and map, with one filter and one selection for all of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock, maps
from outreach.events import queries
from outreach.events.geojson import as_feature
from outreach.events.models import Event, EventKind, EventStatus
from outreach.events.naming import title_of
from outreach.events.permits import permit_warnings
from outreach.events.rules.month import Month, parse_day
from outreach.events.views.look import Look, id_of
from outreach.goals.queries import tally
from outreach.goals.rules.tally import Tally
from outreach.people.access import current, signed_in
from outreach.people.models import Role
from outreach.places.queries import area_at, bounds

bp = Blueprint("calendar", __name__)

LONGEST_SPAN = timedelta(days=800)
# A day of the month grid shows so many events, and a link to the rest.
MOST_CHIPS = 4


@bp.get("/calendar")
@signed_in
def calendar() -> ResponseReturnValue:
    """Where something is planned, where people are needed, how the year stands."""
    picked = _picked_event()
    look = Look.of(request.args, clock.day_of(picked.starts_at) if picked else clock.today())
    events = _events_of(look)
    by_day: dict[date, list[Event]] = {}
    for event in events:
        by_day.setdefault(clock.day_of(event.starts_at), []).append(event)
    figures = tally(clock.today().year, clock.today())
    return render_template(
        "events/calendar.html",
        look=look,
        by_day=by_day,
        most_chips=MOST_CHIPS,
        parts=[] if look.is_week else _list_parts([one for one in events if _is_in(look.month, one)]),
        short=sum(_is_short(event) for event in events),
        booked=queries.booked_people_by_event(events) if current().has(Role.ORGANISER) else {},
        permit_warnings=permit_warnings(events) if current().has(Role.ORGANISER) else {},
        plan_day=look.plan_day(clock.today()),
        kinds=list(EventKind),
        statuses=[status for status in EventStatus if _sees_drafts() or status is not EventStatus.DRAFT],
        figures=figures,
        map=_map(look),
        **_dock(look, picked, figures),
    )


@bp.get("/calendar/dock")
@signed_in
def dock() -> ResponseReturnValue:
    """What is picked, as the part of the page that stands under the map: an event, or a point and its area."""
    picked = _picked_event()
    look = Look.of(request.args, clock.day_of(picked.starts_at) if picked else clock.today())
    return render_template("events/dock.html", look=look, **_dock(look, picked))


@bp.get("/calendar/map.js")
@signed_in
def calendar_map_js() -> ResponseReturnValue:
    """What folium writes for the calendar's map, as a script of our own origin."""
    if not (Month.parse(request.args.get("month", "")) or parse_day(request.args.get("day", ""))):
        abort(404)
    return maps.script_response(_map(Look.of(request.args, clock.today()), bounds()))


@bp.get("/events.geojson")
@signed_in
def events_geojson() -> ResponseReturnValue:
    """Events with a point, of the days `from` to `to` (both included; at most two years). Never a name."""
    first, last = parse_day(request.args.get("from", "")), parse_day(request.args.get("to", ""))
    if not (first and last and timedelta(0) <= last - first <= LONGEST_SPAN):
        abort(400)
    look = Look.of(request.args, first)
    events = queries.events_on_days(first, last, look.wanted, with_drafts=_sees_drafts())
    features = [as_feature(event) for event in look.says(events) if event.latitude is not None]
    response = jsonify(type="FeatureCollection", features=features)
    response.mimetype = "application/geo+json"
    return response


def _events_of(look: Look) -> Sequence[Event]:
    """The events of the grid; the month's list and map show those of the month alone."""
    events = queries.events_on_days(look.weeks[0][0], look.weeks[-1][-1], look.wanted, with_drafts=_sees_drafts())
    return look.says(events)


def _list_parts(events: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    """The list's headings with their events: what needs people first, what is over last."""
    now = clock.now()
    over = [event for event in events if event.ends_at <= now]
    short = [event for event in events if _is_short(event)]
    rest = [event for event in events if event.ends_at > now and not _is_short(event)]
    return [(_("Needs people"), short), (_("To come"), rest), (_("Earlier this month"), over)]


def _is_in(month: Month, event: Event) -> bool:
    return Month.of(clock.day_of(event.starts_at)) == month


def _is_short(event: Event) -> bool:
    """Whether people are still needed there."""
    return event.status is EventStatus.SCHEDULED and event.missing > 0 and event.ends_at > clock.now()


def _picked_event() -> Event | None:
    """The event that the address picks; what was never published does not exist for whoever is no organiser."""
    event_id = id_of(request.args.get("event", ""))
    event = queries.find_event(event_id) if event_id else None
    return event if event and (_sees_drafts() or event.is_published) else None


def _dock(look: Look, picked: Event | None, figures: Tally | None = None) -> dict[str, Any]:
    """What the dock shows: the event that is picked, else the area of the point that is."""
    shown: dict[str, Any] = {"picked": picked, "area": None, "standing": None, "coming": None}
    shown |= {"title_of": title_of, "may_plan": current().has(Role.ORGANISER), "today": clock.today()}
    if picked or not look.point:
        return shown
    area = area_at(*look.point)
    if area:
        figures = figures or tally(clock.today().year, clock.today())
        shown["area"] = area
        shown["standing"] = next(one for one in figures.areas if one.area_id == area.id)
        shown["coming"] = queries.next_event_by_area().get(area.id)
    return shown


def _map(look: Look, corners: maps.Corners | None = None) -> maps.MapParts:
    """The map of these days; its script needs the corners, the page around it does not."""
    events_url = url_for("calendar.events_geojson", **look.map_args)
    return maps.month_map(events_url, url_for("places.areas_geojson"), url_for("places.sketch_geojson"), corners)


def _sees_drafts() -> bool:
    return current().has(Role.ORGANISER)
