"""Files as rows of texts: encodings, separators, Excel's cells, and files that mean harm."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from outreach.events.rules.importing import FileRefusal, find_header
from outreach.events.sheets import Table, read_tables, write_csv
from outreach.refusals import Refusal, Refused
from outreach.texts import clean_text

TEXT = "Dag;Start;Plats\n2027-03-05;17:00;Råsunda – torget\n"
ROWS = [["Dag", "Start", "Plats"], ["2027-03-05", "17:00", "Råsunda – torget"]]


def workbook(*rows: Sequence[object], sheets: int = 1) -> bytes:
    book = Workbook()
    for number in range(sheets):
        sheet = book.worksheets[0] if not number else book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


def with_part(data: bytes, name: str, change: tuple[bytes, bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, text.replace(*change) if part == name else text)
    return file.getvalue()


def refusal_of(data: bytes) -> FileRefusal:
    with pytest.raises(Refused) as caught:
        read_tables(data)
    assert isinstance(caught.value.reason, FileRefusal)
    return caught.value.reason


# ---- CSV


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_table_is_read(separator: str, encoding: str, end: str) -> None:
    data = TEXT.replace(";", separator).replace("\n", end).encode(encoding)

    assert read_tables(data) == [ROWS]


def test_the_separator_is_the_one_that_makes_sense() -> None:
    assert read_tables(b"Dag;Start;Info\n2027-03-05;17;a, b, c, d, e\n") == [
        [["Dag", "Start", "Info"], ["2027-03-05", "17", "a, b, c, d, e"]]
    ]


def test_excels_own_word_on_the_separator_is_taken() -> None:
    assert read_tables(b"sep=|\r\nDag|Start\r\n2027-03-05|17\r\n") == [[["Dag", "Start"], ["2027-03-05", "17"]]]


def test_cells_in_quotation_marks_hold_anything() -> None:
    data = b'Dag;Info\n2027-03-05;"rad 1\nrad ""2""; slut"\n'

    assert read_tables(data) == [[["Dag", "Info"], ["2027-03-05", 'rad 1\nrad "2"; slut']]]


def test_blank_rows_stand_where_they_stood_but_for_the_last() -> None:
    assert read_tables(b"\n;;\nDag;Start\n\n2027-03-05;17;;\n\n;\n") == [
        [[], [], ["Dag", "Start"], [], ["2027-03-05", "17"]]
    ]


def test_what_no_screen_should_show_is_cleaned() -> None:
    assert read_tables("Dag;Plats\n2027;A\u202e\u200bB e\u0301\n".encode()) == [[["Dag", "Plats"], ["2027", "AB é"]]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", FileRefusal.EMPTY),
        (b"\n\n;;\n", FileRefusal.EMPTY),
        (b"\xef\xbb\xbf", FileRefusal.EMPTY),
        (b"\x00\x01\x02rubbish", FileRefusal.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n\x00\x00", FileRefusal.NOT_A_TABLE),
        (b"Dag;Start\n\x81\x8d\x8f", FileRefusal.NOT_A_TABLE),
        (b'Dag;Start\n2027-03-05;"' + b"x" * 200_000, FileRefusal.NOT_A_TABLE),
        (b"\xff\xfeD\x00a", FileRefusal.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, FileRefusal.OLD_EXCEL),
        (b"PK\x03\x04rubbish", FileRefusal.BROKEN_WORKBOOK),
        (b"x" * (5 * 1024 * 1024 + 1), FileRefusal.TOO_MUCH),
        (b"Dag;Start\n" + b"2027-03-05;17\n" * 2001, FileRefusal.TOO_MUCH),
        (b"Dag;Start" + b";x" * 49 + b"\n", FileRefusal.TOO_MUCH),
        (b"Dag;Start\n" + (b"x" * 3999 + b"\n") * 800, FileRefusal.TOO_MUCH),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes, reason: FileRefusal) -> None:
    assert refusal_of(data) is reason


def test_the_largest_table_is_read() -> None:
    [table] = read_tables(b"Dag;Start\n" + b"2027-03-05;17\n" * 2000)

    assert len(table) == 2001


# ---- XLSX


def test_excels_cells_are_read_as_somebody_would_have_typed_them() -> None:
    cells = [
        date(2027, 3, 5),
        datetime(2027, 3, 5, 17, 30),  # noqa: DTZ001  (Excel has no zones)
        time(17, 0),
        timedelta(hours=17, minutes=5),
        4,
        4.0,
        59.3622,
        True,
        None,
        "Råsunda",
    ]

    assert read_tables(workbook(cells)) == [
        [["2027-03-05", "2027-03-05 17:30", "17:00", "17:05", "4", "4", "59.3622", "True", "", "Råsunda"]]
    ]


def test_a_formula_is_text() -> None:
    """What it comes to is not asked: neither worked out here, nor taken from what Excel noted."""
    data = workbook(["Dag", "Start"], ['=HYPERLINK("https://evil.example.org")', "=1+1"])

    assert read_tables(data)[0][1] == ['=HYPERLINK("https://evil.example.org")', "=1+1"]


def test_an_array_formula_is_text() -> None:
    assert read_tables(workbook([ArrayFormula("A1:A2", "=SUM(B1:B2)")])) == [[["=SUM(B1:B2)"]]]


def test_every_sheet_that_shows_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["Läs mig"])
    hidden, plan = book.create_sheet("Dold"), book.create_sheet("Plan")
    hidden.append(["Dag", "Start"])
    hidden.sheet_state = "hidden"
    plan.append(["Datum", "Tid"])
    file = io.BytesIO()
    book.save(file)

    assert read_tables(file.getvalue()) == [[["Läs mig"]], [["Datum", "Tid"]]]


def test_what_a_sheet_says_of_its_size_is_not_trusted() -> None:
    data = workbook(*ROWS)
    smaller = with_part(data, "xl/worksheets/sheet1.xml", (b'ref="A1:C2"', b'ref="A1:A1"'))
    larger = with_part(data, "xl/worksheets/sheet1.xml", (b'ref="A1:C2"', b'ref="A1:XFD1048576"'))

    assert smaller != data != larger
    assert read_tables(smaller) == read_tables(larger) == [ROWS]


def test_a_cell_at_the_far_end_costs_nothing() -> None:
    data = workbook(*ROWS)
    far = with_part(data, "xl/worksheets/sheet1.xml", (b'<row r="2">', b'<row r="1048576">'))

    assert far != data
    assert read_tables(far) == [ROWS[:1]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (workbook(), FileRefusal.EMPTY),
        (workbook(["x"] * 51), FileRefusal.TOO_MUCH),
        (workbook(*[["x"]] * 2002), FileRefusal.TOO_MUCH),
        (archive(word__document_xml=b"<x/>"), FileRefusal.NOT_A_TABLE),
        (archive(xl__workbook_xml=b"<x/>"), FileRefusal.BROKEN_WORKBOOK),
        (archive(xl__workbook_xml=b"no xml"), FileRefusal.BROKEN_WORKBOOK),
        (workbook(["Dag"])[:-200], FileRefusal.BROKEN_WORKBOOK),
        (archive(xl__workbook_xml=b"0" * (20 * 1024 * 1024 + 1)), FileRefusal.TOO_MUCH),
        (archive(**{f"xl__part{number}_xml": b"<x/>" for number in range(501)}), FileRefusal.TOO_MUCH),
    ],
    ids=["empty", "columns", "rows", "word", "hollow", "no xml", "cut", "bomb", "parts"],
)
def test_a_workbook_that_is_none_or_too_much_is_refused(data: bytes, reason: FileRefusal) -> None:
    assert len(data) < 5 * 1024 * 1024, "small enough to be sent"
    assert refusal_of(data) is reason


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    """The archive's own list says that a part is small; what unpacks is not."""
    data = archive(xl__workbook_xml=b"<x>" + b"0" * 30_000_000 + b"</x>")
    lying = data.replace((30_000_007).to_bytes(4, "little"), (500).to_bytes(4, "little"))

    assert lying != data
    assert refusal_of(lying) is FileRefusal.BROKEN_WORKBOOK


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_defines_entities_is_refused(encoding: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{laughs}'.encode(encoding)

    assert refusal_of(archive(xl__workbook_xml=text)) is FileRefusal.BROKEN_WORKBOOK


# ---- there and back


CELLS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=30).map(clean_text)
FORMULAS = st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from("=+-@"), CELLS).map("".join)


