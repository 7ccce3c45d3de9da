"""Outlines for tests: boxes, and random stars that never cross themselves, with a hole or without."""

from math import cos, pi, sin
from typing import Any

from hypothesis import strategies as st

CENTRE = (18.0, 59.36)


def polygon(*ring: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return polygon([west, south], [east, south], [east, north], [west, north], [west, south])


def line(*points: list[float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": list(points)}


def feature(name: object, geometry: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": geometry}


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


@st.composite
def outlines(draw: st.DrawFn, spread: float = 0.0, with_hole: bool = True) -> dict[str, Any]:
    """A star around CENTRE, or up to `spread` degrees away from it, every ray from whose middle meets its rim once."""
    count = draw(st.integers(4, 12))
    x, y = (middle + draw(st.floats(-spread, spread)) for middle in CENTRE)
    turns = [(index + draw(st.floats(-0.3, 0.3))) * 2 * pi / count for index in range(count)]
    rays = [draw(st.floats(0.002, 0.02)) for _ in range(count)]
    rim = [(cos(turn) * ray * 2, sin(turn) * ray) for turn, ray in zip(turns, rays, strict=True)]
    rings = [rim, [(0.3 * a, 0.3 * b) for a, b in reversed(rim)]] if with_hole and draw(st.booleans()) else [rim]
    coordinates = [[[round(x + a, 6), round(y + b, 6)] for a, b in (*ring, ring[0])] for ring in rings]
    return {"type": "Polygon", "coordinates": coordinates}


@st.composite
def cuts(draw: st.DrawFn) -> dict[str, Any]:
    """A line through CENTRE that begins and ends outside every star around it."""
    turn = draw(st.floats(0, pi))
    a, b = cos(turn) * 0.2, sin(turn) * 0.1
    return line([CENTRE[0] - a, CENTRE[1] - b], [CENTRE[0] + a, CENTRE[1] + b])
