"""Articles are read where that is wanted: few, politely, once; and nothing of them is kept but some words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from outreach import clock
from outreach.db import db
from outreach.media import manners
from outreach.media.manners import Manners
from outreach.media.models import CoverageKind, Entry, EntryState, Feed, HostPause
from outreach.media.rules.reading import PAGES_A_POLL, PageState
from outreach.media.service.reading_pages import PAGE_LIMITS, read_due_pages
from tests.feedserver import FeedServer
from tests.media.conftest import MakeFeed
from tests.media.service.test_polling import NOW

pytestmark = pytest.mark.usefixtures("desk")
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # it does not matter there which

OURS = "Vänsterpartiet i Solna vill öppna badet igen, och får med sig flera andra partier i fullmäktige. "
OTHER = "Kommunen bygger om vägen vid torget, och arbetet beräknas pågå till i vår enligt ett beslut. "
SECRET = "Det här stycket ska aldrig hamna i databasen. "


def article(words: str = OURS) -> bytes:
    return f"<html><body><article><h1>Badet</h1><p>{SECRET * 9}</p><p>{words * 2}</p></article></body></html>".encode()


@dataclass
class Patience:
    """A clock that stands until somebody waits, and what was waited for."""

    waits: list[float] = field(default_factory=list)

    @property
    def manners(self) -> Manners:
        return Manners(self.waits.append, lambda: sum(self.waits))


@pytest.fixture
def patience() -> Patience:
    return Patience()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def feed(feed_server: FeedServer, make_feed: MakeFeed) -> Feed:
    feed = make_feed(feed_server.url())
    feed.outlet.reads_pages = True
    db.session.commit()
    return feed


def entry(feed: Feed, link: str, *, title: str = "Badet", minutes: int = 0, **more: object) -> Entry:
    made = Entry(
        feed_id=feed.id, identity=link or title, story_key=link or title, title=title, link=link,
        published_at=NOW - timedelta(minutes=minutes), fetched_at=NOW, is_match=False,
        kind_guess=CoverageKind.ARTICLE, state=EntryState.UNMATCHED, **more,
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made


def paths(server: FeedServer) -> list[str]:
    return [asked.path for asked in server.asked]


def test_what_only_the_article_says_is_found(feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    one = entry(feed, feed_server.put("/1", article(), content_type="text/html; charset=utf-8"))

    (read,) = read_due_pages(manners=patience.manners)

    db.session.refresh(one)
    assert (read.entry_id, read.state) == (one.id, PageState.MATCHED)
    assert (one.state, one.is_match, one.page_state) == (EntryState.WAITING, True, "matched")
    assert {"Vänsterpartiet", "Solna"} <= set(one.why)
    assert "Vänsterpartiet i Solna" in one.page_snippet
    assert len(one.page_snippet) <= 200
    assert one.page_read_at == NOW
    assert paths(feed_server) == ["/robots.txt", "/1"]
    assert feed_server.asked[1].headers["accept"] == "text/html, application/xhtml+xml"


def test_nothing_else_of_it_is_kept(feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    entry(feed, feed_server.put("/1", article(), content_type="text/html"))
    entry(feed, feed_server.put("/2", article(OTHER), content_type="text/html"))
    read_due_pages(manners=patience.manners)

    rows = db.session.execute(text("SELECT * FROM entry")).all()
    assert len(rows) == 2
    assert str(rows).count(SECRET.strip()) <= 1, "at most what stands around the words"
    assert OTHER.strip() not in str(rows)


def test_nothing_is_read_twice(feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    entry(feed, feed_server.put("/1", article(OTHER), content_type="text/html"))
    ours = patience.manners

    assert [read.state for read in read_due_pages(manners=ours)] == [PageState.READ]
    assert read_due_pages(manners=ours) == []
    assert paths(feed_server) == ["/robots.txt", "/1"]


def test_robots_are_asked_once_a_day_and_obeyed(feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    feed_server.put("/robots.txt", b"User-agent: *\nDisallow: /plus/")
    entry(feed, feed_server.put("/plus/1", article(), content_type="text/html"))
    entry(feed, feed_server.put("/2", article(), content_type="text/html"), minutes=1)
    ours = patience.manners

    assert [read.state for read in read_due_pages(manners=ours)] == [PageState.FORBIDDEN, PageState.MATCHED]
    assert paths(feed_server) == ["/robots.txt", "/2"]
    with clock.standing_at(NOW + timedelta(hours=23)):
        entry(feed, feed_server.put("/3", article(), content_type="text/html"))
        read_due_pages(manners=ours)
    with clock.standing_at(NOW + timedelta(hours=25)):
        entry(feed, feed_server.put("/4", article(), content_type="text/html"))
        read_due_pages(manners=ours)
    assert paths(feed_server) == ["/robots.txt", "/2", "/3", "/robots.txt", "/4"]


def test_a_site_that_is_in_trouble_is_left_alone(feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    feed_server.put("/robots.txt", status=500)
    entry(feed, feed_server.put("/1", article(), content_type="text/html"))

    assert [read.state for read in read_due_pages(manners=patience.manners)] == [PageState.FORBIDDEN]
    assert paths(feed_server) == ["/robots.txt"]


def test_a_host_is_asked_no_more_than_every_two_seconds(
    feed: Feed, feed_server: FeedServer, patience: Patience
) -> None:
    for n in range(3):
        entry(feed, feed_server.put(f"/{n}", article(), content_type="text/html"), minutes=n)
    read_due_pages(manners=patience.manners)

    assert len(feed_server.asked) == 4
    assert patience.waits == [2.0] * 3
    assert manners.GAP_SECONDS == 2.0


STATES = {
    401: PageState.WALL,
    402: PageState.WALL,
    404: PageState.FAILED,
    410: PageState.FAILED,
    500: PageState.FAILED,
}


@ONE_DATABASE
@pytest.mark.parametrize("status", STATES)
def test_what_is_not_shown_is_told(status: int, feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    one = entry(feed, feed_server.put("/1", status=status))

    assert [read.state for read in read_due_pages(manners=patience.manners)] == [STATES[status]]
    db.session.refresh(one)
    assert (one.state, one.page_state) == (EntryState.UNMATCHED, STATES[status].value)


WALL = "<p>Läs hela artikeln: bli prenumerant.</p>".encode()
NOT_FREE = b'<script>{"isAccessibleForFree":false}</script>'
BODIES = {
    "a wall": (WALL, "text/html", PageState.WALL),
    "words of ours before a wall": (NOT_FREE + article(), "text/html", PageState.MATCHED),
    "a film": (b"x" * 100, "video/mp4", PageState.FAILED),
    "a PDF": (b"%PDF", "application/pdf", PageState.FAILED),
    "too large": (b"x" * 2_000_001, "text/html", PageState.FAILED),
    "nothing": (b"", "text/html", PageState.READ),
}


@ONE_DATABASE
@pytest.mark.parametrize(("body", "kind", "state"), BODIES.values(), ids=BODIES)
def test_what_pages_hold(
    body: bytes, kind: str, state: PageState, feed: Feed, feed_server: FeedServer, patience: Patience
) -> None:
    entry(feed, feed_server.put("/1", body, content_type=kind))

    assert [read.state for read in read_due_pages(manners=patience.manners)] == [state]
    assert PAGE_LIMITS.wire_bytes == PAGE_LIMITS.decoded_bytes == 2_000_000


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_asks_us_to_wait_is_obeyed(
    status: int, feed: Feed, feed_server: FeedServer, patience: Patience
) -> None:
    first = entry(feed, feed_server.put("/1", status=status, retry_after="7200"))
    entry(feed, feed_server.put("/2", article(), content_type="text/html"), minutes=1)
    ours = patience.manners

    assert read_due_pages(manners=ours) == []
    assert paths(feed_server) == ["/robots.txt", "/1"], "the other article waits as well"
    assert db.session.scalar(select(HostPause.until)) == NOW + timedelta(hours=2)
    db.session.refresh(first)
    assert first.page_state == ""
    with clock.standing_at(NOW + timedelta(hours=1)):
        assert read_due_pages(manners=ours) == []
    feed_server.put("/1", article(), content_type="text/html")
    with clock.standing_at(NOW + timedelta(hours=3)):
        assert len(read_due_pages(manners=ours)) == 2


def test_only_the_newest_few_of_a_poll_and_only_where_it_is_wanted(
    feed: Feed, feed_server: FeedServer, make_feed: MakeFeed, patience: Patience
) -> None:
    page = article(OTHER)
    for n in range(PAGES_A_POLL + 5):
        entry(feed, feed_server.put(f"/{n}", page, content_type="text/html"), minutes=n)
    entry(make_feed(feed_server.url("/other"), "Norra Nytt"), feed_server.put("/elsewhere", page))
    ours = patience.manners

    assert len(read_due_pages(4, ours)) == 4
    assert len(read_due_pages(manners=ours)) == PAGES_A_POLL - 4
    assert read_due_pages(manners=ours) == []
    assert paths(feed_server) == ["/robots.txt", *(f"/{n}" for n in range(PAGES_A_POLL))]
    states = db.session.scalars(select(Entry.page_state).order_by(Entry.id)).all()
    assert states == ["read"] * PAGES_A_POLL + ["passed"] * 5 + [""]


def test_what_was_decided_meanwhile_stays_decided(feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    one = entry(feed, feed_server.put("/1", article(), content_type="text/html"))
    one.state = EntryState.DISMISSED
    db.session.commit()

    assert read_due_pages(manners=patience.manners) == []
    assert feed_server.asked == []


def test_private_addresses_are_not_asked(feed: Feed, feed_server: FeedServer, patience: Patience) -> None:
    entry(feed, "http://169.254.169.254/latest/meta-data/")
    entry(feed, "http://[::1]/", minutes=1)

    assert {read.state for read in read_due_pages(manners=patience.manners)} == {PageState.FORBIDDEN}
    assert feed_server.asked == []
