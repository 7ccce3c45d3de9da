"""Feeds as they really come: damaged, mislabelled, undated. Of two items each, both are kept, readable and dated."""

import gzip
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.media.models import Entry, Feed
from outreach.media.service import poll_due
from tests.feedserver import FeedServer
from tests.media.conftest import MakeFeed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIX = datetime(2026, 11, 22, 5, tzinfo=UTC)  # six in the morning in Solna
TITLE = "Malmö påsk ”åäö” – ett"
DATE = "<pubDate>Sun, 22 Nov 2026 06:00:00 +0100</pubDate>"


@dataclass(frozen=True)
class Scenario:
    """What a server sends, and what should be stored of it."""

    body: bytes
    content_type: str = "application/rss+xml"
    titles: tuple[str, str] = (TITLE, "Två")
    links: tuple[str, str] = ("https://a.example/1", "https://a.example/2")
    at: datetime = SIX
    headers: dict[str, str] = field(default_factory=dict)


def item(title: str = TITLE, n: int = 1, date: str = DATE, guid: str = "", link: str | None = None) -> str:
    link = f"https://a.example/{n}" if link is None else link
    marks = f"<guid isPermaLink='false'>{guid or n}</guid>" if guid != "none" else ""
    return f"<item>{date}<title>{title}</title>{f'<link>{link}</link>' if link else ''}{marks}</item>"


def rss(*items: str, head: str = "") -> str:
    return f"{head}<rss version='2.0'><channel><title>Solnabladet</title>{''.join(items)}</channel></rss>"


def dated(date: str) -> bytes:
    return rss(item(date=date), item("Två", 2, date=date)).encode()


TWO = rss(item(), item("Två", 2))
XML = "<?xml version='1.0' encoding='utf-8'?>"
ATOM = """<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/'><title>Solnabladet</title>
<entry><id>1</id><title type='html'>Malmö &lt;b&gt;påsk&lt;/b&gt; ”åäö” – ett</title><link href='1'/>
<published>2026-11-22T06:00:00+01:00</published></entry>
<entry><id>2</id><title>Två</title><link rel='self' href='x'/><link href='/2'/>
<updated>2026-11-22T05:00:00Z</updated></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'
 xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Solnabladet</title></channel>
<item><title>Malmö påsk ”åäö” – ett</title><link>https://a.example/1</link><dc:date>2026-11-22T06:00+01:00</dc:date></item>
<item><title>Två</title><link>https://a.example/2</link><dc:date>2026-11-22T06:00+01:00</dc:date></item></rdf:RDF>"""
NONE = ("", "")

