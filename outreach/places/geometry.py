"""The one door to shapely: valid outlines, unions, cuts and overlaps, and which outline a point is in.

Outlines are GeoJSON Polygons and MultiPolygons in degrees. Lengths and surfaces are in metres, on a plane around the
outline: good to a part in a thousand for anything the size of a municipality.
"""

import re
from math import cos, radians
from typing import Any

import shapely
from shapely import MultiPolygon, Point, Polygon, coverage_union_all, set_precision
from shapely.affinity import scale
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel
from shapely.validation import explain_validity

Geometry = dict[str, Any]

# Six decimals of a degree are about 10 cm: finer than any outline we are given.
GRID = 1e-6
METRES_PER_DEGREE = 111_320
# Two areas may overlap by a strip of at most this width: borders that were drawn twice never agree to the metre.
SLIVER_METRES = 2.0


def is_valid(geometry: Geometry) -> bool:
    """No ring crosses itself or another one, and there is something inside."""
    outline = shape(geometry)
    return bool(outline.is_valid) and float(outline.area) > 0


def crossing(geometry: Geometry) -> tuple[float, float] | None:
    """Latitude and longitude near which an invalid outline crosses itself, where that is one spot."""
    found = re.search(r"\[(\S+) (\S+)\]", explain_validity(shape(geometry)))
    return (round(float(found[2]), 5), round(float(found[1]), 5)) if found else None


def covers(geometry: Geometry, latitude: float, longitude: float) -> bool:
    """Whether a point lies in the outline or on it."""
    return bool(shape(geometry).covers(Point(longitude, latitude)))


def union(geometries: list[Geometry]) -> Geometry:
    """One outline of several that share their edges exactly (as districts do), with the common edges gone."""
    return _plain(set_precision(coverage_union_all([shape(geometry) for geometry in geometries]), GRID))


def merge(geometries: list[Geometry]) -> Geometry:
    """One outline of several neighbours, whose common border may be drawn with other points on each side."""
    outlines = [shape(geometry) for geometry in geometries]
    if shapely.coverage_is_valid(outlines):
        return _plain(coverage_union_all(outlines))
    return _plain(shapely.union_all(outlines, grid_size=GRID))


def parts(geometry: Geometry) -> int:
    """How many separate pieces the outline has."""
    return len(_polygons(shape(geometry)))


def split(geometry: Geometry, line: Geometry) -> list[Geometry]:
    """What a line cuts the outline into: one more piece than it had where the line crosses it once.

    Two outlines when it does, the larger first; pieces that the line does not touch stay with the larger. Otherwise
    all pieces, which may be one.
    """
    knife = shape(line)
    pieces = [_faces(polygon, knife) for polygon in _polygons(shape(geometry))]
    whole = [faces[0] for faces in pieces if len(faces) == 1]
    cut = [faces for faces in pieces if len(faces) > 1]
    if len(cut) == 1 and len(cut[0]) == 2:
        large, small = sorted(cut[0], key=lambda face: -face.area)
        return [_plain(_joined([large, *whole])), _plain(small)]
    return [_plain(face) for faces in pieces for face in faces]


def overlap(one: Geometry, other: Geometry) -> float:
    """Square metres that two outlines have in common; 0.0 where it is but a sliver along their border."""
    return _overlap(shape(one), shape(other))


def share(one: Geometry, other: Geometry) -> float:
    """How much of `one` lies in `other`, from 0 to 1."""
    outline = shape(one)
    return float(shapely.intersection(outline, shape(other)).area / outline.area) if outline.area else 0.0


def without(geometry: Geometry, others: list[Geometry]) -> Geometry | None:
    """The outline less what the others have, slivers dropped; None when nothing is left."""
    left = shapely.difference(shape(geometry), shapely.union_all([shape(each) for each in others]), grid_size=GRID)
    kept = [polygon for polygon in _polygons(left) if not _is_sliver(polygon)]
    return _plain(_joined(kept)) if kept else None


def square_metres(geometry: Geometry) -> float:
    """The outline's surface."""
    return float(_in_metres(shape(geometry)).area)


def label_point(geometry: Geometry) -> tuple[float, float]:
    """Latitude and longitude of a point well inside the outline: the one farthest from its edges."""
    largest = max(_polygons(shape(geometry)), key=lambda part: float(part.area))
    # a degree of longitude is shorter than one of latitude: measure in degrees of equal length
    shortening = max(cos(radians(largest.centroid.y)), 0.01)
    point = polylabel(scale(largest, shortening, 1, origin=(0, 0)), tolerance=0.0005)
    return round(point.y, 6), round(point.x / shortening, 6)


def _faces(polygon: Polygon, knife: BaseGeometry) -> list[Polygon]:
    """What a line cuts a polygon into; the polygon itself where it does not."""
    rims = shapely.union_all([polygon.boundary, knife])
    inside = [face for face in _polygons(shapely.polygonize([rims])) if polygon.contains(face.representative_point())]
    return inside if len(inside) > 1 else [polygon]


def _overlap(one: BaseGeometry, other: BaseGeometry) -> float:
    if not shapely.box(*one.bounds).intersects(shapely.box(*other.bounds)):
        return 0.0
    common = _in_metres(shapely.intersection(one, other))
    return 0.0 if common.buffer(-SLIVER_METRES / 2).is_empty else float(common.area)


def _is_sliver(polygon: Polygon) -> bool:
    return bool(_in_metres(polygon).buffer(-SLIVER_METRES / 2).is_empty)


def _in_metres(outline: BaseGeometry) -> BaseGeometry:
    if outline.is_empty:
        return outline
    west, south, east, north = outline.bounds
    shortening = max(cos(radians((south + north) / 2)), 0.01)
    # around its own middle: far from (0, 0) a plane of metres would lose digits
    moved = shapely.transform(outline, lambda points: points - [(west + east) / 2, (south + north) / 2])
    return scale(moved, METRES_PER_DEGREE * shortening, METRES_PER_DEGREE, origin=(0, 0))


def _polygons(outline: BaseGeometry) -> list[Polygon]:
    """The polygons in a geometry; lines and points that a cut has left are no part of an area."""
    if isinstance(outline, Polygon):
        return [] if outline.is_empty else [outline]
    return [polygon for part in getattr(outline, "geoms", ()) for polygon in _polygons(part)]


def _joined(polygons: list[Polygon]) -> Polygon | MultiPolygon:
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _plain(outline: BaseGeometry) -> Geometry:
    """As JSON would give it back: lists for tuples."""
    geometry = mapping(outline)
    return {"type": geometry["type"], "coordinates": _listed(geometry["coordinates"])}


def _listed(part: Any) -> Any:
    return [_listed(inner) for inner in part] if isinstance(part, tuple | list) else part
