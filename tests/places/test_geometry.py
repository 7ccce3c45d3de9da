"""Cutting, merging and comparing outlines: properties that hold for any of them."""

import json
from math import isclose
from typing import Any

import pytest
from hypothesis import assume, given
from shapely.geometry import shape

from outreach.places import geometry, rules
from tests.places.shapes import box, cuts, line, outlines, polygon

WEST, EAST = box(18.0, 59.3, 18.1, 59.4), box(18.1, 59.3, 18.2, 59.4)


def same_ground(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return float(shape(one).symmetric_difference(shape(other)).area) < 1e-12


@given(outlines(), cuts())
def test_the_parts_of_a_split_make_up_the_whole(outline: dict[str, Any], cut: dict[str, Any]) -> None:
    parts = geometry.split(outline, cut)

    assert len(parts) == 2
    assert all(geometry.is_valid(part) for part in parts)
    assert same_ground(geometry.merge(parts), outline)
    assert isclose(sum(map(geometry.square_metres, parts)), geometry.square_metres(outline), rel_tol=1e-3)
    assert geometry.overlap(*parts) == 0


@given(outlines(), cuts())
def test_splitting_and_merging_gives_the_same_surface(outline: dict[str, Any], cut: dict[str, Any]) -> None:
    merged = geometry.merge(geometry.split(outline, cut))

    assert geometry.parts(merged) == 1
    assert isclose(geometry.square_metres(merged), geometry.square_metres(outline), rel_tol=1e-9)


@given(outlines(spread=0.02), outlines(spread=0.02))
def test_what_gives_way_no_longer_overlaps(one: dict[str, Any], other: dict[str, Any]) -> None:
    left = geometry.without(one, [other])
    assume(left is not None)
    assert left is not None

    assert geometry.overlap(left, other) == 0
    assert geometry.square_metres(left) <= geometry.square_metres(one) * 1.001
    # nothing but slivers is lost
    assert geometry.overlap(left, one) > 0


@given(outlines(spread=0.02), outlines(spread=0.02))
def test_overlapping_is_mutual(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert isclose(geometry.overlap(one, other), geometry.overlap(other, one), rel_tol=1e-6)


@given(outlines(), cuts())
def test_whatever_comes_out_is_the_same_after_a_trip_through_json(outline: dict[str, Any], cut: dict[str, Any]) -> None:
    for each in (outline, *geometry.split(outline, cut), geometry.merge(geometry.split(outline, cut))):
        assert json.loads(json.dumps(each)) == each == rules.flat(each)
        assert rules.why_not_geometry(each) is None


@given(outlines())
def test_the_name_stands_inside(outline: dict[str, Any]) -> None:
    assert geometry.covers(outline, *geometry.label_point(outline))


@pytest.mark.parametrize(
    ("cut", "pieces"),
    [
        (line([18.05, 59.2], [18.05, 59.5]), 2),
        (line([18.05, 59.2], [18.05, 59.35]), 1),  # ends inside
        (line([18.3, 59.2], [18.3, 59.5]), 1),  # misses
        (line([18.0, 59.2], [18.0, 59.5]), 1),  # runs along the border
        (line([18.02, 59.2], [18.02, 59.5], [18.05, 59.5], [18.05, 59.2]), 3),
        (line([18.02, 59.2], [18.02, 59.35], [18.05, 59.35], [18.05, 59.2]), 2),  # in and out again
    ],
)
def test_a_line_cuts_into_as_many_pieces_as_it_crosses_plus_one(cut: dict[str, Any], pieces: int) -> None:
    assert len(geometry.split(WEST, cut)) == pieces


def test_pieces_that_a_line_does_not_touch_stay_with_the_larger() -> None:
    both = {"type": "MultiPolygon", "coordinates": [WEST["coordinates"], box(18.3, 59.3, 18.31, 59.31)["coordinates"]]}

    large, small = geometry.split(both, line([18.02, 59.2], [18.02, 59.5]))

    assert (geometry.parts(large), geometry.parts(small)) == (2, 1)


@pytest.mark.parametrize(
    ("east", "is_overlap"),
    [(18.09, True), (18.0999, True), (18.09997, False), (18.1, False), (18.2, False)],
)
def test_a_strip_of_two_metres_is_no_overlap(east: float, is_overlap: bool) -> None:
    assert bool(geometry.overlap(WEST, box(east, 59.3, 18.3, 59.4))) is is_overlap


def test_square_metres() -> None:
    assert geometry.square_metres(box(18.0, 59.0, 18.01, 59.01)) == pytest.approx(1113.2 * 1113.2 * 0.515, rel=0.01)


def test_neighbours_whose_border_has_other_points_on_each_side_become_one() -> None:
    crooked = polygon([18.1, 59.3], [18.2, 59.3], [18.2, 59.4], [18.1, 59.4], [18.1, 59.351234], [18.1, 59.3])

    assert geometry.parts(geometry.merge([WEST, crooked])) == 1
    assert geometry.parts(geometry.merge([WEST, box(18.3, 59.3, 18.4, 59.4)])) == 2
    assert geometry.parts(geometry.merge([WEST, box(18.1, 59.4, 18.2, 59.5)])) == 2  # a corner is no border


def test_where_an_outline_crosses_itself() -> None:
    assert geometry.crossing(polygon([18, 59], [18.2, 59.2], [18.2, 59], [18, 59.2], [18, 59])) == (59.1, 18.1)


def test_how_much_of_a_district_lies_in_an_area() -> None:
    assert geometry.share(WEST, EAST) == 0
    assert geometry.share(box(18.05, 59.3, 18.15, 59.4), EAST) == pytest.approx(0.5)
