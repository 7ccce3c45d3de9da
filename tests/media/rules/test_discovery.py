"""Where a site says that its feeds are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.discovery import (
    MOST_FOUND,
    READ_BYTES,
    Named,
    feed_kind,
    looks_like_a_feed,
    named_feeds,
    page_text,
    usual_places,
    web_address,
)

SITE = "https://paper.example/solna/"
PAGES = {
    "none": ("<html><head></head></html>", []),
    "as it should be": (
        '<link rel="alternate" type="application/rss+xml" title="Nyheter &amp; sport" href="/rss">',
        [Named("https://paper.example/rss", "Nyheter & sport")],
    ),
    "all of several, in their order": (
        """<LINK REL='feed alternate' TYPE='application/atom+xml; charset=utf-8' HREF=b.xml>
        <link href="a.xml" rel=alternate type="application/rss+xml" title=Debatt />""",
        [Named("https://paper.example/solna/b.xml", ""), Named("https://paper.example/solna/a.xml", "Debatt")],
    ),
    "from a base": (
        '<base href="https://cdn.paper.example/x/"><link rel=alternate type=application/rss+xml href=y>',
        [Named("https://cdn.paper.example/x/y", "")],
    ),
    "twice is once": (
        "<link rel=alternate type=application/rss+xml href=/rss>" * 2,
        [Named("https://paper.example/rss", "")],
    ),
    "linked in the text, after those in the head": (
        '<a href="/kultur/rss.xml">RSS</a><link rel=alternate type=application/rss+xml href=/alla>',
        [Named("https://paper.example/alla", ""), Named("https://paper.example/kultur/rss.xml", "")],
    ),
    "no style sheet, no other language, no comment feed by another name": (
        "<link rel=stylesheet href=/feed.css type=text/css><link rel=alternate hreflang=en href=/en>", [],
    ),
    "no script": ('<link rel=alternate type=application/rss+xml href="javascript:alert(1)">', []),
    "no file": ('<a href="file:///etc/feed">x</a>', []),
    "a title with tags in it": (
        '<link rel=alternate type=application/rss+xml href=/r title="&lt;img src=x onerror=alert(1)&gt;Hej">',
        [Named("https://paper.example/r", "Hej")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("page", "found"), PAGES.values(), ids=PAGES)
def test_named_feeds(page: str, found: list[Named]) -> None:
    assert named_feeds(page, SITE) == found


def test_no_more_than_so_many() -> None:
    page = "".join(f'<link rel=alternate type="application/rss+xml" href="/{n}">' for n in range(500))

    assert [one.url for one in named_feeds(page, SITE)] == [f"https://paper.example/{n}" for n in range(MOST_FOUND)]


@pytest.mark.parametrize(
    "piece", ["<link ", "<a href=", '<link a="', "<link a=b ", "<", "<a " + "x" * 990 + ">", '<a ="']
)
def test_a_hostile_page_takes_little_longer_than_another(piece: str) -> None:
    """Bounded by the work that is done, which a second would not be enough for if it grew with the square."""
    page = piece * (READ_BYTES // len(piece))
    began = time.process_time()
    named_feeds(page, SITE)

    assert time.process_time() - began < 10


@given(st.text(max_size=300), st.binary(max_size=300))
def test_no_page_makes_it_fall(text: str, body: bytes) -> None:
    for page in (text, f"<link rel=alternate type=application/rss+xml href={text}>", page_text(body)):
        for one in named_feeds(page, SITE):
            assert one.url.startswith(("http://", "https://"))
    feed_kind(body)


FEEDS = [
    "https://a.se/rss",
    "https://a.se/feed/",
    "https://a.se/x.xml",
    "https://a.se/?feed=1",
    "https://a.se/nyheter-rss",
]
SITES = ["https://a.se", "https://a.se/solna", "https://feeds.a.se/", "https://a.se/feedback", "https://a.se/anarssiv"]


@pytest.mark.parametrize(("url", "is_one"), [*((url, True) for url in FEEDS), *((url, False) for url in SITES)])
def test_addresses_that_call_themselves_feeds(url: str, is_one: bool) -> None:
    assert looks_like_a_feed(url) == is_one


def test_what_people_type() -> None:
    assert web_address(" mitti.se/solna ") == "https://mitti.se/solna"
    assert web_address("http://a.se") == "http://a.se"
    assert usual_places("https://user:pass@a.se:444/x/y")[0] == "https://a.se:444/feed"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Åäö".encode(), ""),
        ("Åäö".encode("cp1252"), ""),
        ("<meta charset=iso-8859-1>Åäö".encode("latin-1"), "text/html"),
        ("Åäö".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("Åäö".encode(), "text/html; charset=x-evil"),
    ],
)
def test_letters_of_a_page(body: bytes, content_type: str) -> None:
    assert page_text(body, content_type).endswith("Åäö")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0"?><rss version="2.0">', "RSS"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "Atom"),
        (b"<rdf:RDF>", "RSS 1.0"),
        (b"<html>", ""),
        ("<rss>".encode("utf-16"), "RSS"),
    ],
)
def test_kinds(body: bytes, kind: str) -> None:
    assert feed_kind(body) == kind
