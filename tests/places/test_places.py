"""Areas, venues and landmarks in the database: registering, finding, and the area that a point lies in."""

import copy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.db import db
from outreach.places import geometry, queries, service
from outreach.places.models import Area, District
from outreach.places.rules import PlaceRefusal
from outreach.refusals import Refused

STARTER = Path("outreach/starters/solna")


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return polygon([west, south], [east, south], [east, north], [west, north], [west, south])


def polygon(*ring: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


WEST, EAST = box(18.0, 59.0, 18.1, 59.1), box(18.1, 59.0, 18.2, 59.1)


def test_starter_is_loaded_once_and_undoes_nobodys_changes(app: Flask) -> None:
    first = service.load_starter(STARTER)
    hagalund = queries.find_area_by_name("hagalund")
    assert hagalund is not None
    hagalund.is_priority = False
    db.session.commit()

    again = service.load_starter(STARTER)

    assert (first.areas, first.districts, first.venues, first.landmarks) == (14, 46, 14, 21)
    assert (again.areas, again.districts, again.venues, again.landmarks) == (0, 0, 0, 0)
    assert not hagalund.is_priority


def test_areas_of_the_starter_weigh_their_eligible_voters(app: Flask) -> None:
    service.load_starter(STARTER)

    weights = {area.name: area.weight for area in queries.areas()}

    assert weights["Hagalund"] == 1617 + 1516 + 1570
    assert sum(weights.values()) == 67_008
    assert {area.households for area in queries.areas()} == {None}
    assert all("Valmyndigheten" in area.source for area in queries.areas())


def test_each_venue_of_the_starter_lies_in_an_area(app: Flask) -> None:
    service.load_starter(STARTER)

    assert all(queries.area_at(venue.latitude, venue.longitude) for venue in queries.venues())
    assert queries.area_at(59.3293, 18.0686) is None  # Stockholm's old town


def test_a_point_inside_belongs_to_its_area_and_one_outside_to_none(app: Flask) -> None:
    west = service.save_area(name="West", geometry=WEST)

    assert queries.area_at(59.05, 18.05) is west
    assert queries.area_at(59.05, 18.15) is None


@pytest.mark.parametrize("names", [("First", "Second"), ("Second", "First")])
def test_a_point_on_a_common_border_belongs_to_the_area_registered_first(app: Flask, names: tuple[str, str]) -> None:
    first = service.save_area(name=names[0], geometry=WEST)
    service.save_area(name=names[1], geometry=EAST)

    assert queries.area_at(59.05, 18.1) is first
    assert queries.area_at(59.0, 18.1) is first


def test_district_corners_and_border_points_are_never_lost_between_areas(app: Flask) -> None:
    service.load_starter(STARTER)
    outlines = [area.geometry for area in queries.areas()]
    for district in db.session.scalars(select(District)):
        for ring in district.geometry["coordinates"]:
            for (x, y), (u, v) in pairwise(ring):
                assert any(geometry.covers(outline, y, x) for outline in outlines)
                middle = ((y + v) / 2, (x + u) / 2)
                on_rim = not any(
                    other is not district and geometry.covers(other.geometry, *middle)
                    for other in db.session.scalars(select(District))
                )
                assert on_rim or any(geometry.covers(outline, *middle) for outline in outlines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(latitude=st.floats(59.33, 59.41), longitude=st.floats(17.95, 18.07))
def test_area_at_agrees_with_the_districts(app: Flask, latitude: float, longitude: float) -> None:
    if not queries.areas():
        service.load_starter(STARTER)
    area = queries.area_at(latitude, longitude)
    in_district = any(geometry.covers(district.geometry, latitude, longitude) for district in queries.districts())

    assert (area is not None) == in_district


@pytest.mark.parametrize(
    ("name", "outline", "refusal"),
    [
        ("  ", WEST, PlaceRefusal.NO_NAME),
        ("west ", EAST, PlaceRefusal.NAME_TAKEN),
        ("Bow tie", polygon([0, 0], [1, 1], [1, 0], [0, 1], [0, 0]), PlaceRefusal.CROSSES_ITSELF_AT),
        ("Line", polygon([0, 0], [1, 1], [2, 2], [0, 0]), PlaceRefusal.CROSSES_ITSELF_AT),
        ("Point", {"type": "Point", "coordinates": [0, 0]}, PlaceRefusal.BAD_GEOMETRY),
    ],
)
def test_what_is_no_area_is_refused(app: Flask, name: str, outline: dict[str, Any], refusal: PlaceRefusal) -> None:
    service.save_area(name="West", geometry=WEST)

    with pytest.raises(Refused) as refused:
        service.save_area(name=name, geometry=outline)

    assert refused.value.reason is refusal
    assert [area.name for area in queries.areas()] == ["West"]


def test_an_area_keeps_its_name_when_it_is_changed(app: Flask) -> None:
    area = service.save_area(name="West", geometry=WEST)

    service.save_area(name="West", geometry=EAST, weight=3, area=area)

    assert queries.get_area(area.id).weight == 3
    assert queries.area_at(59.05, 18.15) is area


def test_import_changes_known_areas_adds_new_ones_and_keeps_what_the_file_leaves_out(app: Flask) -> None:
    service.save_area(name="West", geometry=WEST, is_priority=True, households=900)
    features = [
        {"type": "Feature", "properties": {"name": "west", "weight": 5}, "geometry": box(18.0, 59.0, 18.1, 59.2)},
        {"type": "Feature", "properties": {"name": "East"}, "geometry": EAST},
    ]

    count = service.import_areas({"type": "FeatureCollection", "features": features})

    west = queries.area_at(59.15, 18.05)
    assert count == 2
    assert west is not None
    assert (west.is_priority, west.households, west.weight) == (True, 900, 5)
    assert queries.find_area_by_name("EAST") is not None


def test_import_is_all_or_nothing(app: Flask) -> None:
    good = {"type": "Feature", "properties": {"name": "East"}, "geometry": EAST}
    bad = {**copy.deepcopy(good), "properties": {"name": "Bad", "weight": "much"}}

    with pytest.raises(Refused):
        service.import_areas({"type": "FeatureCollection", "features": [good, bad]})

    assert db.session.scalars(select(Area)).all() == []


def test_venues_are_found_by_name_whatever_the_case(app: Flask) -> None:
    service.load_starter(STARTER)

    found = queries.find_venue_by_name(" råsunda TORG")

    assert found is not None
    assert found.permit_note
    assert not found.is_verified
    assert queries.find_venue_by_name("Råsunda") is None


def test_bounds_are_those_of_all_areas(app: Flask) -> None:
    assert queries.bounds() is None
    service.save_area(name="West", geometry=WEST)
    service.save_area(name="East", geometry=EAST)

    assert queries.bounds() == ((59.0, 18.0), (59.1, 18.2))


def test_the_name_stands_well_inside_the_area() -> None:
    hook = polygon([18, 59], [18.3, 59], [18.3, 59.02], [18.05, 59.02], [18.05, 59.2], [18, 59.2], [18, 59])

    assert geometry.covers(hook, *geometry.label_point(hook))
