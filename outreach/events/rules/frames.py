"""A map for paper: a rectangle of the earth on a rectangle of a sheet, drawn with north up in Mercator's projection."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan, ceil, cos, degrees, floor, log, log2, pi, radians, sinh, tan
from typing import Any

Point = tuple[float, float]  # latitude, longitude

# A sheet that shows less than this has nothing on it to find one's way by.
LEAST_METRES = 700
MARGIN = 0.12  # of the route's extent, kept free on each side
METRES_PER_DEGREE = 111_195
FARTHEST_NORTH = 85.0  # where Mercator still has paper
STEPS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


# So many units wide is a tile of 256 pixels at most: about 150 of them to an inch of paper.
SHARP = 160
MOST_TILES = 150


@dataclass(frozen=True)
class Tile:
    """A tile of a background map, and where on the sheet it lies."""

    zoom: int
    x: int
    y: int
    left: float
    top: float
    size: float


@dataclass(frozen=True)
class Frame:
    """Where on the sheet (x from the left, y from the top, in its own units) a point of the earth lies."""

    west: float  # degrees
    top: float  # Mercator's y, in degrees of the equator
    scale: float  # units a degree
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[Point], width: float, height: float) -> "Frame":
        """The frame that holds all the points with a margin, and never less than is of use."""
        spots = list(points)
        lefts, ups = [longitude for _, longitude in spots], [_mercator(latitude) for latitude, _ in spots]
        middle_x, middle_y = (min(lefts) + max(lefts)) / 2, (min(ups) + max(ups)) / 2
        # a metre at this latitude, in degrees of the equator
        least = LEAST_METRES / METRES_PER_DEGREE / cos(radians(_latitude(middle_y)))
        grown = 1 + 2 * MARGIN
        wide = max((max(lefts) - min(lefts)) * grown, least if width <= height else 0)
        high = max((max(ups) - min(ups)) * grown, least if height < width else 0)
        scale = min(width / wide if wide else float("inf"), height / high if high else float("inf"))
        return cls(middle_x - width / scale / 2, middle_y + height / scale / 2, scale, width, height)

    def place(self, point: Point) -> tuple[float, float]:
        """x and y on the sheet, to a tenth of a unit."""
        latitude, longitude = point
        return round((longitude - self.west) * self.scale, 1), round((self.top - _mercator(latitude)) * self.scale, 1)

    def holds(self, point: Point, gap: float = 0) -> bool:
        """Whether a point lies on the sheet, `gap` units from its edge."""
        x, y = self.place(point)
        return gap <= x <= self.width - gap and gap <= y <= self.height - gap

    def path(self, geometry: dict[str, Any]) -> str:
        """What SVG draws of a GeoJSON line, polygon or several polygons; "" when none of it is on the sheet."""
        rings = list(_lines(geometry))
        spots = [self.place((position[1], position[0])) for ring in rings for position in ring]
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        if not spots or max(xs) < 0 or max(ys) < 0 or min(xs) > self.width or min(ys) > self.height:
            return ""
        end = "" if geometry["type"] == "LineString" else "Z"
        return "".join(_moves([self.place((position[1], position[0])) for position in ring]) + end for ring in rings)

    def tiles(self, min_zoom: int, max_zoom: int) -> list[Tile]:
        """The tiles that cover the sheet, at the first zoom that is sharp enough for print, or the deepest there is."""
        sharp = ceil(log2(360 * self.scale / SHARP))
        zoom = max(min_zoom, min(max_zoom, sharp))
        count = 2**zoom
        size = 360 / count * self.scale
        left, top = (self.west + 180) / 360 * count, (180 - self.top) / 360 * count
        if self.width * self.height / size**2 > MOST_TILES:
            return []
        return [
            Tile(zoom, x, y, round((x - left) * size, 2), round((y - top) * size, 2), round(size, 2))
            for y in range(max(floor(top), 0), min(ceil(top + self.height / size), count))
            for x in range(max(floor(left), 0), min(ceil(left + self.width / size), count))
        ]

    @property
    def metres_per_unit(self) -> float:
        """In the middle of the sheet."""
        middle = _latitude(self.top - self.height / self.scale / 2)
        return METRES_PER_DEGREE * cos(radians(middle)) / self.scale

    def scale_bar(self) -> tuple[int, float]:
        """Metres and length on the sheet of a bar that is a third of the sheet at most."""
        fitting = [step for step in STEPS if step / self.metres_per_unit <= self.width / 3]
        metres = fitting[-1] if fitting else STEPS[0]
        return metres, round(metres / self.metres_per_unit, 1)


def _moves(spots: Sequence[tuple[float, float]]) -> str:
    kept = [spot for index, spot in enumerate(spots) if index == 0 or spot != spots[index - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept)


def _lines(geometry: dict[str, Any]) -> Iterable[Any]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "LineString":
        return [coordinates]
    return coordinates if geometry["type"] == "Polygon" else [ring for polygon in coordinates for ring in polygon]


def _mercator(latitude: float) -> float:
    bounded = max(-FARTHEST_NORTH, min(FARTHEST_NORTH, latitude))
    return degrees(log(tan(pi / 4 + radians(bounded) / 2)))


def _latitude(mercator: float) -> float:
    return degrees(atan(sinh(radians(mercator))))
