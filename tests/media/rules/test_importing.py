"""What the rows of a table become among the counted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.classify import CoverageKind
from outreach.media.rules.importing import (
    SAMPLE_HEADER,
    Column,
    RowError,
    RowPlan,
    RowWarning,
    columns_of,
    find_header,
    read_rows,
)

TODAY = date(2026, 11, 22)
HEADER = ["Datum", "Tidning", "Rubrik", "Typ", "Länk", "Ämne", "Företrädare", "Medium", "Räckvidd"]
GOOD = [
    "2026-03-05",
    "Mitt i",
    "Låt badet vara öppet",
    "Insändare",
    "mitti.se/badet",
    "badet",
    "Maja Lind",
    "Webb",
    "Lokal",
]


def test_a_good_row() -> None:
    (row,) = read_rows(HEADER, [(2, GOOD)], TODAY)

    assert row.plan == RowPlan(
        date(2026, 3, 5), "Mitt i", "Låt badet vara öppet", CoverageKind.LETTER, "https://mitti.se/badet", "badet",
        "Maja Lind", "web", "local",
    )  # fmt: skip
    assert (row.errors, row.warnings) == ((), ())


def test_the_fields_of_the_form_are_headers_too() -> None:
    assert columns_of("outlet kind title url published_on spokesperson topic".split()).keys() >= {
        Column.OUTLET, Column.KIND, Column.TITLE, Column.LINK, Column.DAY, Column.SPOKESPERSON, Column.TOPIC
    }  # fmt: skip
    assert len(columns_of(SAMPLE_HEADER)) == len(Column)


def test_the_header_may_stand_further_down() -> None:
    assert find_header([["Medieinslag 2026"], [], HEADER]) == 2
    assert find_header([["Datum", "Rubrik"]]) is None


WRONG = {
    "no day": (0, "", RowError.NO_DAY),
    "no such day": (0, "i våras", RowError.BAD_DAY),
    "no year": (0, "5 mars", RowError.NO_YEAR),
    "a day to come": (0, "2026-11-23", RowError.IN_THE_FUTURE),
    "long ago": (0, "1950-01-01", RowError.TOO_OLD),
    "no outlet": (1, "", RowError.NO_OUTLET),
    "no headline": (2, "", RowError.NO_TITLE),
    "a long headline": (2, "x" * 301, RowError.TOO_LONG),
    "a formula": (2, "=HYPERLINK(A1)", RowError.FORMULA),
    "no such kind": (3, "dikt", RowError.BAD_KIND),
    "no link": (4, "javascript:alert(1)", RowError.BAD_LINK),
    "no such medium": (7, "brevduva", RowError.BAD_MEDIUM),
    "no such tier": (8, "galax", RowError.BAD_TIER),
}


@pytest.mark.parametrize(("column", "cell", "error"), WRONG.values(), ids=WRONG)
def test_a_wrong_cell_is_named_and_stops_no_other_row(column: int, cell: str, error: RowError) -> None:
    bad = [*GOOD[:column], cell, *GOOD[column + 1 :]]

    wrong, right = read_rows(HEADER, [(2, bad), (3, GOOD)], TODAY)

    assert [note.reason for note in wrong.errors] == [error]
    assert (wrong.plan, right.plan is not None) == (None, True)


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Insändare: Låt badet vara", CoverageKind.LETTER), ("Badet stänger", CoverageKind.ARTICLE)],
)
def test_a_kind_that_is_not_given_is_guessed(title: str, kind: CoverageKind) -> None:
    (row,) = read_rows(HEADER[:3], [(2, ["2026-03-05", "Mitt i", title])], TODAY)

    assert row.plan is not None
    assert (row.plan.kind, row.plan.medium) == (kind, "print")
    assert [note.reason for note in row.warnings] == [RowWarning.GUESSED_KIND]


@given(st.lists(st.lists(st.text(max_size=30), max_size=10), max_size=6))
def test_every_row_is_a_plan_or_an_error(rows: list[list[str]]) -> None:
    read = read_rows(HEADER, list(enumerate(rows, 2)), TODAY)

    assert all((row.plan is None) == bool(row.errors) for row in read)
    assert len(read) == sum(any(cell.strip() for cell in row) for row in rows)
