"""What a place may be: points on earth, rings that close. Pure; what needs real geometry is in geometry.py."""

from collections.abc import Iterable, Iterator
from datetime import time
from math import inf
from typing import Any, Protocol

from outreach.refusals import N_, Refusal

Position = tuple[float, float]
Box = tuple[float, float, float, float]  # west, south, east, north

# More than any municipality needs, less than what makes a phone stutter.
MAX_POSITIONS = 20_000
# A small square, and more than the largest municipality of Sweden: what lies outside is a slip.
MIN_SQUARE_METRES = 1_000
MAX_SQUARE_METRES = 25_000 * 1_000_000
# How far, in degrees of latitude, an area may lie from all that is on the map already: about 50 km.
NEAR = 0.45
MAX_LINE = 1_000


class PlaceRefusal(Refusal):
    """Why a place can't be saved, and what to do about it."""

    BAD_GEOMETRY = N_("This is not an area: it takes a GeoJSON polygon with closed rings.")
    TOO_FEW_POINTS = N_("The outline needs at least three points, and the first one again at the end: add some.")
    RING_OPEN = N_("A ring of the outline is not closed: its last point must be the same as its first.")
    TOO_DETAILED = N_("This area has more than 20,000 points: simplify it first.")
    OFF_EARTH = N_("A point lies outside the earth: longitude first, then latitude, in degrees.")
    CROSSES_ITSELF = N_("The outline crosses itself.")
    CROSSES_ITSELF_AT = N_("The outline crosses itself near %(place)s: move a point there so that no lines cross.")
    TOO_SMALL = N_("This area is smaller than 1,000 square metres: draw it larger.")
    TOO_LARGE = N_("This area is larger than 25,000 square kilometres: draw it smaller.")
    FAR_AWAY = N_("This lies more than 50 km from your map. Are latitude and longitude swapped? Longitude comes first.")
    OVERLAPS = N_(
        "%(name)s and %(other)s overlap by %(hectares)s hectares: move the border, or choose which of them gives way."
    )
    OVERLAPS_IN_FILE = N_(
        "%(name)s and %(other)s would overlap by %(hectares)s hectares: mend their border in the file."
    )
    NOTHING_LEFT = N_("Nothing is left of %(name)s when other areas keep what they have: draw it elsewhere.")
    BAD_LINE = N_("Draw a line of at least two points.")
    NOT_CUT_IN_TWO = N_(
        "The line must cut %(name)s into exactly two: begin outside the area, cross it once, end outside."
    )
    PICK_TWO = N_("Choose two areas or more to merge.")
    NO_COMMON_BORDER = N_("%(names)s don't all share a border: choose areas that lie side by side.")
    NO_DISTRICTS = N_("Choose at least one district.")
    BAD_FIGURES = N_("Weight and households are numbers from zero and up.")
    NO_NAME = N_("An area needs a name.")
    NAME_TOO_LONG = N_("The name is too long: use at most 80 characters.")
    NAME_TAKEN = N_("There is already an area with that name.")
    RETIRED = N_("This area is no longer used: bring it back first.")
    NOT_RETIRED = N_("This area is in use already.")
    BAD_FILE = N_("This file is not GeoJSON: it takes a FeatureCollection of polygons, each with a name.")
    TWICE_IN_FILE = N_("This name stands in the file twice: give one of them another name.")
    NOTHING_TO_IMPORT = N_("Nothing in this file is new or changed.")
    FILE_TOO_LARGE = N_("The file is larger than 5 MB: simplify the outlines, or split it.")
    TOO_MANY = N_("The file holds more than 500 areas: split it.")


class VenueRefusal(Refusal):
    """Why a venue can't be saved."""

    VENUE_NAME_TAKEN = N_("There is already a venue with that name.")
    OFF_EARTH = N_("A point lies outside the earth: longitude first, then latitude, in degrees.")


class _Window(Protocol):
    @property
    def weekday(self) -> int: ...
    @property
    def start(self) -> time: ...
    @property
    def end(self) -> time: ...


def is_outside(windows: Iterable[_Window], weekday: int, start: time, end: time) -> bool:
    """Whether a span of clock times lies outside all preferred windows of a venue. One without any is always good.

    Windows of a day that touch or overlap are as one: 10–12 and 12–14 hold 11–13.
    """
    windows = list(windows)
    reached = start
    for window in sorted((each for each in windows if each.weekday == weekday), key=lambda each: each.start):
        if window.start <= reached < window.end:
            reached = window.end
    return bool(windows) and reached < end


