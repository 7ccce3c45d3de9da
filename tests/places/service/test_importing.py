"""Areas out of a GeoJSON file: what would become of each, and all of it at once."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.db import db
from outreach.places import queries, service
from outreach.places.export import areas_as_geojson
from outreach.places.models import Area, AreaVersion
from outreach.places.rules import PlaceRefusal
from outreach.places.service.importing import MOST_AREAS, MOST_BYTES, read_collection
from outreach.refusals import Refused
from tests.places.shapes import box, collection, feature

WEST, EAST = box(18.0, 59.3, 18.1, 59.4), box(18.1, 59.3, 18.2, 59.4)
BOW_TIE = {"type": "Polygon", "coordinates": [[[18, 59], [18.1, 59.1], [18.1, 59], [18, 59.1], [18, 59]]]}


def verdicts(data: object) -> list[tuple[str, str, str | None]]:
    return [
        (row.name, row.verdict.value, row.refused.reason.code if row.refused else None)
        for row in service.plan_import(data).rows
    ]


def test_new_changed_same_and_refused_are_told_apart_by_name_and_nothing_is_written(app: Flask) -> None:
    service.save_area(name="West", geometry=WEST)
    service.save_area(name="Same", geometry=box(18.3, 59.3, 18.4, 59.4))
    data = collection(
        feature("west", box(18.0, 59.3, 18.05, 59.4)),
        feature("East", EAST),
        feature("Same", box(18.3, 59.3, 18.4, 59.4)),
        feature("Bow tie", BOW_TIE),
        feature(" ", EAST),
        feature("East", box(18.5, 59.3, 18.6, 59.4)),
        feature("Heavy", box(18.5, 59.3, 18.6, 59.4), weight="much"),
        feature("No outline", None),
    )

    assert verdicts(data) == [
        ("west", "changed", None),
        ("East", "new", None),
        ("Same", "same", None),
        ("Bow tie", "refused", "CROSSES_ITSELF_AT"),
        ("", "refused", "NO_NAME"),
        ("East", "refused", "TWICE_IN_FILE"),
        ("Heavy", "refused", "BAD_FIGURES"),
        ("No outline", "refused", "BAD_GEOMETRY"),
    ]
    assert sorted(area.name for area in queries.areas()) == ["Same", "West"]
    assert not db.session.new
    assert not db.session.dirty


def test_neighbours_may_exchange_ground(app: Flask) -> None:
    service.save_area(name="West", geometry=WEST)
    service.save_area(name="East", geometry=EAST)

    count = service.import_areas(
        collection(feature("West", box(18.0, 59.3, 18.15, 59.4)), feature("East", box(18.15, 59.3, 18.2, 59.4)))
    )

    assert count == 2
    found = queries.area_at(59.35, 18.12)
    assert found is not None
    assert found.name == "West"
    assert [version.geometry for version in db.session.scalars(select(AreaVersion).order_by(AreaVersion.id))] == [
        WEST,
        EAST,
    ]


def test_of_two_that_overlap_the_later_is_refused_with_both_names(app: Flask) -> None:
    service.save_area(name="Old", geometry=box(18.3, 59.3, 18.4, 59.4))
    data = collection(
        feature("West", WEST),
        feature("Middle", box(18.05, 59.3, 18.15, 59.4)),
        feature("East", EAST),
        feature("Over the old", box(18.35, 59.3, 18.45, 59.4)),
    )

    plan = service.plan_import(data)

    assert [(row.name, row.verdict.value) for row in plan.rows] == [
        ("West", "new"),
        ("Middle", "refused"),
        ("East", "new"),
        ("Over the old", "refused"),
    ]
    texts = [row.refused.text for row in plan.rows if row.refused]
    assert texts[0].startswith("Middle and West would overlap by")
    assert texts[1].startswith("Over the old and Old would overlap by")
    service.import_collection(data)
    assert sorted(area.name for area in queries.areas()) == ["East", "Old", "West"]


def test_a_refused_change_leaves_the_old_outline_which_others_must_not_overlap(app: Flask) -> None:
    """West would give ground to East; as West's change is refused, East can't have it."""
    service.save_area(name="West", geometry=WEST)
    data = collection(feature("West", BOW_TIE), feature("East", box(18.05, 59.3, 18.2, 59.4)))

    assert [(name, code) for name, _verdict, code in verdicts(data)] == [
        ("West", "CROSSES_ITSELF_AT"),
        ("East", "OVERLAPS_IN_FILE"),
    ]


def test_what_stays_as_it_is_is_never_the_one_refused(app: Flask) -> None:
    service.save_area(name="West", geometry=WEST)
    service.save_area(name="East", geometry=EAST)

    assert verdicts(collection(feature("West", EAST), feature("East", EAST))) == [
        ("West", "refused", "OVERLAPS_IN_FILE"),
        ("East", "same", None),
    ]


def test_an_export_comes_back_as_it_was(app: Flask) -> None:
    service.save_area(name="West", geometry=WEST, is_priority=True, weight=2.5, households=10, own_goal=3, source="Us")
    service.save_area(name="Öst", geometry=EAST)
    exported = read_collection(json.dumps(areas_as_geojson()).encode())

    assert [verdict for _name, verdict, _code in verdicts(exported)] == ["same", "same"]

    for area in queries.areas():
        service.retire_area(area)
    service.import_areas(exported)
    assert areas_as_geojson() == exported


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", PlaceRefusal.BAD_FILE),
        (b"\xff\xfe\x00", PlaceRefusal.BAD_FILE),
        (b"[1, 2]", PlaceRefusal.BAD_FILE),
        (b'{"type": "FeatureCollection"}', PlaceRefusal.BAD_FILE),
        (b'{"type": "FeatureCollection", "features": []}', PlaceRefusal.BAD_FILE),
        (b'{"type": "FeatureCollection", "features": [1]}', PlaceRefusal.BAD_FILE),
        (b'{"features": [{"geometry": NaN}]}', PlaceRefusal.BAD_FILE),
        (b'{"features": [{"geometry": 1e999}]}', PlaceRefusal.BAD_FILE),
        (b'{"features": [{"geometry": ' + b"9" * 5000 + b"}]}", PlaceRefusal.BAD_FILE),
        (b"[" * 100_000, PlaceRefusal.BAD_FILE),
        (b" " * (MOST_BYTES + 1), PlaceRefusal.FILE_TOO_LARGE),
        (b'{"features": [' + b",".join([b"{}"] * (MOST_AREAS + 1)) + b"]}", PlaceRefusal.TOO_MANY),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_geojson_is_refused(content: bytes, refusal: PlaceRefusal) -> None:
    with pytest.raises(Refused) as refused:
        read_collection(content)

    assert refused.value.reason is refusal


def test_a_byte_order_mark_is_read_over() -> None:
    content = "\ufeff" + json.dumps(collection(feature("West", WEST)))

    assert len(read_collection(content.encode())["features"]) == 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        assert read_collection(content)["features"]
    except Refused as refused:
        assert refused.reason in (PlaceRefusal.BAD_FILE, PlaceRefusal.TOO_MANY)  # noqa: PT017


@pytest.mark.parametrize(
    "properties",
    [
        None,
        [],
        {"name": 7},
        {"name": "a\u0000b\ud800\u202e"},
        {"name": "x" * 500},
        {"name": "A", "weight": -1},
        {"name": "A", "households": 2.5},
        {"name": "A", "own_goal": True},
        {"name": "A", "is_priority": "yes"},
        {"name": "A", "source": ["x"]},
        {"name": "A", "weight": None},
        {"name": "A", "households": 10**12},
    ],
    ids=str,
)
def test_strange_properties_are_told_or_cleaned_never_a_failure(app: Flask, properties: Any) -> None:
    data = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": properties, "geometry": WEST}]}

    service.import_collection(data)

    assert all(area.name in ("7", "ab") for area in db.session.scalars(select(Area)))
