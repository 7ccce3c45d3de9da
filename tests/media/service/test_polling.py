"""Feeds are asked, read and stored; what goes wrong in one stays there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.fetch import Fetched, FetchProblem, Session
from outreach.media.models import CoverageKind, Entry, EntryState, Feed, FeedAnswer, HostPause
from outreach.media.parser import shared_parser
from outreach.media.queries import feed_health, feeds_as_json, waiting_entries
from outreach.media.rules.answers import FeedProblem
from outreach.media.rules.looks import Look
from outreach.media.service import PollResult, PollStatus, poll_due, poll_feed, poll_wanted, polls_as_json
from outreach.media.service.polling import keeping
from outreach.media.service.polling.gathering import WHOLE_EVERY
from outreach.media.service.polling.taking import TAKEN_FOR, Wish, take
from outreach.media.service.storing import Brought, Shelf
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


def noted_looks(monkeypatch: pytest.MonkeyPatch) -> list[Look]:
    """From now on, what each look at new bytes has seen."""
    looks: list[Look] = []
    look = shared_parser.look

    def noted(*about: Any) -> Look:
        looks.append(look(*about))
        return looks[-1]

    monkeypatch.setattr(shared_parser, "look", noted)
    return looks


def test_the_ladder(feed_server: FeedServer, make_feed: MakeFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """304, then the same bytes, then a parse, and only what is new is stored."""
    body = rss("<title>Ett</title><guid>1</guid>")
    looks = noted_looks(monkeypatch)
    feed = make_feed(feed_server.put("/feed", body, etag='"1"'))

    assert poll(feed).new == 1
    assert poll(feed) == PollResult(feed.url, PollStatus.UNCHANGED)
    assert (feed.last_status, feed.etag) == (304, '"1"')
    feed_server.put("/feed", body, etag='"2"')
    assert poll(feed) == PollResult(feed.url, PollStatus.UNCHANGED)
    assert (feed.last_status, feed.etag) == (200, '"2"')
    assert len(looks) == 1
    feed_server.put("/feed", rss("<title>Två</title><guid>2</guid>", "<title>Ett</title><guid>1</guid>"))
    assert poll(feed) == PollResult(feed.url, PollStatus.NEW, entries=2, new=1)
    assert (len(looks), feed.etag, len(entries())) == (2, "", 2)
    assert [one.item.title for one in looks[1].items] == ["Två"], "only what is new is parsed"
    feed_server.put("/feed", rss("<title>Två</title><guid>2</guid>", title="En ny rubrik"))
    assert poll(feed) == PollResult(feed.url, PollStatus.UNCHANGED, entries=1)
    assert (len(looks), looks[2].items) == (3, []), "nothing is"


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
    """After the third equal answer, all the way by redirects that are for good."""
    feed_server.put("/half-way", status=308, location="/new")
    new = feed_server.put("/new", rss("<title>Ett</title>"), etag='"1"')
    feed = make_feed(feed_server.put("/old", status=301, location="/half-way"))
    urls = []
    for _ in range(3):
        poll(feed)
        urls.append(feed.url)

    assert urls == [feed_server.url("/old")] * 2 + [new]
    assert poll(feed).status == PollStatus.UNCHANGED


def test_a_redirect_that_leads_elsewhere_each_time_is_not_believed(
    feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    feed = make_feed(feed_server.url("/old"))
    for n in range(4):
        feed_server.put(f"/new-{n}", rss("<title>Ett</title>"))
        feed_server.put("/old", status=301, location=f"/new-{n}")
        poll(feed)

    assert (feed.url, feed.moved_times) == (feed_server.url("/old"), 1)


@pytest.mark.parametrize(("status", "body"), [(302, rss("<title>Ett</title>")), (301, b"<html></html>")])
def test_else_it_is_not(status: int, body: bytes, feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed_server.put("/new", body)
    feed = make_feed(feed_server.put("/old", status=status, location="/new"))
    for _ in range(4):
        poll(feed)

    assert feed.url.endswith("/old")


def test_two_feeds_never_become_one(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    make_feed(feed_server.put("/new", rss("<title>Ett</title>")))
    feed = make_feed(feed_server.put("/old", status=301, location="/new"))
    for _ in range(4):
        poll(feed)

    assert (feed.url, feed.moved_to) == (feed_server.url("/old"), feed_server.url("/new"))


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

    odd = feeds[4].id

    def put_or_fall(shelf: Shelf, feed_id: int, *rest: Any) -> Brought:
        if feed_id == odd:
            raise RuntimeError("as if by a fault of ours")
        return put(shelf, feed_id, *rest)

    put = Shelf.put
    monkeypatch.setattr(Shelf, "put", put_or_fall)
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


def test_a_feed_whose_poller_died_is_asked_again(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    with clock.standing_at(NOW):
        assert len(take(Wish(every=True))) == 1  # and never comes back
        assert poll_feed(feed.id) is None
    with clock.standing_at(NOW + TAKEN_FOR):
        assert poll(feed).new == 1


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_clock_that_jumps_stops_nothing(jump: timedelta, feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    with clock.standing_at(NOW + jump):
        poll(feed)
        take(Wish(every=True))  # a poller that dies while the clock is wrong
    feed_server.put("/feed", rss("<title>Två</title>"))

    with clock.standing_at(NOW + 2 * abs(jump)):
        results = poll_due()
    with clock.standing_at(NOW):
        results += poll_due()

    assert sum(result.new for result in results) == 1


def test_nothing_is_held_while_the_network_is_asked(
    feed_server: FeedServer, make_feed: MakeFeed, desk: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write from elsewhere gets through while a feed is being fetched: it would wait 15 s for the lock otherwise."""
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    feed_id = feed.id
    written: list[bool] = []

    fetch = Session.fetch

    def fetch_while_somebody_writes(session: Session, url: str, **options: Any) -> Fetched:
        assert not written
        with desk.app_context():
            db.session.get_one(Feed, feed_id).title = "written meanwhile"
            db.session.commit()
        written.append(True)
        return fetch(session, url, **options)

    monkeypatch.setattr(Session, "fetch", fetch_while_somebody_writes)

    assert poll(feed).status == PollStatus.NEW
    assert written


