"""Lists of feeds, read and written."""

from xml.parsers.expat import ParserCreate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.clean import TITLE_SIGNS, plain_text
from outreach.media.rules.opml import MOST_BYTES, MOST_FEEDS, Listed, OpmlRefusal, read_opml, write_opml

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Mina flöden</title></head><body>
  <outline text="Lokalt">
    <outline type="rss" text="Solnabladet" title="Solnabladet – nyheter" xmlUrl="https://a.example/rss?a=1&amp;b=2"/>
    <outline text="Djupare"><outline text="Mitt i" XMLURL=" https://b.example/feed "/></outline>
  </outline>
  <outline xmlUrl="https://c.example/"/>
  <outline text="ingen adress"/>
</body></opml>"""


def test_reading() -> None:
    assert read_opml(LIST.encode()) == [
        Listed("https://a.example/rss?a=1&b=2", "Solnabladet – nyheter", "Lokalt"),
        Listed("https://b.example/feed", "Mitt i", "Djupare"),
        Listed("https://c.example/", "", ""),
    ]


REFUSED = {
    "a definition": (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><outline xmlUrl="https://a/"/></opml>', "FORBIDDEN"),
    "a plain document type": (b'<!DOCTYPE opml><opml><outline xmlUrl="https://a/"/></opml>', "FORBIDDEN"),
    "an outer definition": (b'<!DOCTYPE opml SYSTEM "http://127.0.0.1/x.dtd"><opml/>', "FORBIDDEN"),
    "in utf-16": ('<!DOCTYPE o [<!ENTITY a "b">]><opml/>'.encode("utf-16"), "FORBIDDEN"),
    "damage": (b"<opml><outline", "NOT_OPML"),
    "a feed": (b"<rss version='2.0'><channel/></rss>", "NOT_OPML"),
    "nothing": (b"", "NOT_OPML"),
    "an unknown encoding": (b"<?xml version='1.0' encoding='x-evil'?><opml/>", "NOT_OPML"),
    "no feed": (b"<opml><body><outline text='x'/></body></opml>", "NO_FEEDS"),
    "an address without end": (b"<opml><outline xmlUrl='" + b"x" * 5000 + b"'/></opml>", "NO_FEEDS"),
    "too much": (b"<opml>" + b" " * MOST_BYTES, "TOO_LARGE"),
}


@pytest.mark.parametrize(("data", "refusal"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(data: bytes, refusal: str) -> None:
    assert read_opml(data) == OpmlRefusal[refusal]


def test_definitions_would_be_followed_without_the_guard() -> None:
    """The control: the bare parser takes the file that is refused above, and puts its definition in place."""
    seen: list[str] = []
    parser = ParserCreate()
    parser.CharacterDataHandler = seen.append
    parser.Parse(b'<!DOCTYPE opml [<!ENTITY a "defined">]><opml>&a;</opml>', True)

    assert seen == ["defined"]


def test_no_more_than_so_many_and_no_depth_is_too_deep() -> None:
    many = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(MOST_FEEDS + 50))
    assert len(read_opml(f"<opml>{many}</opml>".encode())) == MOST_FEEDS
    deep = "<outline>" * 50_000 + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * 50_000
    assert read_opml(f"<opml>{deep}</opml>".encode()) == [Listed("https://a.example/", "")]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "Z"]), max_size=30)


@given(
    st.lists(st.builds(Listed, st.just("https://a.example/?a=1&b=\"<'>"), TEXT, TEXT.filter(bool)), max_size=5), TEXT
)
def test_what_is_written_is_read_again(feeds: list[Listed], title: str) -> None:
    found = read_opml(write_opml(title, feeds).encode())

    if not feeds:
        assert found == OpmlRefusal.NO_FEEDS
    else:
        assert isinstance(found, list)
        kept = sorted((feed.url, plain_text(feed.folder, TITLE_SIGNS)) for feed in feeds)
        assert sorted((feed.url, feed.folder) for feed in found) == kept


@given(st.binary(max_size=300))
def test_no_file_makes_it_fall(data: bytes) -> None:
    assert read_opml(data)
