"""What the rows of a table would become, and how each that can't become anything says why."""

from collections.abc import Sequence
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.importing import (
    HEADERS,
    SAMPLE_HEADER,
    Column,
    Note,
    Row,
    RowError,
    RowPlan,
    RowWarning,
    columns_of,
    find_header,
    read_rows,
)

TODAY = date(2027, 3, 1)
HEADER = ["Dag", "Start", "Slut", "Typ", "Rubrik", "Plats", "Antal", "Latitud", "Longitud", "Info"]
GOOD = ["2027-03-05", "17:00", "18:30", "Flygblad", "Vid torget", "Hagalunds torg", "4", "", "", "Ta med väst"]


def read(*rows: Sequence[str], header: Sequence[str] = HEADER) -> list[Row]:
    return read_rows(header, enumerate(rows, start=2), TODAY)


def with_cell(name: str, cell: str) -> list[str]:
    row = list(GOOD)
    row[HEADER.index(name)] = cell
    return row


def reasons(notes: Sequence[Note]) -> list[str]:
    return [note.reason.code for note in notes]


def test_a_good_row_becomes_a_plan() -> None:
    [row] = read(GOOD)

    assert (row.number, row.errors, row.warnings) == (2, (), ())
    assert row.plan == RowPlan(
        kind="leaflet_drop",
        day=date(2027, 3, 5),
        start=time(17),
        end=time(18, 30),
        title="Vid torget",
        place="Hagalunds torg",
        hands=4,
        description="Ta med väst",
    )


@pytest.mark.parametrize(
    ("name", "cell", "error"),
    [
        ("Dag", "", "NO_DAY"),
        ("Dag", "i morgon", "BAD_DAY"),
        ("Dag", "5/3", "NO_YEAR"),
        ("Dag", "1999-12-31", "FAR_DAY"),
        ("Dag", "2101-01-01", "FAR_DAY"),
        ("Dag", "=A1+7", "FORMULA"),
        ("Start", "", "NO_START"),
        ("Start", "sent", "BAD_TIME"),
        ("Slut", "sent", "BAD_TIME"),
        ("Slut", "17:00", "ENDS_BEFORE_START"),
        ("Slut", "16", "ENDS_BEFORE_START"),
        ("Typ", "demonstration", "BAD_KIND"),
        ("Antal", "många", "BAD_HANDS"),
        ("Antal", "=2+2", "FORMULA"),
        ("Latitud", "59", "HALF_POINT"),
        ("Rubrik", "x" * 121, "TOO_LONG"),
        ("Plats", "x" * 121, "TOO_LONG"),
        ("Info", "x" * 4001, "TOO_LONG"),
    ],
)
def test_a_bad_cell_is_named(name: str, cell: str, error: str) -> None:
    [row] = read(with_cell(name, cell))

    assert row.plan is None
    assert reasons(row.errors) == [error]
    assert row.errors[0].reason.value % row.errors[0].values, "the text takes its values"


def test_all_that_is_wrong_in_a_row_is_said_at_once() -> None:
    [row] = read(["x", "y", "z", "w", "", "", "v", "u", "91", ""])

    assert reasons(row.errors) == ["BAD_DAY", "BAD_TIME", "BAD_TIME", "BAD_KIND", "BAD_HANDS", "BAD_POINT"]


@pytest.mark.parametrize(
    ("name", "cell", "warning"),
    [
        ("Dag", "2027-02-28", "PAST_DAY"),
        ("Dag", "lör 5 mars 2027", "OTHER_WEEKDAY"),
        ("Slut", "", "NO_END"),
        ("Typ", "", "NO_KIND"),
    ],
)
def test_what_should_be_looked_at_is_said(name: str, cell: str, warning: str) -> None:
    [row] = read(with_cell(name, cell))

    assert row.plan is not None
    assert reasons(row.warnings) == [warning]


