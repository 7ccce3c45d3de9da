"""Routes: what is typed, how long they are, what the rule of thumb says; and who may take one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import cos, isclose, pi, radians
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.events.models import EventStatus
from outreach.events.rules.walks import (
    EARTH_RADIUS,
    LONGEST,
    MOST_POINTS,
    Point,
    WalkRefusal,
    Worry,
    as_geometry,
    distance,
    leaflets_put,
    length_of,
    parse_points,
    points_of,
    why_not_done,
    why_not_give_back,
    why_not_remove,
    why_not_route,
    why_not_take,
    worries,
    written,
)

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
HOME = (59.3622, 18.0088)
NEAR = [(59.3622, 18.0088), (59.3630, 18.0100), (59.3638, 18.0090)]


# ---- what is typed


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("59.3622, 18.0088", [HOME]),
        ("59.3622 18.0088", [HOME]),
        ("59,3622 18,0088", [HOME]),
        ("59,3622; 18,0088", [HOME]),
        ("59,3622, 18,0088", [HOME]),
        ("  59.3622,18.0088  \r\n\r\n 59.3630,\t18.0100", [HOME, (59.3630, 18.01)]),
        ("-33.9, +18", [(-33.9, 18.0)]),
        ("59, 18", [(59.0, 18.0)]),
        ("", []),
        ("\n \n", []),
        ("Hagalundsgatan", None),
        ("59.3622", None),
        ("59.3622, 18.0088, 12", None),
        ("91, 18", None),
        ("59, 181", None),
        ("nan, 18", None),
        ("inf, 18", None),
        ("59.3622, 18.0088\nx", None),
        ("1e5, 18", None),
        ("٥٩, ١٨", [(59.0, 18.0)]),
    ],
)
def test_points_are_read_as_people_write_them(text: str, points: list[Point] | None) -> None:
    assert parse_points(text) == points


@given(st.text(max_size=200))
def test_any_text_is_points_or_none(text: str) -> None:
    points = parse_points(text)

    assert points is None or all(abs(latitude) <= 90 and abs(longitude) <= 180 for latitude, longitude in points)


in_town = st.tuples(st.floats(59.33, 59.40), st.floats(17.95, 18.06))
routes = st.lists(
    in_town.map(lambda point: (round(point[0], 5), round(point[1], 5))), min_size=3, max_size=30, unique=True
)


@given(routes, st.booleans())
def test_what_is_drawn_is_written_and_read_again_the_same(points: list[Point], is_block: bool) -> None:
    geometry = as_geometry(points, is_block=is_block)

    assert parse_points(written(geometry)) == points
    assert points_of(geometry) == ([*points, points[0]] if is_block else points)


def test_a_block_that_is_closed_by_hand_is_closed_once() -> None:
    closed = [*NEAR, NEAR[0]]

    assert as_geometry(closed, is_block=True) == as_geometry(NEAR, is_block=True)


@pytest.mark.parametrize(
    ("points", "is_block", "refusal"),
    [
        (NEAR, False, None),
        (NEAR, True, None),
        (NEAR[:2], False, None),
        (NEAR[:2], True, WalkRefusal.TOO_FEW_POINTS),
        (NEAR[:1], False, WalkRefusal.TOO_FEW_POINTS),
        ([HOME, HOME, HOME], False, WalkRefusal.TOO_FEW_POINTS),
        ([*NEAR[:2], HOME], True, WalkRefusal.TOO_FEW_POINTS),
        ([], False, WalkRefusal.TOO_FEW_POINTS),
        ([HOME, (58.3622, 18.0088)], False, WalkRefusal.TOO_LONG),
        ([(59 + step / 1e6, 18.0) for step in range(MOST_POINTS)], False, None),
        ([(59 + step / 1e6, 18.0) for step in range(MOST_POINTS + 1)], False, WalkRefusal.TOO_MANY_POINTS),
        ([HOME, (float("nan"), 18.0)], False, WalkRefusal.BAD_POINTS),
    ],
)
def test_what_makes_a_route(points: list[Point], is_block: bool, refusal: WalkRefusal | None) -> None:
    assert why_not_route(points, is_block=is_block) == refusal


# ---- how long it is


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (HOME, HOME, 0),
        ((0.0, 0.0), (0.0, 180.0), pi * EARTH_RADIUS),
        ((90.0, 0.0), (-90.0, 0.0), pi * EARTH_RADIUS),
        ((59.0, 18.0), (60.0, 18.0), pi * EARTH_RADIUS / 180),
        # Solna station to Västra skogen, by the lengths of a degree on the WGS 84 ellipsoid
        ((59.365154, 18.010068), (59.347617, 18.003652), 1988.5),
    ],
)
def test_distances_that_are_known(one: Point, other: Point, metres: float) -> None:
    assert isclose(distance(one, other), metres, rel_tol=0.006, abs_tol=0.01)


anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(anywhere, anywhere, anywhere)
def test_distance_is_a_distance(a: Point, b: Point, c: Point) -> None:
    assert distance(a, b) == pytest.approx(distance(b, a), abs=1e-6)
    assert 0 <= distance(a, b) <= pi * EARTH_RADIUS + 1
    assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-3


@given(in_town, st.floats(-0.005, 0.005), st.floats(-0.005, 0.005))
def test_in_town_it_is_as_on_flat_ground(point: Point, north: float, east: float) -> None:
    assume(abs(north) + abs(east) > 1e-4)
    degree = pi * EARTH_RADIUS / 180
    flat = ((north * degree) ** 2 + (east * degree * cos(radians(point[0] + north / 2))) ** 2) ** 0.5

    assert distance(point, (point[0] + north, point[1] + east)) == pytest.approx(flat, rel=1e-3)


@given(routes)
def test_a_route_is_as_long_there_as_back_and_never_shorter_than_straight(points: list[Point]) -> None:
    assert length_of(points) == pytest.approx(length_of(points[::-1]))
    assert length_of(points) >= distance(points[0], points[-1]) - 1e-6


@pytest.mark.parametrize(
    ("length", "households", "found"),
    [
        (LONGEST, 400, []),
        (LONGEST + 1, 400, [Worry.TOO_LONG]),
        (LONGEST, 401, [Worry.TOO_MANY_HOUSEHOLDS]),
        (5000, 900, [Worry.TOO_LONG, Worry.TOO_MANY_HOUSEHOLDS]),
        (0, None, []),
        (200, 40, []),
    ],
)
def test_the_rule_of_thumb(length: float, households: int | None, found: list[Worry]) -> None:
    assert worries(length, households) == found


# ---- who walks it


@dataclass
class Event:
    status: EventStatus = EventStatus.SCHEDULED
    ends_at: datetime = NOW + timedelta(hours=1)


@dataclass
class Walk:
    person_id: int | None = None
    done_at: datetime | None = None
    leaflets: int | None = None
    event: Event = field(default_factory=Event)


@pytest.mark.parametrize(
    ("walk", "refusal"),
    [
        (Walk(), None),
        (Walk(event=Event(EventStatus.DRAFT)), WalkRefusal.NOT_PUBLISHED),
        (Walk(event=Event(EventStatus.CANCELLED)), WalkRefusal.CANCELLED),
        (Walk(event=Event(EventStatus.HELD)), WalkRefusal.OVER),
        (Walk(event=Event(ends_at=NOW)), WalkRefusal.OVER),
        (Walk(event=Event(ends_at=NOW + timedelta(seconds=1))), None),
        (Walk(person_id=4), WalkRefusal.TAKEN),
        (Walk(person_id=4, done_at=NOW), WalkRefusal.IS_DONE),
        (Walk(done_at=NOW), WalkRefusal.IS_DONE),
        (Walk(person_id=4, event=Event(EventStatus.CANCELLED)), WalkRefusal.CANCELLED),
    ],
)
def test_who_may_take_a_walk(walk: Walk, refusal: WalkRefusal | None) -> None:
    assert why_not_take(walk, NOW) == refusal


@pytest.mark.parametrize(
    ("rule", "walk", "refusal"),
    [
        (why_not_give_back, Walk(person_id=4), None),
        (why_not_give_back, Walk(), None),
        (why_not_give_back, Walk(person_id=4, event=Event(EventStatus.CANCELLED)), None),
        (why_not_give_back, Walk(person_id=4, done_at=NOW), WalkRefusal.IS_DONE),
        (why_not_done, Walk(), None),
        (why_not_done, Walk(done_at=NOW), None),
        (why_not_done, Walk(event=Event(EventStatus.HELD)), None),
        (why_not_done, Walk(event=Event(EventStatus.DRAFT)), WalkRefusal.NOT_PUBLISHED),
        (why_not_done, Walk(event=Event(EventStatus.CANCELLED)), WalkRefusal.CANCELLED),
        (why_not_remove, Walk(), None),
        (why_not_remove, Walk(person_id=4), WalkRefusal.HAS_WALKER),
        (why_not_remove, Walk(person_id=4, done_at=NOW), WalkRefusal.IS_DONE),
    ],
)
def test_what_may_be_done_with_a_walk(rule: Any, walk: Walk, refusal: WalkRefusal | None) -> None:
    assert rule(walk) == refusal


@pytest.mark.parametrize(
    ("walks", "leaflets"),
    [
        ([], None),
        ([Walk(leaflets=50)], None),
        ([Walk(done_at=NOW, leaflets=0)], 0),
        ([Walk(done_at=NOW, leaflets=340), Walk(done_at=NOW, leaflets=20), Walk(leaflets=99)], 360),
    ],
)
def test_leaflets_are_those_of_walks_that_are_done(walks: list[Walk], leaflets: int | None) -> None:
    assert leaflets_put(walks) == leaflets
