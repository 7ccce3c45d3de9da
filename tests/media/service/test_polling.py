"""Feeds are asked, read and stored; what goes wrong in one stays there."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.fetch import Fetched, FetchProblem, fetch
from outreach.media.models import CoverageKind, Entry, EntryState, Feed
from outreach.media.parser import shared_parser
from outreach.media.queries import feed_health, feeds_as_json, waiting_entries
from outreach.media.rules.answers import FeedProblem
from outreach.media.rules.documents import Document
from outreach.media.service import PollResult, PollStatus, poll_due, poll_feed, polling, polls_as_json
from outreach.media.service.storing import store_items
from tests.feedserver import FeedServer, raw
from tests.media.conftest import SAMPLES, MakeFeed, rss

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("desk")


def entries() -> list[Entry]:
    db.session.expire_all()
    return list(db.session.scalars(select(Entry).order_by(Entry.id)))


def poll(feed: Feed) -> PollResult:
    result = poll_feed(feed.id)
    assert result is not None
    db.session.refresh(feed)
    return result


def test_a_feed_is_read_matched_and_classified(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    url = feed_server.put("/feed", (SAMPLES / "solnabladet.xml").read_bytes(), content_type="application/rss+xml")
    feed = make_feed(url)

    with clock.standing_at(NOW):
        result = poll(feed)

    assert result == PollResult(url, PollStatus.NEW, entries=5, new=5, matched=3)
    first, second, third, fourth, national = entries()
    assert (first.title, first.why, first.kind_guess, first.state) == (
        "Insändare: Låt Hagalund få sitt bibliotek tillbaka",
        ["Hagalund", "Vänsterpartiet", "Solna"],
        CoverageKind.LETTER,
        EntryState.WAITING,
    )
    assert (second.why, second.kind_guess) == (["V", "Solna"], CoverageKind.ARTICLE)
    assert third.published_at == datetime(2026, 11, 21, 8, 5, tzinfo=UTC)
    assert (fourth.state, national.state) == (EntryState.UNMATCHED, EntryState.UNMATCHED)
    assert (national.published_at, national.raw_date) == (NOW, "Tue, 01 Jan 2030 00:00:00 +0100")
    assert [entry.title for entry in waiting_entries()] == [first.title, second.title, third.title]
    assert (feed.title, feed.last_error, feed.failures, feed.is_verified) == ("Solnabladet", "", 0, True)


def test_atom(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", (SAMPLES / "norra_nytt.atom").read_bytes()))

    assert poll(feed).matched == 1
    (entry,) = entries()
    assert (entry.title, entry.why) == ("Replik: Moderaterna räknar fel om hyrorna i Solna", ["Solna", "V"])
    assert entry.kind_guess == CoverageKind.LETTER


def test_the_ladder(feed_server: FeedServer, make_feed: MakeFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """304, then the same bytes, then a parse, and only what is new is stored."""
    body = rss("<title>Ett</title><guid>1</guid>")
    parses: list[bytes] = []
    parse = shared_parser.parse

    def counting_parse(body: bytes, content_type: str, url: str) -> Document:
        parses.append(body)
        return parse(body, content_type, url)

    monkeypatch.setattr(shared_parser, "parse", counting_parse)
    feed = make_feed(feed_server.put("/feed", body, etag='"1"'))

    assert poll(feed).new == 1
    assert poll(feed) == PollResult(feed.url, PollStatus.UNCHANGED)
    assert (feed.last_status, feed.etag) == (304, '"1"')
    feed_server.put("/feed", body, etag='"2"')
    assert poll(feed) == PollResult(feed.url, PollStatus.UNCHANGED)
    assert (feed.last_status, feed.etag) == (200, '"2"')
    assert len(parses) == 1
    feed_server.put("/feed", rss("<title>Två</title><guid>2</guid>", "<title>Ett</title><guid>1</guid>"))
    assert poll(feed) == PollResult(feed.url, PollStatus.NEW, entries=2, new=1)
    assert (len(parses), feed.etag, len(entries())) == (2, "", 2)


def test_a_feed_that_never_changes_its_items_does_not_grow(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.url())
    for n in range(5):
        body = rss("<title>Ett</title>", "<title>Ett</title>", "<guid>g</guid><title>Två</title>", title=f"Nr {n}")
        feed_server.put("/feed", body)
        poll(feed)

    assert [entry.title for entry in entries()] == ["Ett", "Två"]


def test_a_paper_that_writes_of_us_alone(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Vänsterpartiet vill rusta badet</title>")), only_here=True)

    assert poll(feed).matched == 1


ANSWERS = {
    403: FeedProblem.NOT_LET_IN,
    404: FeedProblem.NOT_FOUND,
    429: FeedProblem.ASKED_TO_WAIT,
    500: FeedProblem.SITE_TROUBLE,
    503: FeedProblem.ASKED_TO_WAIT,
    418: FeedProblem.STRANGE_ANSWER,
}


@pytest.mark.parametrize("status", ANSWERS)
def test_trouble_is_named_and_waited_out(status: int, feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", status=status))

    with clock.standing_at(NOW):
        result = poll(feed)
        again = poll(feed)

    assert result == again == PollResult(feed.url, PollStatus.FAILED, problem=ANSWERS[status])
    assert (feed.failures, feed.last_error, feed.last_status) == (2, ANSWERS[status].code, status)
    assert NOW + timedelta(hours=4) <= feed.next_poll_at <= NOW + timedelta(hours=5)
    assert feed_health().failing == [feed]


def test_a_site_that_asks_for_ever_is_given_a_day(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", status=429, retry_after="1000000000"))

    with clock.standing_at(NOW):
        poll(feed)

    assert feed.next_poll_at == NOW + timedelta(hours=24)


def test_a_feed_that_is_gone_is_paused_and_not_asked_again(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", status=410))

    assert poll(feed).status == PollStatus.PAUSED
    assert (feed.is_paused, feed.paused_reason) == (True, "GONE")
    assert poll_feed(feed.id) is None
    assert poll_due(every_feed=True) == []
    assert feed_health().paused == [feed]


BODIES = {
    "a page": (b"<html><body>Cookies?</body></html>", FeedProblem.A_PAGE),
    "empty": (b"", FeedProblem.EMPTY),
    "JSON": (b"{}", FeedProblem.JSON),
    "entities": (b'<!DOCTYPE a [<!ENTITY b "c">]><rss/>', FeedProblem.FORBIDDEN_CONTENT),
}


@pytest.mark.parametrize(("body", "problem"), BODIES.values(), ids=BODIES)
def test_what_is_no_feed_leaves_the_entries_alone(
    body: bytes, problem: FeedProblem, feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    poll(feed)
    feed_server.put("/feed", body)

    assert poll(feed).problem == problem
    assert [entry.title for entry in entries()] == ["Ett"]


def test_the_new_address_is_kept_when_it_moved_for_good(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    new = feed_server.put("/new", rss("<title>Ett</title>"))
    feed = make_feed(feed_server.put("/old", status=301, location="/new"))
    poll(feed)

    assert feed.url == new


@pytest.mark.parametrize(("status", "body"), [(302, rss("<title>Ett</title>")), (301, b"<html></html>")])
def test_else_it_is_not(status: int, body: bytes, feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed_server.put("/new", body)
    feed = make_feed(feed_server.put("/old", status=status, location="/new"))
    poll(feed)

    assert feed.url.endswith("/old")


def test_one_that_fails_never_stops_the_others(
    feed_server: FeedServer, make_feed: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = rss("<title>Ett</title>")
    feeds = [
        make_feed(feed_server.put("/good", good)),
        make_feed(feed_server.put("/missing", status=404)),
        make_feed("http://169.254.169.254/feed"),
        make_feed(feed_server.put("/costly", b"<rss version='2.0'><channel><item><title>" + b"<b>" * 500_000)),
        make_feed(feed_server.put("/odd", rss("<title>Odd</title>"))),
        make_feed(feed_server.put("/good-too", good)),
    ]
    feed_server.answers["/missing"] = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort")
    monkeypatch.setattr(shared_parser, "wall_seconds", 0.8)

    def store_or_fall(feed: Feed, *rest: Any) -> tuple[int, int]:
        if feed.url.endswith("/odd"):
            raise RuntimeError("as if by a fault of ours")
        return store_items(feed, *rest)

    monkeypatch.setattr(polling, "store_items", store_or_fall)
    results = {result.url.rpartition("/")[2]: result for result in poll_due()}

    assert [results[name].status for name in ("good", "good-too")] == [PollStatus.NEW, PollStatus.NEW]
    assert results["missing"].problem == FetchProblem.GARBLED
    assert results["feed"].problem == FetchProblem.PRIVATE_ADDRESS
    assert results["costly"].problem == FeedProblem.TOO_COSTLY
    assert results["odd"].problem == FeedProblem.OUR_FAULT
    assert len(results) == len(feeds)
    db.session.expire_all()
    assert [feed.polling_until for feed in feeds] == [None] * len(feeds)


def test_only_feeds_that_are_due_are_asked(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))

    assert len(poll_due()) == 1
    assert poll_due() == []
    assert len(poll_due(every_feed=True)) == 1
    db.session.refresh(feed)
    with clock.standing_at(feed.next_poll_at):
        assert len(poll_due()) == 1


def test_two_pollers_never_ask_the_same_feed(feed_server: FeedServer, make_feed: MakeFeed, desk: Flask) -> None:
    body = rss(*(f"<title>{n}</title>" for n in range(20)))
    for n in range(6):
        make_feed(feed_server.put(f"/{n}", body))
    results: list[PollResult] = []
    gate = threading.Barrier(3)

    def work() -> None:
        with desk.app_context():
            gate.wait()
            results.extend(poll_due())

    db.session.commit()
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(asked.path for asked in feed_server.asked) == [f"/{n}" for n in range(6)]
    assert [result.status for result in results] == [PollStatus.NEW] * 6
    assert len(entries()) == 120


def test_a_feed_whose_poller_died_is_asked_again(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    with clock.standing_at(NOW):
        assert polling._take(feed.id, NOW, NOW + timedelta(days=1)) is not None  # noqa: SLF001  (and never comes back)
        assert poll_feed(feed.id) is None
    with clock.standing_at(NOW + polling.TAKEN_FOR):
        assert poll(feed).new == 1


def test_nothing_is_held_while_the_network_is_asked(
    feed_server: FeedServer, make_feed: MakeFeed, desk: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write from elsewhere gets through while a feed is being fetched: it would wait 15 s for the lock otherwise."""
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    feed_id = feed.id
    written: list[bool] = []

    def fetch_while_somebody_writes(url: str, **options: Any) -> Fetched:
        assert not written
        with desk.app_context():
            db.session.get_one(Feed, feed_id).title = "written meanwhile"
            db.session.commit()
        written.append(True)
        return fetch(url, **options)

    monkeypatch.setattr(polling, "fetch", fetch_while_somebody_writes)

    assert poll(feed).status == PollStatus.NEW
    assert written


def test_json(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    host = f"127.0.0.1:{feed_server.port}"
    feed_server.put("/feed?token=s3cret", rss("<title>Ett</title>"))
    make_feed(f"http://user:hunter2@{host}/feed?token=s3cret")

    assert polls_as_json(poll_due()) == {
        "feeds": [
            {
                "url": f"http://***@{host}/feed?token=***",
                "status": "new",
                "entries": 1,
                "new": 1,
                "matched": 0,
                "error": None,
            }
        ]
    }
    assert "hunter2" not in str(feeds_as_json())
    feed_server.put("/feed?token=s3cret", status=404)
    assert polls_as_json(poll_due(every_feed=True))["feeds"][0]["error"] == "There is nothing at this address."


def test_real_feeds_from_a_server(feed_server: FeedServer, make_feed: MakeFeed, feed_corpus: Path) -> None:
    paths = sorted(feed_corpus.glob("*.xml"))[:25]
    for path in paths:
        make_feed(feed_server.put(f"/{path.name}", path.read_bytes()))

    results = poll_due()

    assert len(results) == len(paths)
    assert not [result for result in results if result.problem in (FeedProblem.OUR_FAULT, FeedProblem.TOO_COSTLY)]
    assert len(entries()) == sum(result.new for result in results)