def why_not_geometry(geometry: object) -> PlaceRefusal | None:
    """Why a GeoJSON geometry can't be an area's, as far as its form tells."""
    rings = list(_rings(geometry))
    if not rings or not all(_is_ring(ring) for ring in rings):
        return PlaceRefusal.BAD_GEOMETRY
    if any(len(ring) < 4 for ring in rings):
        return PlaceRefusal.TOO_FEW_POINTS
    if any(tuple(ring[0][:2]) != tuple(ring[-1][:2]) for ring in rings):
        return PlaceRefusal.RING_OPEN
    if sum(len(ring) for ring in rings) > MAX_POSITIONS:
        return PlaceRefusal.TOO_DETAILED
    if not all(is_on_earth(position[1], position[0]) for ring in rings for position in ring):
        return PlaceRefusal.OFF_EARTH
    return None


def why_not_line(line: object) -> PlaceRefusal | None:
    """Why this can't be the GeoJSON LineString that an area is split by."""
    points = line.get("coordinates") if isinstance(line, dict) and line.get("type") == "LineString" else None
    if not isinstance(points, list | tuple) or not 2 <= len(points) <= MAX_LINE:
        return PlaceRefusal.BAD_LINE
    if not all(_is_position(point) and is_on_earth(point[1], point[0]) for point in points):
        return PlaceRefusal.BAD_LINE
    return None if len({tuple(point[:2]) for point in points}) > 1 else PlaceRefusal.BAD_LINE


def why_not_size(square_metres: float) -> PlaceRefusal | None:
    """Why an area of this surface is a slip of the hand."""
    if square_metres < MIN_SQUARE_METRES:
        return PlaceRefusal.TOO_SMALL
    return PlaceRefusal.TOO_LARGE if square_metres > MAX_SQUARE_METRES else None


def why_not_there(box: Box, map_box: Box | None) -> PlaceRefusal | None:
    """Why an area in `box` is not ours: it lies far from all that is on the map, where there is anything."""
    if map_box is None:
        return None
    west, south, east, north = map_box
    is_near = (
        box[0] >= west - 2 * NEAR and box[1] >= south - NEAR and box[2] <= east + 2 * NEAR and box[3] <= north + NEAR
    )
    return None if is_near else PlaceRefusal.FAR_AWAY


def why_not_name(name: str) -> PlaceRefusal | None:
    """Why an area can't be called that, whatever the others are called."""
    if not name:
        return PlaceRefusal.NO_NAME
    return PlaceRefusal.NAME_TOO_LONG if len(name) > 80 else None


def why_not_figures(weight: object, households: object, goal: object = None) -> PlaceRefusal | None:
    """Why these can't be an area's weight, households and own goal (the last two may be unknown)."""
    are_counts = all(each is None or (type(each) is int and 0 <= each < 10**9) for each in (households, goal))
    is_weight = type(weight) in (int, float) and 0 <= weight < inf  # type: ignore[operator]
    return None if are_counts and is_weight else PlaceRefusal.BAD_FIGURES


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Degrees that exist; NaN and infinity are nowhere."""
    return abs(latitude) <= 90 and abs(longitude) <= 180


def flat(geometry: dict[str, Any]) -> dict[str, Any]:
    """A valid geometry as it is kept: type and coordinates, without heights."""
    return {"type": geometry["type"], "coordinates": _flat(geometry["coordinates"])}


def bounding_box(geometry: dict[str, Any]) -> Box:
    """West, south, east and north of a valid geometry."""
    positions = [position for ring in _rings(geometry) for position in ring]
    longitudes, latitudes = [p[0] for p in positions], [p[1] for p in positions]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def common_box(boxes: list[Box]) -> Box | None:
    """The box around all of them; None when there is none."""
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def folded(name: str) -> str:
    """A name as it is compared: case and stray spaces make no difference (also for å, ä and ö)."""
    return " ".join(name.split()).casefold()


def _flat(part: Any) -> Any:
    return list(part[:2]) if _is_position(part) else [_flat(inner) for inner in part]


def _rings(geometry: object) -> Iterator[Any]:
    """The rings of a polygon or of several; nothing when the geometry is something else."""
    if not isinstance(geometry, dict):
        return
    coordinates = geometry.get("coordinates")
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(geometry.get("type")))
    for polygon in polygons if isinstance(polygons, list | tuple) else []:
        if isinstance(polygon, list | tuple) and polygon:
            yield from polygon
        else:
            yield None


def _is_ring(ring: object) -> bool:
    return isinstance(ring, list | tuple) and len(ring) > 0 and all(_is_position(position) for position in ring)


def _is_position(position: object) -> bool:
    return (
        isinstance(position, list | tuple)
        and len(position) in (2, 3)
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in position)
    )
