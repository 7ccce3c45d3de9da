"""The geography of the starter: every district in exactly one area, no gap, no overlap, sums right."""

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from shapely import coverage_is_valid, union_all
from shapely.geometry import Point, shape

from outreach.places import geometry
from outreach.places.models import LandmarkKind

STARTER = Path("outreach/starters/solna")


@pytest.fixture(scope="module")
def districts() -> dict[str, dict[str, Any]]:
    collection = json.loads((STARTER / "districts.geojson").read_text(encoding="utf-8"))
    return {each["properties"]["code"]: each for each in collection["features"]}


@pytest.fixture(scope="module")
def given() -> list[dict[str, Any]]:
    areas: list[dict[str, Any]] = tomllib.loads((STARTER / "areas.toml").read_text(encoding="utf-8"))["area"]
    return areas


@pytest.fixture(scope="module")
def outlines(districts: dict[str, dict[str, Any]], given: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        area["name"]: shape(geometry.union([districts[code]["geometry"] for code in area["districts"]]))
        for area in given
    }


def test_each_district_belongs_to_exactly_one_area(
    districts: dict[str, dict[str, Any]], given: list[dict[str, Any]]
) -> None:
    used = [code for area in given for code in area["districts"]]

    assert len(districts) == 46
    assert sorted(used) == sorted(districts)


def test_unions_are_single_valid_outlines_without_gap_or_overlap(
    districts: dict[str, dict[str, Any]], outlines: dict[str, Any]
) -> None:
    town = union_all([shape(each["geometry"]) for each in districts.values()])

    assert {outline.geom_type for outline in outlines.values()} == {"Polygon"}
    assert all(outline.is_valid for outline in outlines.values())
    assert coverage_is_valid(list(outlines.values()))
    assert union_all(list(outlines.values())).symmetric_difference(town).area == 0
    assert sum(outline.area for outline in outlines.values()) == pytest.approx(town.area, rel=1e-12)


def test_eligible_voters_add_up_to_those_of_the_town(districts: dict[str, dict[str, Any]]) -> None:
    figures = {code: each["properties"]["eligible_voters"] for code, each in districts.items()}

    assert sum(figure or 0 for figure in figures.values()) == 67_008
    assert [code for code, figure in figures.items() if figure is None] == ["01840146"]


def test_six_areas_are_the_example_of_priority(given: list[dict[str, Any]]) -> None:
    assert sum(area.get("is_priority", False) for area in given) == 6


def test_given_label_points_lie_in_their_area(given: list[dict[str, Any]], outlines: dict[str, Any]) -> None:
    for area in given:
        if "label" in area:
            latitude, longitude = area["label"]
            assert outlines[area["name"]].contains(Point(longitude, latitude)), area["name"]


def test_venues_lie_in_town_and_say_how_sure_they_are(outlines: dict[str, Any]) -> None:
    spots = tomllib.loads((STARTER / "venues.toml").read_text(encoding="utf-8"))
    names = [venue["name"] for venue in spots["venue"]]

    assert len(set(names)) == len(names)
    for venue in spots["venue"]:
        latitude, longitude = venue["point"]
        assert any(outline.covers(Point(longitude, latitude)) for outline in outlines.values()), venue["name"]
        assert isinstance(venue["is_verified"], bool)
        assert spots["permits"][venue["permit"]]


@pytest.mark.parametrize(
    ("venue", "area"),
    [
        ("Hagalunds torg", "Hagalund"),
        ("Huvudsta torg", "Huvudsta"),
        ("Bergshamra torg", "Bergshamra"),
        ("Näckrosen, Filmstaden", "Råsunda"),
        ("Frösunda torg", "Frösunda"),
        ("Solna centrum, busstorget", "Solna centrum"),
    ],
)
def test_venues_lie_in_the_area_they_are_named_after(venue: str, area: str, outlines: dict[str, Any]) -> None:
    spots = tomllib.loads((STARTER / "venues.toml").read_text(encoding="utf-8"))
    [point] = [each["point"] for each in spots["venue"] if each["name"] == venue]

    assert [name for name, outline in outlines.items() if outline.covers(Point(point[1], point[0]))] == [area]


def test_landmarks_are_of_known_kinds() -> None:
    with (STARTER / "landmarks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len({(row["name"], row["kind"]) for row in rows}) == len(rows) == 21
    assert {row["checked"] for row in rows} == {"yes", "no"}
    assert all(LandmarkKind(row["kind"]) and float(row["latitude"]) and int(row["accuracy_m"]) for row in rows)
