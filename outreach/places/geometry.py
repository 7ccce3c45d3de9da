"""The one door to shapely: valid outlines, unions, and which outline a point is in."""

from math import cos, radians
from typing import Any

from shapely import Point, coverage_union_all, set_precision
from shapely.affinity import scale
from shapely.geometry import mapping, shape
from shapely.ops import polylabel

# Six decimals of a degree are about 10 cm: finer than any outline we are given.
GRID = 1e-6


def is_valid(geometry: dict[str, Any]) -> bool:
    """No ring crosses itself or another one, and there is something inside."""
    outline = shape(geometry)
    return bool(outline.is_valid) and float(outline.area) > 0


def covers(geometry: dict[str, Any], latitude: float, longitude: float) -> bool:
    """Whether a point lies in the outline or on it."""
    return bool(shape(geometry).covers(Point(longitude, latitude)))


def union(geometries: list[dict[str, Any]]) -> dict[str, Any]:
    """One outline of several that share their edges exactly (as districts do), with the common edges gone."""
    return _plain(mapping(set_precision(coverage_union_all([shape(geometry) for geometry in geometries]), GRID)))


def label_point(geometry: dict[str, Any]) -> tuple[float, float]:
    """Latitude and longitude of a point well inside the outline: the one farthest from its edges."""
    outline = shape(geometry)
    largest = max(getattr(outline, "geoms", [outline]), key=lambda part: part.area)
    # a degree of longitude is shorter than one of latitude: measure in degrees of equal length
    shortening = max(cos(radians(largest.centroid.y)), 0.01)
    point = polylabel(scale(largest, shortening, 1, origin=(0, 0)), tolerance=0.0005)
    return round(point.y, 6), round(point.x / shortening, 6)


def _plain(geometry: dict[str, Any]) -> dict[str, Any]:
    """The same as JSON would give it back: lists for tuples."""
    return {"type": geometry["type"], "coordinates": _listed(geometry["coordinates"])}


def _listed(part: Any) -> Any:
    return [_listed(inner) for inner in part] if isinstance(part, tuple | list) else part
