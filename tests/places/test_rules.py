"""What an area's outline and figures may be."""

from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.places import rules
from outreach.places.rules import PlaceRefusal

SQUARE = [[18.0, 59.0], [18.1, 59.0], [18.1, 59.1], [18.0, 59.0]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize(
    ("geometry", "refusal"),
    [
        (polygon(SQUARE), None),
        (polygon(SQUARE, SQUARE), None),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, None),
        (polygon([[*place, 12.5] for place in SQUARE]), None),
        (None, PlaceRefusal.BAD_GEOMETRY),
        ("POLYGON((0 0))", PlaceRefusal.BAD_GEOMETRY),
        ({"type": "Point", "coordinates": [18.0, 59.0]}, PlaceRefusal.BAD_GEOMETRY),
        ({"type": "Polygon"}, PlaceRefusal.BAD_GEOMETRY),
        ({"type": "Polygon", "coordinates": None}, PlaceRefusal.BAD_GEOMETRY),
        ({"type": "MultiPolygon", "coordinates": [SQUARE]}, PlaceRefusal.BAD_GEOMETRY),
        ({"type": "MultiPolygon", "coordinates": []}, PlaceRefusal.BAD_GEOMETRY),
        (polygon(), PlaceRefusal.BAD_GEOMETRY),
        (polygon([]), PlaceRefusal.BAD_GEOMETRY),
        (polygon(SQUARE[:3]), PlaceRefusal.TOO_FEW_POINTS),
        (polygon(SQUARE, SQUARE[:2]), PlaceRefusal.TOO_FEW_POINTS),
        (polygon([*SQUARE[:3], [18.0, 59.05]]), PlaceRefusal.RING_OPEN),
        (polygon([[10**400, 59.0]] * 4), PlaceRefusal.OFF_EARTH),
        (polygon([["18.0", 59.0]] * 4), PlaceRefusal.BAD_GEOMETRY),
        (polygon([[True, False]] * 4), PlaceRefusal.BAD_GEOMETRY),
        (polygon([[59.0, 95.0]] * 4), PlaceRefusal.OFF_EARTH),
        (polygon([[18.0, 59.0], [inf, 59.0], [18.1, 59.1], [18.0, 59.0]]), PlaceRefusal.OFF_EARTH),
        (polygon([[18.0, 59.0], [18.1, nan], [18.1, 59.1], [18.0, 59.0]]), PlaceRefusal.OFF_EARTH),
        (polygon([SQUARE[0]] * (rules.MAX_POSITIONS + 1)), PlaceRefusal.TOO_DETAILED),
    ],
)
def test_why_not_geometry(geometry: object, refusal: PlaceRefusal | None) -> None:
    assert rules.why_not_geometry(geometry) is refusal


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(st.sampled_from(["Polygon", "MultiPolygon", "Point", ""]), JSON)
def test_any_json_is_judged_without_falling_over(kind: str, coordinates: Any) -> None:
    answer = rules.why_not_geometry({"type": kind, "coordinates": coordinates})

    assert answer is None or isinstance(answer, PlaceRefusal)


@given(JSON)
def test_any_json_is_judged_as_a_line_too(coordinates: Any) -> None:
    answer = rules.why_not_line({"type": "LineString", "coordinates": coordinates})

    assert answer in (None, PlaceRefusal.BAD_LINE)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ({"type": "LineString", "coordinates": [[18.0, 59.0], [18.1, 59.1]]}, None),
        ({"type": "LineString", "coordinates": [[18.0, 59.0]]}, PlaceRefusal.BAD_LINE),
        ({"type": "LineString", "coordinates": [[18.0, 59.0], [18.0, 59.0]]}, PlaceRefusal.BAD_LINE),
        ({"type": "LineString", "coordinates": [[18.0, 95.0], [18.0, 59.0]]}, PlaceRefusal.BAD_LINE),
        ({"type": "LineString", "coordinates": [[18.0, 59.0]] * (rules.MAX_LINE + 1)}, PlaceRefusal.BAD_LINE),
        (polygon(SQUARE), PlaceRefusal.BAD_LINE),
        ("line", PlaceRefusal.BAD_LINE),
    ],
)
def test_why_not_line(line: object, refusal: PlaceRefusal | None) -> None:
    assert rules.why_not_line(line) is refusal


@pytest.mark.parametrize(
    ("square_metres", "refusal"),
    [
        (999, PlaceRefusal.TOO_SMALL),
        (1_000, None),
        (25_000_000_000, None),
        (25_000_000_001, PlaceRefusal.TOO_LARGE),
    ],
)
def test_why_not_size(square_metres: float, refusal: PlaceRefusal | None) -> None:
    assert rules.why_not_size(square_metres) is refusal


@pytest.mark.parametrize(
    ("box", "refusal"),
    [
        ((18.0, 59.3, 18.1, 59.4), None),
        ((18.5, 59.6, 18.6, 59.7), None),
        ((59.3, 18.0, 59.4, 18.1), PlaceRefusal.FAR_AWAY),  # swapped
        ((18.0, 60.0, 18.1, 60.1), PlaceRefusal.FAR_AWAY),
    ],
)
def test_why_not_there(box: rules.Box, refusal: PlaceRefusal | None) -> None:
    assert rules.why_not_there(box, (17.9, 59.3, 18.1, 59.4)) is refusal
    assert rules.why_not_there(box, None) is None


def test_heights_are_not_kept() -> None:
    with_heights = polygon([[*place, 12.5] for place in SQUARE])

    assert rules.flat(with_heights) == polygon(SQUARE)
    assert rules.flat({"type": "MultiPolygon", "coordinates": [[SQUARE]]})["coordinates"] == [[SQUARE]]


@pytest.mark.parametrize(
    ("weight", "households", "refusal"),
    [
        (1.0, None, None),
        (0, 0, None),
        (4703, 2500, None),
        (-1, None, PlaceRefusal.BAD_FIGURES),
        (inf, None, PlaceRefusal.BAD_FIGURES),
        (nan, None, PlaceRefusal.BAD_FIGURES),
        ("12", None, PlaceRefusal.BAD_FIGURES),
        (True, None, PlaceRefusal.BAD_FIGURES),
        (1.0, -1, PlaceRefusal.BAD_FIGURES),
        (1.0, 2.5, PlaceRefusal.BAD_FIGURES),
    ],
)
def test_why_not_figures(weight: object, households: object, refusal: PlaceRefusal | None) -> None:
    assert rules.why_not_figures(weight, households) is refusal


def test_bounding_box_holds_all_rings() -> None:
    far = [[17.5, 58.0], [17.6, 58.0], [17.6, 60.0], [17.5, 58.0]]

    assert rules.bounding_box({"type": "MultiPolygon", "coordinates": [[SQUARE], [far]]}) == (17.5, 58.0, 18.1, 60.0)


def test_names_are_compared_without_case_and_stray_spaces() -> None:
    assert rules.folded("  RÅSUNDA   torg ") == rules.folded("Råsunda Torg")
