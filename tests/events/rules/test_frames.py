"""The map on paper: everything of the route is on it, north is up, and its scale bar is right."""

import re
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.frames import LEAST_METRES, Frame
from outreach.events.rules.walks import Point, distance

WIDTH, HEIGHT = 680, 470
HOME = (59.3622, 18.0088)

spots = st.tuples(st.floats(-60, 70), st.floats(-170, 170))
offsets = st.lists(st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)), min_size=1, max_size=12)
sizes = st.sampled_from([(680, 470), (470, 680), (500, 500), (1000, 90)])


@given(spots, offsets, sizes)
def test_all_points_are_on_the_sheet_and_clear_of_its_edge(
    start: Point, steps: list[tuple[float, float]], size: tuple[int, int]
) -> None:
    points = [(start[0] + north, start[1] + east) for north, east in steps]

    frame = Frame.around(points, *size)

    assert all(frame.holds(point, gap=min(size) * 0.05) for point in points)


@given(spots, offsets)
def test_the_scale_is_right_in_the_middle(start: Point, steps: list[tuple[float, float]]) -> None:
    points = [(start[0] + north, start[1] + east) for north, east in steps]
    frame = Frame.around(points, WIDTH, HEIGHT)
    middle = (sum(p[0] for p in (max(points), min(points))) / 2, start[1])
    there = (middle[0], middle[1] + 0.001)

    (x, y), (u, v) = (frame.place(point) for point in (middle, there))

    assert hypot(x - u, y - v) * frame.metres_per_unit == pytest.approx(
        distance(middle, there), rel=0.02, abs=frame.metres_per_unit
    )


def test_north_is_up_and_east_is_right() -> None:
    frame = Frame.around([HOME], WIDTH, HEIGHT)
    x, y = frame.place(HOME)

    assert (x, y) == (WIDTH / 2, HEIGHT / 2)
    assert frame.place((HOME[0] + 0.001, HOME[1]))[1] < y
    assert frame.place((HOME[0], HOME[1] + 0.001))[0] > x


def test_a_short_walk_still_shows_what_is_around_it() -> None:
    frame = Frame.around([HOME, (HOME[0] + 0.0001, HOME[1])], WIDTH, HEIGHT)

    assert frame.metres_per_unit * HEIGHT == pytest.approx(LEAST_METRES, rel=0.01)


@pytest.mark.parametrize("span", [0.0001, 0.005, 0.02, 0.1])
def test_the_bar_is_a_round_number_and_fits(span: float) -> None:
    frame = Frame.around([HOME, (HOME[0] + span, HOME[1])], WIDTH, HEIGHT)

    metres, length = frame.scale_bar()

    assert metres in (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
    assert WIDTH / 12 < length <= WIDTH / 3
    assert length * frame.metres_per_unit == pytest.approx(metres, rel=0.01)


def test_lines_are_open_and_areas_closed() -> None:
    frame = Frame.around([HOME], WIDTH, HEIGHT)
    ring = [[18.008, 59.362], [18.009, 59.362], [18.009, 59.363], [18.008, 59.362]]

    line = frame.path({"type": "LineString", "coordinates": ring[:3]})
    polygon = frame.path({"type": "Polygon", "coordinates": [ring]})
    several = frame.path({"type": "MultiPolygon", "coordinates": [[ring], [ring]]})

    assert re.fullmatch(r"M[-\d. ]+L[-\d. ]+L[-\d. ]+", line)
    assert polygon.endswith("Z")
    assert several == polygon * 2


def test_what_is_not_on_the_sheet_is_left_out() -> None:
    frame = Frame.around([HOME], WIDTH, HEIGHT)

    assert frame.path({"type": "LineString", "coordinates": [[17.0, 58.0], [17.1, 58.0]]}) == ""


@given(spots, offsets, st.integers(0, 10), st.integers(10, 22))
def test_tiles_cover_the_sheet_without_gaps(
    start: Point, steps: list[tuple[float, float]], min_zoom: int, max_zoom: int
) -> None:
    frame = Frame.around([(start[0] + north, start[1] + east) for north, east in steps], WIDTH, HEIGHT)

    tiles = frame.tiles(min_zoom, max_zoom)

    assert 0 < len(tiles) <= 200
    assert len({(tile.zoom, tile.x, tile.y) for tile in tiles}) == len(tiles)
    assert all(min_zoom <= tile.zoom <= max_zoom for tile in tiles)
    assert min(tile.left for tile in tiles) <= 0.01
    assert min(tile.top for tile in tiles) <= 0.01
    assert max(tile.left + tile.size for tile in tiles) >= WIDTH - 0.1
    assert max(tile.top + tile.size for tile in tiles) >= HEIGHT - 0.1


def test_a_tile_lies_where_the_world_counts_it() -> None:
    """Tile 2/2/1 of the usual count: its north-western corner is on the prime meridian, at 66.51 degrees north."""
    frame = Frame.around([(50.0, 10.0), (60.0, 30.0)], WIDTH, HEIGHT)

    [tile] = [each for each in frame.tiles(2, 2) if (each.x, each.y) == (2, 1)]

    x, y = frame.place((66.51326, 0.0))
    assert tile.left == pytest.approx(x, abs=0.1)
    assert tile.top == pytest.approx(y, abs=0.1)
