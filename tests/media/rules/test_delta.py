"""Which items of a file are new, told by its bytes; and every doubt makes it a whole parse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.feeds import read_document
from outreach.media.rules.delta import MOST_NEW, Split, new_items, packed, split, ttl_minutes, unpacked
from tests.media.conftest import rss

ONE = "<guid>1</guid><title>Ett</title>"
TWO = "<guid>2</guid><title>Två</title>"
THREE = "<guid>3</guid><title>Tre</title>"


def found_new(before: bytes, now: bytes) -> list[bytes] | None:
    """What of a file would be parsed after an earlier one was."""
    first, then = split(before), split(now)
    assert first is not None
    return None if then is None else new_items(then, then.digests, unpacked(packed(first.digests)))


SAME = {
    "the same": rss(ONE, TWO),
    "another head": rss(ONE, TWO, title="Solnabladet, nu klockan fem"),
    "another order": rss(TWO, ONE),
    "one fewer": rss(ONE),
}


@pytest.mark.parametrize("now", SAME.values(), ids=SAME)
def test_nothing_new(now: bytes) -> None:
    assert found_new(rss(ONE, TWO), now) == []


def test_a_new_item_and_an_edited_one() -> None:
    edited = "<guid>1</guid><title>Ett, rättat</title>"
    now = rss(THREE, edited, TWO)

    new = found_new(rss(ONE, TWO), now)

    assert new == [f"<item>{one}</item>".encode() for one in (THREE, edited)]
    parts = split(now)
    assert parts is not None
    assert [item.title for item in read_document(parts.only(new)).items] == ["Tre", "Ett, rättat"]


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>
<entry><id>1</id><title>Ett</title></entry> <entry
 xml:lang="sv"><id>2</id><title>Tv\xc3\xa5</title></entry></feed>"""
RDF = b"""<rdf:RDF><channel><items><rdf:Seq/></items></channel><item rdf:about="a"><title>a</title></item></rdf:RDF>"""


@pytest.mark.parametrize(("body", "count"), [(ATOM, 2), (RDF, 1), (rss(ONE), 1)], ids=["Atom", "RSS 1.0", "RSS 2.0"])
def test_what_can_be_taken_apart(body: bytes, count: int) -> None:
    parts = split(body)

    assert parts is not None
    assert len(parts.items) == count
    assert parts.only(parts.items).replace(b" ", b"") == body.replace(b" ", b"")


DOUBTFUL = {
    "no items": rss(),
    "an item in a CDATA section": rss("<description><![CDATA[ <item>x</item> ]]></description>"),
    "its end in a CDATA section": rss("<description><![CDATA[ </item><item> ]]></description>"),
    "in a comment": rss(ONE, "<!-- </item><item> -->"),
    "in an instruction": rss("<?x </item><item> ?>"),
    "one in another": rss("<item>a</item>"),
    "capitals": b"<RSS><CHANNEL><ITEM>a</ITEM></CHANNEL></RSS>",
    "a prefix": b"<rss><x:item>a</x:item></rss>",
    "both kinds": b"<rss><item>a</item><entry>b</entry></rss>",
    "an empty one": b"<rss><item>a</item><item/></rss>",
    "something between": b"<rss><item>a</item><title>T</title><item>b</item></rss>",
    "a section that never closes": b"<rss><title><![CDATA[</title><item>a</item></rss>",
    "broken off": rss(ONE, TWO)[:-30],
    "UTF-16": rss(ONE).decode().encode("utf-16"),
    "closed before it opens": b"</item><item>",
    "a page": b"<html><body>Hej</body></html>",
    "nothing": b"",
}


@pytest.mark.parametrize("body", DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubts(body: bytes) -> None:
    assert split(body) is None


SHARED = {
    "an id": ("<guid>same</guid><title>A</title>", "<guid>same</guid><title>B</title>"),
    "an address": ("<link>https://a.se/</link><title>A</title>", "<link>https://a.se/</link><title>B</title>"),
    "an address as in Atom": ("<link href='https://a.se/'/><title>A</title>", "<link href='https://a.se/'/>B"),
    "an id in a section": ("<guid><![CDATA[x1]]></guid>A", "<guid isPermaLink='false'> x1 </guid>B"),
}


@pytest.mark.parametrize(("stored", "new"), SHARED.values(), ids=SHARED)
def test_items_that_share_what_they_are_known_by_are_judged_together(stored: str, new: str) -> None:
    assert found_new(rss(stored), rss(new, stored)) is None


def test_when_much_is_new_all_is_read() -> None:
    many = [f"<guid>nr-{number:03}</guid>" for number in range(MOST_NEW + 1)]

    assert found_new(rss(ONE), rss(ONE, *many)) is None
    assert len(found_new(rss(ONE), rss(ONE, *many[1:])) or ()) == MOST_NEW


@pytest.mark.parametrize(
    ("body", "minutes"),
    [(b"<rss><channel><ttl> 60 </ttl>", 60), (b"<ttl>soon</ttl>", 0), (b"<ttl>-5</ttl>", 0), (b"", 0)],
)
def test_how_long_a_look_lasts(body: bytes, minutes: int) -> None:
    assert ttl_minutes(body) == minutes


@given(st.lists(st.text("abcåäö <>&;]!-[CDATA", max_size=40), max_size=8))
def test_taken_apart_or_not_nothing_is_lost(texts: list[str]) -> None:
    body = rss(*texts)
    parts = split(body)

    if parts is not None:
        assert parts.only(parts.items) == body
        assert unpacked(packed(parts.digests)) == set(parts.digests)


@given(
    st.lists(st.sampled_from([ONE, TWO, THREE]), max_size=6), st.lists(st.sampled_from([ONE, TWO, THREE]), max_size=6)
)
def test_all_that_is_other_than_last_time_is_parsed(before: list[str], now: list[str]) -> None:
    first, then = split(rss(*before)), split(rss(*now))
    if first is None or then is None:
        return
    new = new_items(then, then.digests, set(first.digests))

    others = [one for one in now if one not in before]
    assert new is None or new == [f"<item>{one}</item>".encode() for one in others]
    assert new is not None or len(set(now)) < len(now)


HOSTILE = {
    "openings": b"<item>" * 300_000,
    "closings": b"</item" * 300_000,
    "openings of ids": b"<item>" + b"<guid>" * 300_000 + b"</item>",
    "openings of links": b"<item>" + b"<link " * 300_000 + b"</item>",
    "blanks": b"<item>" + b" " * 2_000_000 + b"</item" + b" " * 2_000_000 + b">",
    "prefixes": b"<" + b"a" * 2_000_000,
    "nested": b"<item>" * 150_000 + b"</item>" * 150_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_cost_no_more_than_reading_them(body: bytes) -> None:
    """Were it to grow with the square of their length, this test would not end."""
    parts = split(body)
    if parts is not None:
        new_items(parts, parts.digests, set())
    ttl_minutes(body)

    assert parts is None or isinstance(parts, Split)
