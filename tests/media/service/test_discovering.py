"""A site's feeds are found, and those that somebody chose are followed."""

from contextlib import closing

import pytest
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.fetch import FetchProblem
from outreach.media.models import Feed, OutletTier
from outreach.media.rules.answers import FeedProblem
from outreach.media.rules.count import FeedRefusal
from outreach.media.rules.discovery import DiscoveryRefusal
from outreach.media.service import discovering
from outreach.media.service.discovering import Choice, find_feeds, follow_feeds, refuse_site, why_not_follow
from outreach.refusals import Refused
from tests.feedserver import FeedServer
from tests.media.conftest import MakeFeed, rss
from tests.media.service.test_polling import NOW

pytestmark = pytest.mark.usefixtures("desk")

DATED = "<title>Ett</title><pubDate>Sun, 22 Nov 2026 06:00:00 +0100</pubDate>"


def page(*links: str) -> bytes:
    return f"<html><head>{''.join(links)}</head><body>Hej</body></html>".encode()


def link(href: str, title: str = "") -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


def paths(server: FeedServer) -> list[str]:
    return [asked.path for asked in server.asked]


def test_all_that_the_page_names_are_looked_at(feed_server: FeedServer) -> None:
    feed_server.put("/nyheter.xml", rss(DATED, "<title>Två</title>", title="Nyheter"))
    feed_server.put("/atom", b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Debatt</title></feed>")
    url = feed_server.put("/", page(link("/nyheter.xml", "x"), link("atom"), link("/borta", "Borta")))

    with clock.standing_at(NOW):
        news, debate, gone = find_feeds(url)

    assert (news.title, news.kind, news.entries) == ("Nyheter", "RSS", 2)
    assert news.newest_at is not None
    assert f"{news.newest_at:%H:%M}" == "05:00"
    assert (debate.title, debate.kind, debate.entries, debate.newest_at) == ("Debatt", "Atom", 0, None)
    assert (gone.title, gone.problem) == ("Borta", FeedProblem.NOT_FOUND)
    assert paths(feed_server) == ["/", "/nyheter.xml", "/atom", "/borta"], "and nothing else was asked"


def test_the_address_itself_may_be_a_feed(feed_server: FeedServer) -> None:
    url = feed_server.put("/x", rss(DATED))

    assert [one.url for one in find_feeds(url)] == [url]
    assert paths(feed_server) == ["/x"]


def test_where_nothing_is_named_the_usual_places_are_tried(feed_server: FeedServer) -> None:
    feed_server.put("/rss", rss(DATED))
    feed_server.put("/feed", page())
    url = feed_server.put("/solna/", page())

    assert [one.url for one in find_feeds(url)] == [feed_server.url("/rss")]
    assert len(feed_server.asked) == 1 + 6, "a few places, each once"


def test_a_site_without_feeds(feed_server: FeedServer) -> None:
    assert find_feeds(feed_server.put("/", page("<a href=/feedback>x</a>"))) == []


def test_a_site_that_can_not_be_asked(feed_server: FeedServer) -> None:
    for url, reason in (
        ("http://169.254.169.254/", FetchProblem.PRIVATE_ADDRESS),
        ("localhost", FetchProblem.PRIVATE_ADDRESS),
        ("ftp://a.example/", FetchProblem.BAD_ADDRESS),
        (feed_server.url("/none"), FeedProblem.NOT_FOUND),
        (feed_server.put("/json", b"{}"), FeedProblem.JSON),
    ):
        with pytest.raises(Refused) as refused:
            find_feeds(url)
        assert refused.value.reason == reason


def test_what_a_page_names_inside_our_network_is_not_asked(feed_server: FeedServer) -> None:
    with closing(FeedServer()) as inside:
        inside.put("/feed", rss(DATED))
        named = page(link(inside.url()), link("http://169.254.169.254/feed"), link(f"http://[::1]:{inside.port}/feed"))
        found = find_feeds(feed_server.put("/", named))

        assert inside.asked == []
    assert {one.problem for one in found} <= {FetchProblem.PRIVATE_ADDRESS, FetchProblem.FORBIDDEN_PORT}
    assert len(found) == 2, "the third is no address of the web"


def test_time_is_limited_as_a_whole(feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovering, "LOOK_FOR_SECONDS", -1.0)
    (one,) = find_feeds(feed_server.put("/", page(link("/a.xml"))))

    assert one.problem is DiscoveryRefusal.NO_TIME
    assert paths(feed_server) == ["/"]


def test_the_limits_end_before_the_web_server_gives_up() -> None:
    assert discovering.LOOK_FOR_SECONDS + discovering.LOOK_LIMITS.total_seconds < 30


def test_a_site_in_place_of_a_feed(feed_server: FeedServer) -> None:
    feed_server.put("/a.xml", rss(DATED))
    site = feed_server.put("/", page(link("/a.xml")))

    with pytest.raises(Refused) as refused:
        refuse_site(site)
    assert refused.value.reason is DiscoveryRefusal.A_SITE
    assert refused.value.text.endswith(feed_server.url("/a.xml"))
    feed_server.asked.clear()
    refuse_site(feed_server.url("/a.xml"))
    assert feed_server.asked == [], "an address that calls itself a feed is believed"
    refuse_site(feed_server.put("/x", rss(DATED)))
    refuse_site(feed_server.url("/none"))


def test_why_not_follow(make_feed: MakeFeed) -> None:
    make_feed("https://a.example/rss")
    urls = [
        "http://www.a.example/rss/",
        "https://b.example/rss",
        "https://b.example/rss",
        "ftp://x",
        "https://c.example/",
    ]

    assert why_not_follow(urls) == [
        FeedRefusal.ALREADY_THERE, None, DiscoveryRefusal.TWICE, FeedRefusal.NOT_AN_ADDRESS, None,
    ]  # fmt: skip


def test_one_that_is_refused_does_not_stop_the_others() -> None:
    local = OutletTier.LOCAL
    choices = [
        Choice("https://a.example/rss", "Solnabladet", local),
        Choice("https://u:hunter2@a.example/rss?key=s3cret", "Solnabladet", OutletTier.TRADE),
        Choice("https://b.example/rss", "Solnabladet", local),
    ]
    followed = follow_feeds(choices)

    assert followed.added == 2
    assert followed.refused == (("https://***@a.example/rss?key=***", FeedRefusal.OTHER_TIER),)
    assert len(db.session.scalars(select(Feed.id)).all()) == 2