# ---- how often, and when not


def test_both_validators_are_kept_also_those_that_a_304_brings(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    date = "Sun, 22 Nov 2026 05:00:00 GMT"
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>"), etag='"1"'))
    poll(feed)
    feed_server.put("/feed", etag='"1"', last_modified=date)
    poll(feed)
    poll(feed)

    assert (feed.last_status, feed.etag, feed.last_modified) == (304, '"1"', date)
    assert [feed_server.asked[-1].headers[name] for name in ("if-none-match", "if-modified-since")] == ['"1"', date]


def test_validators_of_answers_that_are_stale_at_once_are_not_used(
    feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>"), etag='"1"', expires="0"))
    poll(feed)
    poll(feed)

    assert feed.etag == ""
    assert "if-none-match" not in feed_server.asked[-1].headers


HEADERS = {
    "its max-age": ({"cache_control": "public, max-age=28800"}, b"", timedelta(hours=8)),
    "its Expires": ({"expires": "Sun, 22 Nov 2026 20:00:00 GMT"}, b"", timedelta(hours=8)),
    "the feed's ttl": ({}, b"<ttl>480</ttl>", timedelta(hours=8)),
    "nothing": ({}, b"", timedelta(minutes=30)),
    "a year": ({"cache_control": "max-age=31536000"}, b"", timedelta(hours=24)),
}


@pytest.mark.parametrize(("headers", "head", "wait"), HEADERS.values(), ids=HEADERS)
def test_not_before_the_site_says(
    headers: dict[str, Any], head: bytes, wait: timedelta, feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    body = rss("<title>Ett</title>").replace(b"<item>", head + b"<item>")
    feed = make_feed(feed_server.put("/feed", body, **headers))

    with clock.standing_at(NOW):
        poll(feed)

    assert wait <= feed.next_poll_at - NOW <= min(wait * 1.1, timedelta(hours=24))


def test_a_host_that_asks_for_peace_gets_it_for_all_its_feeds(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    first = make_feed(feed_server.put("/1", status=429, retry_after="7200"))
    second = make_feed(feed_server.put("/2", rss("<title>Två</title>")))
    with clock.standing_at(NOW):
        assert [result.url for result in poll_due(every_feed=True)] == [first.url]
        assert poll_due(every_feed=True) == []
        assert poll_feed(second.id) is None
        db.session.refresh(second)
        assert second.polling_until is None, "it was given back"
    with clock.standing_at(NOW + timedelta(hours=2, seconds=1)):
        assert poll(second).new == 1

    assert [asked.path for asked in feed_server.asked] == ["/1", "/2"]
    assert db.session.scalars(select(HostPause.until)).all() == [NOW + timedelta(hours=2)]


def test_somebody_wants_it_now(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feeds = [make_feed(feed_server.put(f"/{n}", rss(f"<title>{n}</title>"))) for n in range(2)]
    poll_due()
    feeds[1].wanted_at = clock.now()
    db.session.commit()

    assert [result.url for result in poll_wanted()] == [feeds[1].url]
    assert poll_wanted() == []


# ---- what is read anew, what is lost, what is refused


def test_everything_is_read_again_once_a_week(
    feed_server: FeedServer, make_feed: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = "<guid>1</guid><title>Ett</title>", "<guid>2</guid><title>Två</title>"
    feed = make_feed(feed_server.put("/feed", rss(one)))
    with clock.standing_at(NOW):
        poll(feed)
    looks = noted_looks(monkeypatch)
    feed_server.put("/feed", rss(one, two))

    with clock.standing_at(NOW + WHOLE_EVERY):
        assert poll(feed).new == 1

    assert [(seen.is_part, len(seen.items)) for seen in looks] == [(False, 2)]
    assert feed.parsed_whole_at == NOW + WHOLE_EVERY


def test_a_hundred_polls_of_an_unchanged_feed_leave_nothing(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    """Its head differs each time, its ids do too; and of how it answered only the newest are kept."""
    feed = make_feed(feed_server.url())
    for n in range(100):
        items = [f"<guid>{n}-{i}</guid><link>https://a.se/{i}</link><title>Nummer {i}</title>" for i in range(3)]
        feed_server.put("/feed", rss(*items, title=f"Kl {n}"))
        poll(feed)

    assert len(entries()) == 3
    answers = db.session.scalars(select(FeedAnswer).order_by(FeedAnswer.id)).all()
    assert keeping.ANSWERS <= len(answers) <= keeping.ANSWERS * 6 // 5
    assert (answers[-1].status, answers[-1].entries, answers[-1].new, answers[-1].size > 100) == (200, 3, 0, True)


def test_a_gap_is_noticed(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    def at(hour: int) -> str:
        return f"<guid>{hour}</guid><pubDate>Sun, 22 Nov 2026 {hour:02}:00:00 +0000</pubDate>"

    feed = make_feed(feed_server.put("/feed", rss(at(9), at(8))))
    with clock.standing_at(NOW):
        poll(feed)
        assert feed.gap_at is None
    feed_server.put("/feed", rss(at(13), at(9)))
    with clock.standing_at(NOW + timedelta(hours=2)):
        poll(feed)
        assert feed.gap_at is None, "one of the last look is still there"
    feed_server.put("/feed", rss(at(17), at(16)))
    with clock.standing_at(NOW + timedelta(hours=6)):
        poll(feed)

    assert feed.gap_at == NOW + timedelta(hours=6)
    assert feed.interval_minutes == 15


def links_to(host: str, start: int, count: int = 8) -> list[str]:
    return [f"<link>https://{host}/{n}</link><title>Nummer {n}</title>" for n in range(start, start + count)]


def test_a_feed_that_leads_to_another_site_is_paused_until_somebody_has_looked(
    feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    feed = make_feed(feed_server.put("/feed", rss(*links_to("www.solnabladet.se", 0))))
    poll(feed)
    feed_server.put("/feed", rss(*links_to("nyheter.solnabladet.se", 10)))
    assert poll(feed).new == 8, "another sub-domain is the same site"
    feed_server.put("/feed", rss(*links_to("casino.example", 20)))

    assert poll(feed).status == PollStatus.PAUSED
    assert (feed.is_paused, feed.paused_reason, len(entries())) == (True, "OTHER_SITE", 16)
    feed.is_paused = False  # somebody looked, and says that it is right
    db.session.commit()
    assert poll(feed).new == 8
    assert (feed.is_paused, feed.paused_reason) == (False, "")


def test_of_a_flood_the_first_are_taken_and_it_is_not_asked_more_often(
    feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    feed = make_feed(feed_server.url())
    intervals = []
    for hour in range(3):
        feed_server.put("/feed", rss(*links_to("solnabladet.se", hour * 10_000, 1_000)))
        with clock.standing_at(NOW + timedelta(hours=hour)):
            assert poll(feed).new == 300
        intervals.append(feed.interval_minutes)

    assert intervals == sorted(intervals)
    assert entries()[0].title == "Nummer 0"


def test_an_edited_title_is_noted_and_decisions_stand(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    def items(*titles: str) -> bytes:
        return rss(
            *(f"<guid>{n}</guid><link>https://a.se/{n}</link><title>{title}</title>" for n, title in enumerate(titles))
        )

    feed = make_feed(feed_server.put("/feed", items("Vänsterpartiet i Solna rasar", "Fotboll", "Kultur")))
    poll(feed)
    decided = entries()[0]
    decided.state = EntryState.DISMISSED
    db.session.commit()
    feed_server.put("/feed", items("Vänsterpartiet i Solna jublar", "V i Solna om fotboll", "Kultur"))

    assert poll(feed).status == PollStatus.UNCHANGED
    first, second, third = entries()
    assert (first.title, first.former_titles, first.state) == (
        "Vänsterpartiet i Solna jublar", ["Vänsterpartiet i Solna rasar"], EntryState.DISMISSED,
    )  # fmt: skip
    assert (second.former_titles, second.is_match, second.state) == (["Fotboll"], True, EntryState.WAITING)
    assert third.former_titles == []


def test_titles_that_flap_do_not_pile_up(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    feed = make_feed(feed_server.url())
    for n in range(20):
        feed_server.put("/feed", rss(f"<guid>1</guid><link>https://a.se/1</link><title>Version {n % 3}</title>"))
        poll(feed)

    (entry,) = entries()
    assert sorted([entry.title, *entry.former_titles]) == ["Version 0", "Version 1", "Version 2"]


def test_a_feed_that_is_removed_while_it_is_polled(
    feed_server: FeedServer, make_feed: MakeFeed, desk: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    feed_id, fetch = feed.id, Session.fetch

    def fetch_and_remove(session: Session, url: str, **options: Any) -> Fetched:
        with desk.app_context():
            db.session.delete(db.session.get_one(Feed, feed_id))
            db.session.commit()
        return fetch(session, url, **options)

    monkeypatch.setattr(Session, "fetch", fetch_and_remove)

    assert poll_due() == []
    assert entries() == []


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