def test_without_an_end_it_is_two_hours_but_not_past_midnight() -> None:
    late = with_cell("Slut", "")
    late[1] = "23:00"

    assert [row.plan.end for row in read(with_cell("Slut", ""), late) if row.plan] == [time(19), time(23, 59)]


def test_start_and_end_may_stand_in_one_cell_and_start_in_the_days() -> None:
    rows = read(["2027-03-05", "17–19"], ["2027-03-05 17:00", ""], header=["Datum", "Tid"])

    assert [(row.plan.start, row.plan.end) for row in rows if row.plan] == [(time(17), time(19))] * 2


def test_the_night_of_the_spring_change_has_an_hour_less() -> None:
    [row] = read(["2027-03-28", "02:30", "04:00"])

    assert reasons(row.errors) == ["NO_SUCH_TIME"]


def test_the_night_of_the_autumn_change_has_an_hour_twice() -> None:
    [row] = read(["2027-10-31", "02:30", "04:00", "annat"])

    assert row.plan is not None
    assert reasons(row.warnings) == ["TWICE_THAT_NIGHT"]


def test_the_same_row_twice_is_said() -> None:
    first, second = read(GOOD, GOOD)

    assert first.warnings == ()
    assert second.warnings == (Note(RowWarning.TWICE_IN_FILE, {"cell": 2}),)


def test_blank_rows_are_left_out_and_numbers_stay_those_of_the_file() -> None:
    assert [row.number for row in read(["", " "], GOOD, [], ["x"])] == [3, 5]


# ---- columns


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["Dag", "Start"], {"day": 0, "start": 1}),
        (["DATUM:", "från", "t o m"], {"day": 0, "start": 1}),
        (["Start_time", "date"], {"start": 0, "day": 1}),
        (["Dag", "Dag", "tid"], {"day": 0, "start": 2}),
        (
            ["Aktivitet", "Område", "Antal personer", "Bra att veta"],
            {"kind": 0, "area": 1, "hands": 2, "description": 3},
        ),
        (["", "?", "x" * 5000], {}),
    ],
)
def test_columns_are_known_by_their_names(header: list[str], columns: dict[str, int]) -> None:
    assert columns_of(header) == columns


def test_every_column_of_the_sample_is_known() -> None:
    assert list(columns_of(SAMPLE_HEADER)) == list(Column)


def test_no_name_means_two_columns() -> None:
    names = [name.strip() for text in HEADERS.values() for name in text.split(",")]

    assert len(names) == len(set(names))


def test_the_header_may_stand_below_a_heading() -> None:
    assert find_header([["Plan för 2027"], [], ["Dag", "Tid"], GOOD]) == 2
    assert find_header([["Plan för 2027"], GOOD]) is None
    assert find_header([]) is None


# ---- whatever the table


CELLS = st.one_of(
    st.text(max_size=30), st.sampled_from([*GOOD, "", "5/3", "17-19", "=1+1", "02:30", "2027-03-28", "x" * 130])
)


@given(st.permutations(list(HEADER)), st.lists(st.lists(CELLS, max_size=12), max_size=8))
def test_every_row_is_planned_or_named_with_an_error(header: list[str], table: list[list[str]]) -> None:
    rows = read(*table, header=header)

    written = [number for number, row in enumerate(table, start=2) if any(cell.strip() for cell in row)]
    assert [row.number for row in rows] == written
    for row in rows:
        assert (row.plan is None) == bool(row.errors)
        assert all(note.reason.value % note.values for note in (*row.errors, *row.warnings))


@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.lists(st.text(max_size=20), max_size=8), max_size=6))
def test_no_table_is_too_odd(header: list[str], table: list[list[str]]) -> None:
    assert find_header(table) in {None, *range(len(table))}
    for row in read(*table, header=header):
        assert (row.plan is None) == bool(row.errors)


def test_every_error_and_warning_says_what_to_do() -> None:
    assert all(reason.value.endswith(".") for reason in (*RowError, *RowWarning))
