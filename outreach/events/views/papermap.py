"""The map on a walk's sheet, as lines of an SVG: it prints the same from every phone, and needs no script."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from outreach import config, tiles
from outreach.events.models import Walk
from outreach.events.rules.frames import Frame, Tile
from outreach.events.rules.walks import Point, points_of
from outreach.places import queries
from outreach.places.models import Landmark, LandmarkKind

WIDTH, HEIGHT = 680, 430
# About how wide a letter and how high a line of a name is, at its largest: on a phone the map is small, names are not.
LETTER, LINE = 9.5, 22

# What stands on the sheet first, where names would meet.
ORDER = (LandmarkKind.METRO, LandmarkKind.RAIL, LandmarkKind.SQUARE, LandmarkKind.EXIT)


@dataclass(frozen=True)
class Name:
    """A name beside its dot."""

    text: str
    x: float
    y: float
    is_left: bool


@dataclass(frozen=True)
class PaperMap:
    """What the template draws."""

    width: int
    height: int
    route: str
    is_block: bool
    start: tuple[float, float]
    end: tuple[float, float] | None
    meeting: tuple[float, float] | None
    land: list[str]
    hairlines: list[str]
    names: list[Name]
    bar_metres: int
    bar: float
    source: str
    tiles: list[Tile]


def paper_map(walk: Walk) -> PaperMap:
    """The walk's route with what is around it: areas, districts, stations, and where people meet."""
    route = points_of(walk.geometry)
    event = walk.event
    meeting = None if event.latitude is None or event.longitude is None else (event.latitude, event.longitude)
    frame = Frame.around(route, WIDTH, HEIGHT)
    areas = queries.areas()
    metres, bar = frame.scale_bar()
    background = tiles.find(config.current())
    ground = frame.tiles(background.min_zoom, background.max_zoom) if isinstance(background, tiles.TileFile) else []
    source = next((area.source for area in areas if area.source), "")
    is_block = walk.geometry["type"] == "Polygon"
    return PaperMap(
        width=WIDTH,
        height=HEIGHT,
        route=frame.path(walk.geometry),
        is_block=is_block,
        start=frame.place(route[0]),
        end=None if is_block else frame.place(route[-1]),
        meeting=frame.place(meeting) if meeting and frame.holds(meeting, 8) else None,
        land=_drawn(frame.path(area.geometry) for area in areas),
        hairlines=_drawn(frame.path(district.geometry) for district in queries.districts()),
        names=_names(frame, queries.landmarks(), [frame.place(point) for point in route]),
        bar_metres=metres,
        bar=bar,
        source=background.attribution if ground and background else source,
        tiles=ground,
    )


def _drawn(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if path]


def _names(frame: Frame, marks: Iterable[Landmark], route: list[tuple[float, float]]) -> list[Name]:
    """Names of the landmarks on the sheet; one that would stand on another, or on the route, is left out."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for spot in pairwise(route) for x, y in _along(*spot)]
    found = []
    for mark in sorted(marks, key=lambda mark: ORDER.index(mark.kind)):
        spot: Point = (mark.latitude, mark.longitude)
        if not frame.holds(spot, 6):
            continue
        x, y = frame.place(spot)
        wide = len(mark.name) * LETTER + 10
        for is_left, box in ((False, (x - 4, y - LINE / 2, x + wide, y + LINE / 2)),
                             (True, (x - wide, y - LINE / 2, x + 4, y + LINE / 2))):  # fmt: skip
            if box[0] >= 0 and box[2] <= frame.width and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                found.append(Name(mark.name, x, y, is_left))
                break
    return found


def _along(one: tuple[float, float], other: tuple[float, float]) -> Iterable[tuple[float, float]]:
    """Spots from one to the other, near enough to each other that no name fits between."""
    steps = int(max(abs(other[0] - one[0]), abs(other[1] - one[1])) / 8) + 1
    for step in range(steps + 1):
        yield one[0] + (other[0] - one[0]) * step / steps, one[1] + (other[1] - one[1]) * step / steps


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
