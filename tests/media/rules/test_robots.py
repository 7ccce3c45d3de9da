"""What a robots.txt lets us read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.robots import EVERYTHING, NOTHING, may_read, robots_after, robots_rules

ALL = "User-agent: *\n"
CASES = {
    "an empty file": ("", "/x", True),
    "all is closed": (ALL + "Disallow: /", "/x", False),
    "nothing is closed": (ALL + "Disallow:", "/x", True),
    "a folder": (ALL + "Disallow: /nyheter/", "/nyheter/1", False),
    "not its neighbour": (ALL + "Disallow: /nyheter/", "/nyhet", True),
    "the longer line decides": (ALL + "Disallow: /\nAllow: /nyheter", "/nyheter/1", True),
    "in any order": (ALL + "Allow: /nyheter\nDisallow: /nyheter/plus", "/nyheter/plus/1", False),
    "of two as long the kinder": (ALL + "Disallow: /a\nAllow: /a", "/a", True),
    "a star": (ALL + "Disallow: /*/plus/", "/solna/plus/1", False),
    "a star that does not fit": (ALL + "Disallow: /*/plus/", "/plus/1", True),
    "an end": (ALL + "Disallow: /*.pdf$", "/a.pdf", False),
    "no end": (ALL + "Disallow: /*.pdf$", "/a.pdf?x", True),
    "an end without a star": (ALL + "Disallow: /a$", "/ab", True),
    "parameters": (ALL + "Disallow: /*?print", "/a?print=1", False),
    "another's group": ("User-agent: GPTBot\nDisallow: /", "/x", True),
    "our own group": (ALL + "Disallow: /\nUser-agent: Outreach/1.0\nAllow: /", "/x", True),
    "ours alone is closed": (ALL + "Allow: /\n\nUser-agent: outreach\nDisallow: /", "/x", False),
    "several names for one group": ("User-agent: a\nUser-agent: *\nDisallow: /x", "/x", False),
    "small and capital letters, blanks, remarks": ("USER-AGENT : * # all\ndisallow : /x # no\n", "/x", False),
    "windows line ends and a BOM": ("\ufeffUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
    "letters by number": (ALL + "Disallow: /ins%C3%A4ndare", "/insändare/1", False),
    "lines outside any group": ("Disallow: /x", "/x", True),
    "a page": ("<html>Disallow: /</html>", "/x", True),
}


@pytest.mark.parametrize(("text", "path", "may"), CASES.values(), ids=CASES)
def test_may_read(text: str, path: str, may: bool) -> None:
    assert may_read(robots_rules(text.encode()), f"https://a.example{path}") == may


def test_what_asking_brings() -> None:
    body = b"User-agent: *\nDisallow: /x"
    assert robots_after(200, body) == robots_rules(body)
    assert [robots_after(status, body) for status in (401, 403, 404, 410)] == [EVERYTHING] * 4
    assert [robots_after(status, body) for status in (429, 500, 503)] == [None] * 3
    assert not may_read(NOTHING, "https://a.example/")


def test_many_stars_are_one_pass() -> None:
    """A search that goes back would not end in this universe."""
    assert may_read(
        robots_rules((ALL + "Disallow: /" + "a*" * 5_000 + "b$").encode()), "https://a.example/" + "a" * 20_000
    )


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (ALL + text).encode("utf-8", "replace")),
    st.text(max_size=50),
)
def test_no_file_makes_it_fall(body: bytes, path: str) -> None:
    rules = robots_rules(body)
    if not any(not rule.allows for rule in rules):
        assert may_read(rules, f"https://a.example/{path.replace('[', '').replace(']', '')}")
