"""Places as GeoJSON, for the maps of every page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for

from outreach import clock
from outreach.events.forms import SENSIBLE_YEARS
from outreach.events.models import Event
from outreach.events.naming import title_of
from outreach.events.queries import next_event_by_area
from outreach.goals.queries import tally
from outreach.goals.rules.tally import AreaTally
from outreach.i18n import word
from outreach.people.access import signed_in
from outreach.places import queries
from outreach.places.rules import folded

bp = Blueprint("places", __name__)

Feature = dict[str, Any]


@bp.get("/areas.geojson")
@signed_in
def areas_geojson() -> Response:
    """The areas: outline, name, where the name stands, and how the year of ?on= (or today) stands there."""
    on = _day_asked_for()
    tallies = {each.area_id: each for each in tally(on.year, on).areas}
    coming = next_event_by_area()
    return _collection(
        _feature(
            area.geometry,
            id=area.id,
            name=area.name,
            is_priority=area.is_priority,
            label=[area.label_latitude, area.label_longitude],
            weight=area.weight,
            source=area.source,
            plan_url=url_for("event.new", area=area.id),
            **_standing(tallies[area.id], coming.get(area.id)),
        )
        for area in queries.areas()
    )


@bp.get("/districts.geojson")
@signed_in
def districts_geojson() -> Response:
    """The electoral districts by code: what areas can be composed of."""
    return _collection(_feature(each.geometry, code=each.code, name=each.name) for each in queries.districts())


@bp.get("/sketch.geojson")
@signed_in
def sketch_geojson() -> Response:
    """Our own basemap: hairlines of the districts, and the landmarks as points."""
    # a district that is called like an area needs no name of its own beside it
    taken = {folded(area.name) for area in queries.areas()}
    lines = [
        _feature(each.geometry, kind="district", name="" if folded(each.name) in taken else each.name)
        for each in queries.districts()
    ]
    points = [
        _feature(
            {"type": "Point", "coordinates": [mark.longitude, mark.latitude]},
            kind=mark.kind.value,
            kind_name=word(mark.kind),
            name=mark.name,
            is_verified=mark.is_verified,
        )
        for mark in queries.landmarks()
    ]
    return _collection([*lines, *points])


def _day_asked_for() -> date:
    """`on` in the address, else today."""
    today = clock.today()
    try:
        on = date.fromisoformat(request.args["on"]) if request.args.get("on") else today
    except ValueError:
        abort(400)
    if on.year not in SENSIBLE_YEARS:
        abort(400)
    return on


def _standing(area: AreaTally, coming: Event | None) -> dict[str, Any]:
    """How the area stands against its goal, and what comes next there; never a person's name."""
    return {
        "goal": area.goal,
        "done": area.done,
        "planned": area.planned,
        "behind": area.behind,
        "level": area.level,
        "last_visited_on": area.last_visited_on.isoformat() if area.last_visited_on else None,
        "next_event": coming
        and {
            "title": title_of(coming),
            "day": clock.day_of(coming.starts_at).isoformat(),
            "url": url_for("event.event", event_id=coming.id),
        },
    }


def _feature(geometry: dict[str, Any], **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: Iterable[Feature]) -> Response:
    response = jsonify(type="FeatureCollection", features=list(features))
    response.mimetype = "application/geo+json"
    response.add_etag()
    response.make_conditional(request)
    return response