@given(st.lists(st.lists(st.one_of(CELLS, FORMULAS), min_size=1, max_size=5), min_size=1, max_size=6))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    """The rows to mend come back as they were, but for blanks at the end: also those that begin like a formula."""
    header = ["Dag", "Start", "Plats", "Info", "Fel"]

    [table] = read_tables(write_csv(header, rows))

    expected = [header, *map(without_blanks, rows)]
    while not expected[-1]:
        expected.pop()
    assert table == expected


def without_blanks(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-1", "@SUM(A1)", "'citat'", "''", "=", "'", "'=1", "''-1"])
def test_no_cell_runs_in_a_spreadsheet_and_none_is_changed(cell: str) -> None:
    data = write_csv(["Dag", "Start", "Info"], [["2027-03-05", "17", cell]])

    [_, [*_, written]] = [line.split(";") for line in data.decode("utf-8-sig").splitlines()]
    assert not written.startswith(("=", "+", "-", "@"))
    assert read_tables(data)[0][1][2] == cell


def reading(data: bytes) -> list[Table] | Refusal:
    try:
        return read_tables(data)
    except Refused as refused:
        return refused.reason


@given(st.binary(max_size=400))
def test_no_file_is_too_odd(data: bytes) -> None:
    read = reading(data)

    assert isinstance(read, FileRefusal) or all(find_header(table) is None for table in read)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_workbook_is_too_odd(at: int, damage: bytes) -> None:
    data = workbook(*ROWS)
    at %= len(data)

    assert isinstance(reading(data[:at] + damage + data[at + len(damage) :]), list | FileRefusal)
