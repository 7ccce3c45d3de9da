"""Walks for leaflet drops: what a route may be, how long it is, and who may take it."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any, Protocol

from outreach.refusals import N_, Refusal

Point = tuple[float, float]  # latitude, longitude

# What one person walks in an evening, as those say who have done it for years.
HOUSEHOLDS = (300, 400)
LONGEST = 1000  # metres
# Beyond this it is a slip of the finger, not a walk.
LONGEST_AT_ALL = 20_000
MOST_POINTS = 300
EARTH_RADIUS = 6_371_008.8  # metres, the mean one (IUGG)


class WalkRefusal(Refusal):
    """Why a walk can't be drawn, taken, given back or marked as done."""

    BAD_POINTS = N_("Write one point a line: latitude, longitude in degrees, such as 59.3622, 18.0088.")
    TOO_FEW_POINTS = N_("A route needs at least two points, a block at least three.")
    TOO_MANY_POINTS = N_("That is too many points: 300 at most.")
    TOO_LONG = N_("The points lie too far apart for a walk. Has a figure slipped?")
    NOT_PUBLISHED = N_("This event is not published yet.")
    CANCELLED = N_("This event is cancelled.")
    OVER = N_("This event is over.")
    TAKEN = N_("Somebody was faster: this walk is taken.")
    IS_DONE = N_("This walk is done already.")
    HAS_WALKER = N_("Somebody has taken this walk. It can be changed, but not removed.")


class Worry(StrEnum):
    """What a walk has too much of, by the rule of thumb."""

    TOO_LONG = "too_long"
    TOO_MANY_HOUSEHOLDS = "too_many_households"


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...
    @property
    def ends_at(self) -> datetime: ...


class _Walk(Protocol):
    @property
    def person_id(self) -> int | None: ...
    @property
    def done_at(self) -> datetime | None: ...
    @property
    def event(self) -> _Event: ...


# ---- the route

_NUMBER = r"([-+]?\d{1,3}(?:[.,]\d+)?)"
_LINE = re.compile(rf"\s*{_NUMBER}\s*[,;\s]\s*{_NUMBER}\s*")


def parse_points(text: str) -> list[Point] | None:
    """The points of a text with one "latitude, longitude" a line; None when a line is something else."""
    points = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        latitude, longitude = (float(part.replace(",", ".")) for part in match.groups())
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return None
        points.append((latitude, longitude))
    return points


def written(geometry: dict[str, Any]) -> str:
    """The points of a route as they are typed, one a line; a block's without its closing one."""
    points = points_of(geometry)
    if geometry["type"] == "Polygon":
        points = points[:-1]
    return "\n".join(f"{latitude:.5f}, {longitude:.5f}" for latitude, longitude in points)


def why_not_route(points: Sequence[Point], *, is_block: bool) -> WalkRefusal | None:
    """Why these points make no route, or no block to walk around."""
    if len(set(points)) < (3 if is_block else 2):
        return WalkRefusal.TOO_FEW_POINTS
    if len(points) > MOST_POINTS:
        return WalkRefusal.TOO_MANY_POINTS
    if not all(isfinite(part) for point in points for part in point):
        return WalkRefusal.BAD_POINTS
    if length_of(points) > LONGEST_AT_ALL:
        return WalkRefusal.TOO_LONG
    return None


def as_geometry(points: Sequence[Point], *, is_block: bool) -> dict[str, Any]:
    """GeoJSON of a route: a LineString; of a block: a Polygon with its ring closed."""
    positions = [[longitude, latitude] for latitude, longitude in points]
    if not is_block:
        return {"type": "LineString", "coordinates": positions}
    closed = positions if positions[0] == positions[-1] else [*positions, positions[0]]
    return {"type": "Polygon", "coordinates": [closed]}


def points_of(geometry: dict[str, Any]) -> list[Point]:
    """The points of a route, or of the ring around a block."""
    coordinates = geometry["coordinates"]
    positions = coordinates if geometry["type"] == "LineString" else coordinates[0]
    return [(position[1], position[0]) for position in positions]


def distance(one: Point, other: Point) -> float:
    """Metres between two points on a sphere, by the haversine formula (error below 0.6 % on the real earth)."""
    south, north = radians(one[0]), radians(other[0])
    across, along = north - south, radians(other[1] - one[1])
    half_chord = sin(across / 2) ** 2 + cos(south) * cos(north) * sin(along / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half_chord)))


def length_of(points: Sequence[Point]) -> float:
    """Metres from the first point to the last, along all between them."""
    return sum(distance(one, other) for one, other in pairwise(points))


def worries(length: float, households: int | None) -> list[Worry]:
    """What the rule of thumb says of a walk; never a reason to refuse it."""
    found = [Worry.TOO_LONG] if length > LONGEST else []
    return found + ([Worry.TOO_MANY_HOUSEHOLDS] if (households or 0) > HOUSEHOLDS[1] else [])


def leaflets_put(walks: Iterable[Any]) -> int | None:
    """Leaflets of all walks that are done; None while none is."""
    counts = [walk.leaflets or 0 for walk in walks if walk.done_at is not None]
    return sum(counts) if counts else None


# ---- who walks it


def why_not_take(walk: _Walk, now: datetime) -> WalkRefusal | None:
    """Why nobody can take this walk now; None when somebody can."""
    if walk.event.status == "draft":
        return WalkRefusal.NOT_PUBLISHED
    if walk.event.status == "cancelled":
        return WalkRefusal.CANCELLED
    if walk.done_at is not None:
        return WalkRefusal.IS_DONE
    if walk.event.status == "held" or now >= walk.event.ends_at:
        return WalkRefusal.OVER
    return WalkRefusal.TAKEN if walk.person_id is not None else None


def why_not_give_back(walk: _Walk) -> WalkRefusal | None:
    """A walk can be given back until it is done: leaflets that lie in letterboxes are history."""
    return WalkRefusal.IS_DONE if walk.done_at is not None else None


def why_not_done(walk: _Walk) -> WalkRefusal | None:
    """A walk is marked as done when it is, be it before or after its event; the count can be put right later."""
    if walk.event.status == "draft":
        return WalkRefusal.NOT_PUBLISHED
    return WalkRefusal.CANCELLED if walk.event.status == "cancelled" else None


def why_not_remove(walk: _Walk) -> WalkRefusal | None:
    """What somebody has taken or walked is not removed under their feet."""
    if walk.done_at is not None:
        return WalkRefusal.IS_DONE
    return WalkRefusal.HAS_WALKER if walk.person_id is not None else None
