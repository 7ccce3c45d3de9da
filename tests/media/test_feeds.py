"""What a feed's bytes hold: the odd, the broken and the hostile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.fetch.decoding import decoded
from outreach.media.feeds import ENTRIES, read_document
from outreach.media.rules.dates import published_at
from outreach.media.rules.documents import NotAFeed
from tests.media.conftest import SAMPLES, rss

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TWO = (
    "<title>Malmö påsk ”Åäö” – ett</title><link>https://a.se/1</link>",
    "<title>Två</title><link>https://a.se/2</link>",
)
XML = '<?xml version="1.0" encoding="{}"?>'


def declared(as_what: str, encoding: str) -> bytes:
    return (XML.format(as_what) + rss(*TWO).decode()).encode(encoding)


KEPT = {
    "as it should be": (rss(*TWO), ""),
    "a bare ampersand": (rss(TWO[0], "<title>H & M</title>"), ""),
    "an HTML entity": (rss(TWO[0], "<title>H&nbsp;M</title>"), ""),
    "blanks before it": (b" \n" + declared("utf-8", "utf-8"), ""),
    "a control sign": (rss(TWO[0], "<title>Tv\x06å</title>"), ""),
    "cut in the middle": (rss(*TWO)[:-40], ""),
    "no encoding told, windows-1252": (rss(*TWO).decode().encode("cp1252"), ""),
    "windows-1252": (declared("windows-1252", "cp1252"), ""),
    "windows-1252 called latin-1": (declared("iso-8859-1", "cp1252"), ""),
    "utf-8 called latin-1 by the server": (declared("utf-8", "utf-8"), "application/xml; charset=iso-8859-1"),
    "windows-1252 called utf-8": (declared("utf-8", "cp1252"), ""),
    "utf-16": (declared("utf-16", "utf-16"), ""),
    "with a BOM": (b"\xef\xbb\xbf" + declared("utf-8", "utf-8"), ""),
    "an unknown encoding": (declared("x-evil", "utf-8"), ""),
    "called text/xml": (rss(*TWO), "text/xml"),
    "called text/html": (rss(*TWO), "text/html"),
    "a plain DOCTYPE": (b'<!DOCTYPE rss PUBLIC "-//Netscape" "http://a.se/rss.dtd">' + rss(*TWO), ""),
    "two roots": (rss(*TWO) + b"<rss/>", ""),
    "an enclosure without end": (rss(*TWO, "<enclosure url='x'"), ""),
}


@pytest.mark.parametrize(("body", "content_type"), KEPT.values(), ids=KEPT)
def test_entries_are_kept_with_their_letters(body: bytes, content_type: str) -> None:
    document = read_document(body, content_type, "https://a.se/feed")

    assert document.problem is None
    assert len(document.items) >= 2
    assert document.items[0].title == "Malmö påsk ”Åäö” – ett"
    assert document.items[0].link == "https://a.se/1"


NOT_FEEDS = {
    "empty": (b"", NotAFeed.EMPTY),
    "blank": (b" \n", NotAFeed.EMPTY),
    "a page": (b"<!doctype html><html><body>Logga in</body></html>", NotAFeed.HTML),
    "a page without DOCTYPE": (b"<html><head><title>x</title></head></html>", NotAFeed.HTML),
    "JSON": (b'{"error": "no"}', NotAFeed.JSON),
    "PDF": (b"%PDF-1.7 ...", NotAFeed.OTHER),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NotAFeed.OTHER),
    "other XML": (b"<note><to>A</to></note>", NotAFeed.OTHER),
    "entities": (b'<!DOCTYPE x [<!ENTITY a "aaa">]>' + rss(*TWO), NotAFeed.FORBIDDEN),
    "billion laughs": (
        b'<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        NotAFeed.FORBIDDEN,
    ),
    "entities behind a comment": (b'<!-- <rss> --><!DOCTYPE x [<!ENTITY a "b">]>' + rss(*TWO), NotAFeed.FORBIDDEN),
    "entities behind quotes": (b"<!DOCTYPE x '<a>' [<!ELEMENT a ANY>]>" + rss(*TWO), NotAFeed.FORBIDDEN),
    "a file as an entity": (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<title>&x;</title>"),
        NotAFeed.FORBIDDEN,
    ),
    "entities in utf-16": ('<!DOCTYPE x [<!ENTITY a "b">]><rss/>'.encode("utf-16"), NotAFeed.FORBIDDEN),
    "utf-7": (b'<?xml version="1.0" encoding="utf-7"?>' + rss(*TWO), NotAFeed.FORBIDDEN),
}


@pytest.mark.parametrize(("body", "problem"), NOT_FEEDS.values(), ids=NOT_FEEDS)
def test_what_is_not_a_feed_is_named(body: bytes, problem: NotAFeed) -> None:
    assert read_document(body).problem == problem


def test_utf_7_told_by_the_server_is_refused() -> None:
    assert read_document(rss(*TWO), "text/xml; charset=UTF-7").problem == NotAFeed.FORBIDDEN


def test_an_article_about_entities_is_no_attack() -> None:
    body = rss("<title>XML</title><description><![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]>]]></description>")

    assert len(read_document(body).items) == 1


@pytest.mark.parametrize(("body", "is_damaged"), [(rss(*TWO), False), (rss(*TWO)[:-40], True)])
def test_damage_is_told(body: bytes, is_damaged: bool) -> None:
    assert read_document(body).is_damaged == is_damaged


HOSTILE_TITLES = {
    "a script": ("&lt;script&gt;alert(1)&lt;/script&gt;Hej", "Hej"),
    "a script in CDATA": ("<![CDATA[<svg/onload=alert(1)>Hej]]>", "Hej"),
    "an image": ("&lt;img src=x onerror=alert(1)&gt;Hej", "Hej"),
    "escaped twice": ("&amp;lt;b&amp;gt;Hej", "<b>Hej"),
    "a surrogate": ("&#xD800;Hej", "Hej"),
    "a nought": ("&#0;Hej", "Hej"),
    "a reversed name": ("\u202eHej", "Hej"),
}


@pytest.mark.parametrize(("raw", "plain"), HOSTILE_TITLES.values(), ids=HOSTILE_TITLES)
def test_titles_are_plain_text(raw: str, plain: str) -> None:
    (item,) = read_document(rss(f"<title>{raw}</title><link>https://a.se/1</link>")).items

    assert item.title.replace("\ufffd", "") == plain


@pytest.mark.parametrize("link", ["javascript:alert(1)", "java&#9;script:alert(1)", "data:text/html,x", "//evil"])
def test_links_are_of_the_web(link: str) -> None:
    (item,) = read_document(rss(f"<title>Hej</title><link>{link}</link>"), url="https://a.se/feed").items

    assert item.link == ""


def test_relative_links_are_made_whole() -> None:
    (item,) = read_document(rss("<title>Hej</title><link>/artikel/1</link>"), url="https://a.se/feed").items

    assert item.link == "https://a.se/artikel/1"


@pytest.mark.parametrize(("guid", "link"), [("4711", ""), ("https://a.se/4711", "https://a.se/4711")])
def test_an_id_is_a_link_only_if_it_is_one(guid: str, link: str) -> None:
    (item,) = read_document(rss(f"<title>Hej</title><guid>{guid}</guid>"), url="https://a.se/feed").items

    assert (item.guid, item.link) == (guid, link)


def test_no_more_than_so_many_entries() -> None:
    items = [f"<title>{n}</title>" for n in range(ENTRIES + 50)]

    assert [item.title for item in read_document(rss(*items)).items] == [str(n) for n in range(ENTRIES)]


def test_the_samples() -> None:
    document = read_document((SAMPLES / "solnabladet.xml").read_bytes(), "text/xml", "https://solnabladet.example/rss")
    dates = [published_at(item.raw_date, NOW) for item in document.items]

    assert document.title == "Solnabladet"
    assert document.items[0].summary == "Vi i Vänsterpartiet Solna menar att ett bibliotek är mer än böcker & hyllor."
    assert document.items[2].link == "https://solnabladet.example/nyheter/hyresgaster-demonstrerade/"
    assert [f"{moment:%d %H:%M}" for moment in dates] == ["22 05:12", "21 16:40", "21 08:05", "20 13:30", "22 12:00"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: rss(f"<title>{text}</title>")))
def test_no_bytes_make_it_fall(body: bytes) -> None:
    document = read_document(body, "text/xml", "https://a.se/feed")

    assert document.problem is not None or all(len(item.title) <= 300 for item in document.items)


def test_real_feeds(feed_corpus: Path) -> None:
    """Each is read or told to be none; what feedparser found in it according to the manifest is found here too."""
    manifest = (feed_corpus / "MANIFEST.tsv").read_text().splitlines()
    columns = manifest[0].split("\t")
    rows = [dict(zip(columns, line.split("\t"), strict=False)) for line in manifest[1:]]
    assert rows
    for row in rows:
        path = feed_corpus / row["file"]
        if not path.exists():
            continue
        document = read_document(decoded(path.read_bytes()), "", "https://paper.example/feed")
        for item in document.items:
            assert published_at(item.raw_date, NOW) <= NOW
            assert item.link == "" or item.link.startswith("http")
            assert item.name or not (item.title or item.summary)
        if document.problem is None:
            assert len(document.items) >= min(int(row["entries"]), ENTRIES), row["file"]
        else:
            assert int(row["entries"]) == 0 or document.problem == NotAFeed.FORBIDDEN, row["file"]