SCENARIOS = {
    "an ampersand by itself": Scenario(rss(item("H & M"), item("Två", 2)).encode(), titles=("H & M", "Två")),
    "an entity of HTML": Scenario(rss(item("H&nbsp;M &aring;"), item("Två", 2)).encode(), titles=("H M å", "Två")),
    "blanks before the declaration": Scenario(f"  \n\n{XML}{TWO}".encode()),
    "a control sign": Scenario(rss(item("Tv\x06å ord"), item("Två", 2)).encode(), titles=("Tv å ord", "Två")),
    "cut off in the middle": Scenario(TWO.encode()[:-40]),
    "Windows letters, and nobody says so": Scenario(TWO.encode("cp1252")),
    "the server says latin-1, the file says utf-8": Scenario(f"{XML}{TWO}".encode(), "text/xml; charset=iso-8859-1"),
    "called text/xml": Scenario(f"{XML}{TWO}".encode(), "text/xml"),
    "called a page": Scenario(f"{XML}{TWO}".encode(), "text/html; charset=utf-8"),
    "packed, and nobody says so": Scenario(gzip.compress(TWO.encode())),
    "one id for all": Scenario(rss(item(guid="x"), item("Två", 2, guid="x")).encode()),
    "one without id and address": Scenario(
        rss(item(guid="none", link=""), item("Två", 2)).encode(), links=("", "https://a.example/2")
    ),
    "both without": Scenario(rss(item(guid="none", link=""), item("Två", guid="none", link="")).encode(), links=NONE),
    "the year 2030": Scenario(dated("<pubDate>Tue, 01 Jan 2030 00:00:00 +0100</pubDate>"), at=NOW),
    "in Swedish": Scenario(dated("<pubDate>sön, 22 nov 2026 06:00:00 +0100</pubDate>")),
    "by a zone's name": Scenario(dated("<pubDate>Sun, 22 Nov 2026 06:00:00 CET</pubDate>")),
    "by a summer zone's name": Scenario(
        dated("<pubDate>Wed, 22 Jul 2026 06:00:00 CEST</pubDate>"), at=datetime(2026, 7, 22, 4, tzinfo=UTC)
    ),
    "without a zone": Scenario(dated("<pubDate>2026-11-22 06:00:00</pubDate>")),
    "without any date": Scenario(dated(""), at=NOW),
    "relative links": Scenario(
        rss(item(link="/1"), item("Två", 2, link="../2")).encode(), links=("{site}/1", "{site}/2")
    ),
    "Atom with a base and marks in a title": Scenario(ATOM.encode(), "application/atom+xml"),
    "RSS 1.0, to the minute": Scenario(RDF.encode(), "application/rdf+xml"),
}  # fmt: skip


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_all_of_them_are_right(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    """All in one poll, as they would come: what is wrong with one must not show in another."""
    site = feed_server.url("")
    feeds = {
        name: make_feed(feed_server.put(f"/feeds/{n}", one.body, content_type=one.content_type)).id
        for n, (name, one) in enumerate(SCENARIOS.items())
    }
    with clock.standing_at(NOW):
        results = poll_due(every_feed=True)

    assert len(SCENARIOS) == 22
    assert [result.problem for result in results] == [None] * 22
    found = {name: _stored(feed_id) for name, feed_id in feeds.items()}
    wanted = {
        name: [(title, link.format(site=site), one.at) for title, link in zip(one.titles, one.links, strict=True)]
        for name, one in SCENARIOS.items()
    }
    assert {name: rows for name, rows in found.items() if rows != wanted[name]} == {}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_date_said_is_kept_where_it_was_not_believed(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    raw = "Tue, 01 Jan 2030 00:00:00 +0100"
    feed = make_feed(feed_server.put("/feed", dated(f"<pubDate>{raw}</pubDate>")))
    poll_due()

    assert set(db.session.scalars(select(Entry.raw_date).where(Entry.feed_id == feed.id))) == {raw}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_poll_after_poll_of_what_stays_the_same_brings_nothing(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    """Not by its bytes: ids, tracking, schemes and twins of addresses change each time, as they do."""
    feed = make_feed(feed_server.url())
    for n in range(20):
        twin = ["https://www.a.example/1", "http://a.example/1/", "https://m.a.example/1", "https://a.example/amp/1"][
            n % 4
        ]
        items = (item(guid=f"g{n}", link=f"{twin}?utm_source=rss&amp;utm_campaign={n}"), item("Två", 2, guid="2"))
        feed_server.put("/feed", rss(*items, head=f"<!-- {n} -->").encode())
        poll_due(every_feed=True)

    titles = list(db.session.scalars(select(Entry.title).where(Entry.feed_id == feed.id).order_by(Entry.id)))
    assert titles == [TITLE, "Två"]
    assert len(feed_server.asked) == 20
    assert db.session.get_one(Feed, feed.id).failures == 0


TWINS = ("https://www.a.example/1", "http://a.example/1/", "https://m.a.example/1", "https://a.example/amp/1")


def _stored(feed_id: int) -> list[tuple[str, str, datetime]]:
    rows = select(Entry.title, Entry.link, Entry.published_at).where(Entry.feed_id == feed_id).order_by(Entry.id)
    return [(title, link, published_at) for title, link, published_at in db.session.execute(rows)]
