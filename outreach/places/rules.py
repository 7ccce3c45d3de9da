"""What a place may be: points on earth, rings that close. Pure; what needs real geometry is in geometry.py."""

from collections.abc import Iterator
from math import inf, isfinite
from typing import Any

from outreach.refusals import N_, Refusal

Position = tuple[float, float]
Box = tuple[float, float, float, float]  # west, south, east, north

# More than any municipality needs, less than what makes a phone stutter.
MAX_POSITIONS = 20_000


class PlaceRefusal(Refusal):
    """Why a place can't be saved."""

    BAD_GEOMETRY = N_("This is not an area: it takes a GeoJSON polygon with closed rings.")
    TOO_DETAILED = N_("This area has too many points: simplify it first.")
    OFF_EARTH = N_("A point lies outside the earth: longitude first, then latitude, in degrees.")
    CROSSES_ITSELF = N_("The outline crosses itself.")
    BAD_FIGURES = N_("Weight and households are numbers from zero and up.")
    NO_NAME = N_("An area needs a name.")
    NAME_TAKEN = N_("There is already an area with that name.")


def why_not_geometry(geometry: object) -> PlaceRefusal | None:
    """Why a GeoJSON geometry can't be an area's, as far as its form tells."""
    rings = list(_rings(geometry))
    if not rings or not all(_is_ring(ring) for ring in rings):
        return PlaceRefusal.BAD_GEOMETRY
    if sum(len(ring) for ring in rings) > MAX_POSITIONS:
        return PlaceRefusal.TOO_DETAILED
    if not all(is_on_earth(position[1], position[0]) for ring in rings for position in ring):
        return PlaceRefusal.OFF_EARTH
    return None


def why_not_figures(weight: object, households: object) -> PlaceRefusal | None:
    """Why these can't be an area's weight and number of households (which may be unknown)."""
    is_count = households is None or (type(households) is int and households >= 0)
    is_weight = type(weight) in (int, float) and 0 <= weight < inf  # type: ignore[operator]
    return None if is_count and is_weight else PlaceRefusal.BAD_FIGURES


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Degrees that exist; NaN and infinity are nowhere."""
    return isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def bounding_box(geometry: dict[str, Any]) -> Box:
    """West, south, east and north of a valid geometry."""
    positions = [position for ring in _rings(geometry) for position in ring]
    longitudes, latitudes = [p[0] for p in positions], [p[1] for p in positions]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def folded(name: str) -> str:
    """A name as it is compared: case and stray spaces make no difference (also for å, ä and ö)."""
    return " ".join(name.split()).casefold()


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
    return (
        isinstance(ring, list | tuple)
        and len(ring) >= 4
        and all(_is_position(position) for position in ring)
        and tuple(ring[0][:2]) == tuple(ring[-1][:2])
    )


def _is_position(position: object) -> bool:
    return (
        isinstance(position, list | tuple)
        and len(position) in (2, 3)
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in position)
    )
