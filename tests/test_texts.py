"""Text from outside, made fit to keep."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.texts import clean_line, clean_text, own_path


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(None, "", id="nothing"),
        pytest.param("  Hagalunds \t centrum\n", "Hagalunds centrum", id="spaces"),
        pytest.param("a\0b", "ab", id="NUL"),
        pytest.param("\u202eadnagalF", "adnagalF", id="reversed reading order"),
        pytest.param("so\u200bl\u00adna", "solna", id="zero width, soft hyphen"),
        pytest.param("\ud800Solna", "Solna", id="lone surrogate"),
        pytest.param("\x1b[31mred", "[31mred", id="terminal colours"),
        pytest.param("o\u0308l", "öl", id="composed"),
        pytest.param("första\r\nandra", "första andra", id="two lines"),
        pytest.param("🚩", "🚩", id="beyond the first plane"),
    ],
)
def test_clean_line(text: str | None, line: str) -> None:
    assert clean_line(text) == line


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("ett\r\ntvå\rtre\n", "ett\ntvå\ntre", id="line breaks of all systems"),
        pytest.param("\n\n ett \n", "ett", id="trimmed"),
        pytest.param("ett\ttvå", "ett två", id="tabs"),
    ],
)
def test_clean_text(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@given(st.text(st.characters(), max_size=200))
def test_what_is_clean_stays_so_and_fits_every_database(text: str) -> None:
    line, lines = clean_line(text), clean_text(text)

    assert clean_line(line) == line
    assert clean_text(lines) == lines
    assert "\n" not in line
    for sign in line + lines:
        assert sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs", "Cf"}
    assert (line + lines).encode().decode() == line + lines


@pytest.mark.parametrize("path", ["/", "/calendar?month=2027-03&view=list", "/events/1"])
def test_a_path_of_our_own(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "calendar", "//elsewhere.example", "/\\elsewhere", "https://elsewhere.example/", "/a\nb", "/" * 1001],
)
def test_no_path_of_our_own(path: str | None) -> None:
    assert own_path(path) == ""
