"""Places as GeoJSON, for the maps of every page."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from outreach.i18n import word
from outreach.people.access import signed_in
from outreach.places import queries
from outreach.places.rules import folded

bp = Blueprint("places", __name__)

Feature = dict[str, Any]


@bp.get("/areas.geojson")
@signed_in
def areas_geojson() -> Response:
    """The areas: outline, name, where the name stands, and whether it is a priority area."""
    return _collection(
        _feature(
            area.geometry,
            id=area.id,
            name=area.name,
            is_priority=area.is_priority,
            label=[area.label_latitude, area.label_longitude],
            weight=area.weight,
            source=area.source,
        )
        for area in queries.areas()
    )


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


def _feature(geometry: dict[str, Any], **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: Iterable[Feature]) -> Response:
    response = jsonify(type="FeatureCollection", features=list(features))
    response.mimetype = "application/geo+json"
    response.add_etag()
    response.make_conditional(request)
    return response
