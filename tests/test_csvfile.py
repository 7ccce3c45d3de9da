"""Tables as CSV: what Excel opens, and what no cell can do."""

import csv
import io
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from outreach.csvfile import csv_response, csv_text, neutralised


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Haga", "Haga"),
        ("", ""),
        ("a=1", "a=1"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+46", "'+46"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
    ],
)
def test_what_begins_a_formula_is_neutralised(text: str, written: str) -> None:
    assert neutralised(text) == written


@given(st.text())
def test_no_text_runs(text: str) -> None:
    assert not neutralised(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_numbers_days_and_nothing() -> None:
    text = csv_text(["a;b", "=c"], [[1, 0.25], [None, date(2027, 3, 6)], [-1, -0.5]])

    assert text.split("\r\n") == ['"a;b";\'=c', "1;0,25", ";2027-03-06", "-1;-0,5", ""]
    assert csv_text(["a"], [[0.25]], decimal=".").split("\r\n")[1] == "0.25"


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_every_cell_comes_back(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline=""), delimiter=";"))

    assert read[1:] == [[neutralised(cell) for cell in row] for row in rows]


def test_the_file_has_a_mark_that_excel_knows_utf8_by() -> None:
    with Flask("test").test_request_context():
        response = csv_response("områden.csv", ["Område"], [["Råsunda"]])

    assert response.data == b"\xef\xbb\xbf" + "Område\r\nRåsunda\r\n".encode()
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    assert "omr%C3%A5den.csv" in response.headers["Content-Disposition"]
