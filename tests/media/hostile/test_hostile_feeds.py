"""Hostile feeds beside honest ones: nothing falls, the honest are read, what is wrong is said, nothing gets out."""

import gzip
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.fetch import FetchProblem
from outreach.media.feeds import read_document
from outreach.media.models import Entry, EntryState, Feed
from outreach.media.rules.answers import FeedProblem
from outreach.media.rules.dates import published_at
from outreach.media.rules.identify import Named, canonical_link, identities
from outreach.media.rules.judge import judge
from outreach.media.rules.match import Term, TermKind, matcher
from outreach.media.service import PollStatus, poll_due, polls_as_json
from outreach.people.models import Role
from outreach.refusals import Refusal
from tests.conftest import MakePerson, SignIn
from tests.feedserver import Answer, FeedServer, answer, raw
from tests.media.conftest import MakeFeed, rss

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # it does not matter here which
GOOD = rss("<title>Vänsterpartiet i Solna vill öppna badet</title><link>https://a.example/1</link>")
HEAD = b"HTTP/1.1 200 OK\r\n"
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'

WRONG: dict[str, tuple[Answer, Refusal]] = {
    "a paywall": (answer(b"<!doctype html><html><body>Bli prenumerant</body></html>"), FeedProblem.A_PAGE),
    "nothing": (answer(b""), FeedProblem.EMPTY),
    "JSON": (answer(b'{"items": []}'), FeedProblem.JSON),
    "PDF": (answer(b"%PDF-1.7 \x00\xff"), FeedProblem.NOT_A_FEED),
    "an image": (answer(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), FeedProblem.NOT_A_FEED),
    "definitions": (answer(LAUGHS), FeedProblem.FORBIDDEN_CONTENT),
    "utf-7": (answer(b"<?xml version='1.0' encoding='utf-7'?>+ADw-rss+AD4-"), FeedProblem.FORBIDDEN_CONTENT),
    "a bomb": (answer(gzip.compress(bytes(9_000_000)), content_encoding="gzip"), FetchProblem.TOO_LARGE),
    "half a gzip": (answer(gzip.compress(GOOD)[:-9]), FetchProblem.GARBLED),
    "no end": (raw(HEAD, b"\r\n", *[b"<item/>" * 9_000] * 40), FetchProblem.TOO_LARGE),
    "less than promised": (raw(HEAD, b"content-length: 999\r\n\r\n<rss>"), FetchProblem.GARBLED),
    "headers without end": (raw(HEAD, *(b"x-%d: y\r\n" % n for n in range(5_000))), FetchProblem.GARBLED),
    "another language": (raw(b"220 smtp ready\r\n"), FetchProblem.GARBLED),
    "silence": (raw(b""), FetchProblem.NO_CONNECTION),
    "gone": (answer(status=410), FeedProblem.GONE),
    "not there": (answer(status=404), FeedProblem.NOT_FOUND),
    "broken": (answer(status=500), FeedProblem.SITE_TROUBLE),
    "a circle": (answer(status=302, location="/a-circle"), FetchProblem.TOO_MANY_REDIRECTS),
    "a way inside": (answer(status=302, location="http://169.254.169.254/"), FetchProblem.PRIVATE_ADDRESS),
    "a way to a file": (answer(status=302, location="file:///etc/passwd"), FetchProblem.BAD_ADDRESS),
}


@pytest.fixture
def editor(desk: Flask, person: MakePerson, sign_in: SignIn) -> Iterator[FlaskClient]:
    """A media editor at the desk, whose settings hold from here on."""
    client = desk.test_client()
    sign_in(client, person(Role.MEDIA))
    with desk.app_context():
        yield client


@ONE_DATABASE
def test_each_is_named_the_honest_are_read_and_the_page_says_so(
    editor: FlaskClient, feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    """One poll of all of them; before it each held something, and that stays."""
    for name in WRONG:
        feed_server.put(f"/{name.replace(' ', '-')}", rss(f"<title>Förut: {name}</title>"))
    feeds = {name: make_feed(feed_server.url(f"/{name.replace(' ', '-')}"), name).id for name in WRONG}
    poll_due()
    make_feed(feed_server.put("/good", GOOD), "Ärlig")
    make_feed("http://[fd00::1]/feed", "Inne")
    for name, (given_answer, _problem) in WRONG.items():
        feed_server.answers[f"/{name.replace(' ', '-')}"] = given_answer

    results = {result.url.rpartition("/")[2]: result for result in poll_due(every_feed=True)}

    problems = {name: results[name.replace(" ", "-")].problem for name in WRONG}
    assert problems == {name: problem for name, (_answer, problem) in WRONG.items()}
    assert (results["good"].status, results["good"].matched) == (PollStatus.NEW, 1)
    assert results["feed"].problem is FetchProblem.PRIVATE_ADDRESS
    db.session.expire_all()
    kept = set(db.session.scalars(select(Entry.title)))
    assert {f"Förut: {name}" for name in WRONG} < kept
    rows = db.session.scalars(select(Feed).where(Feed.id.in_(feeds.values()))).all()
    assert all(row.failures == 1 and row.polling_until is None for row in rows)
    assert {row.outlet.name for row in rows if row.is_paused} == {"gone"}
    page = editor.get("/media/feeds").text
    assert "Det här är en webbsida, inte ett flöde." in page
    assert "Adressen leder in i ett privat nät." in page


@pytest.mark.usefixtures("desk")
@ONE_DATABASE
def test_nothing_is_asked_for_but_the_feed_itself(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    """Pictures, enclosures, next pages, style sheets, definitions, inclusions: all would tell others who reads."""
    with closing(FeedServer()) as other:
        elsewhere = other.url("/seen")
        body = f"""<?xml version="1.0"?><?xml-stylesheet href="{elsewhere}" type="text/xsl"?>
        <!DOCTYPE rss SYSTEM "{elsewhere}">
        <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:xi="http://www.w3.org/2001/XInclude"
          xmlns:media="http://search.yahoo.com/mrss/" xml:base="{elsewhere}"><channel><title>Hej</title>
        <link>{elsewhere}</link><image><url>{elsewhere}</url></image><cloud domain="127.0.0.1" port="{other.port}"/>
        <atom:link rel="next" href="{elsewhere}"/><atom:link rel="hub" href="{elsewhere}"/>
        <item><title>Ett</title><enclosure url="{elsewhere}"/><media:content url="{elsewhere}"/>
        <xi:include href="{elsewhere}"/><xi:include href="file:///etc/passwd" parse="text"/>
        <description>&lt;img src="{elsewhere}"&gt;&lt;iframe src="{elsewhere}"&gt;</description>
        </item></channel></rss>"""
        make_feed(feed_server.put("/feed", body.encode()))
        (result,) = poll_due()

        assert other.asked == []
    assert [asked.path for asked in feed_server.asked] == ["/feed"]
    assert (result.status, result.new) == (PollStatus.NEW, 1)
    assert "root:" not in (db.session.scalar(select(Entry.summary)) or "")


@pytest.mark.usefixtures("desk")
@ONE_DATABASE
@pytest.mark.parametrize("hostile", ["file:///etc/passwd", "http://127.0.0.1/x"])
@pytest.mark.parametrize("kind", ['x SYSTEM "{}"', '% x SYSTEM "{}"'])
def test_definitions_from_elsewhere_are_refused(
    kind: str, hostile: str, feed_server: FeedServer, make_feed: MakeFeed
) -> None:
    definition = f"<!ENTITY {kind.format(hostile)}>"
    body = f"<!DOCTYPE r [\n{definition}\n]><rss version='2.0'><channel><item><title>&x;</title></item></channel></rss>"
    make_feed(feed_server.put("/feed", body.encode()))

    assert poll_due()[0].problem is FeedProblem.FORBIDDEN_CONTENT


# ---- what gets out

INERT = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}", "<%= 7*7 %>", "{% raw %}",
    '=HYPERLINK("http://evil.example")', "\x1b[31mröd", "rad\r\nSet-Cookie: a=b", "\u202egnp.exe",
]  # fmt: skip


@pytest.mark.usefixtures("desk")
@ONE_DATABASE
def test_what_a_feed_says_is_text_wherever_it_turns_up(
    editor: FlaskClient,
    feed_server: FeedServer,
    make_feed: MakeFeed,
    caplog: pytest.LogCaptureFixture,
) -> None:
    marks = [one.replace("&", "&amp;").replace("<", "&amp;lt;").replace("\x1b", "") for one in INERT]
    items = [f"<title>Solna: {one}</title><description>Vänsterpartiet {one}</description>" for one in marks]
    links = ("javascript:alert(1)", "java&#9;script:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x")
    items += [f"<title>Vänsterpartiet Solna {n}</title><link>{link}</link>" for n, link in enumerate(links)]
    items = [f"{one}<guid>{n}</guid>" for n, one in enumerate(items)]
    make_feed(feed_server.put("/feed", rss(*items, title="Flödet <b>{{7*7}}</b>")))
    with caplog.at_level(logging.DEBUG, "outreach"):
        poll_due()
    pages = editor.get("/media").text + editor.get("/media/feeds").text

    stored = db.session.scalars(select(Entry)).all()
    assert len(stored) == len(items)
    assert all(entry.state is EntryState.WAITING for entry in stored)
    assert [entry.link for entry in stored if entry.link] == []
    assert "<script>alert" not in pages
    assert "<img src=x" not in pages
    assert "{{7*7}}" in pages, "written out, not worked out"
    assert "Solna: 49" not in pages
    assert not [sign for sign in "\x1b\u202e\x00" if sign in pages]
    assert not [record for record in caplog.records if "\n" in record.getMessage() or "\x1b" in record.getMessage()]


SECRETS = "https://user:hunter2@127.0.0.1:{port}/feed?api_key=s3cret&page=1"


@pytest.mark.usefixtures("desk")
@ONE_DATABASE
@pytest.mark.parametrize("status", [200, 404, 500])
def test_what_opens_a_door_is_shown_nowhere(
    status: int,
    editor: FlaskClient,
    feed_server: FeedServer,
    make_feed: MakeFeed,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = SECRETS.format(port=feed_server.port).replace("https", "http")
    feed_server.put("/feed?api_key=s3cret&page=1", GOOD, status)
    make_feed(url)
    with caplog.at_level(logging.DEBUG):
        results = polls_as_json(poll_due())
    shown = [str(results), caplog.text, editor.get("/media/feeds").text, editor.get("/media").text]
    shown += [editor.get("/media/feeds.opml").text, editor.get("/media/feeds/1").text]

    assert not [secret for secret in ("hunter2", "s3cret") for text in shown if secret in text]
    assert feed_server.asked[0].headers["authorization"].startswith("Basic ")


def test_nobody_is_named_who_is_not_one_of_ours() -> None:
    """An author's name and address are read by nobody, so there is no column for them."""
    assert not {name for name in Entry.__table__.columns.keys() if "author" in name or "mail" in name}  # noqa: SIM118
    item = "<title>Ett</title><author>anna@example.org (Anna)</author><category>&lt;b&gt;Debatt&lt;/b&gt;</category>"
    (read,) = read_document(rss(item)).items
    assert "anna" not in str(read).lower()
    assert read.categories == ("Debatt",)


# ---- letters and dates

SWEDISH = "Malmö påsk"
XML = "<?xml version='1.0' encoding='{}'?>"
LETTERS = {
    "utf-8": (rss(f"<title>{SWEDISH}</title>"), ""),
    "utf-8 that the file calls latin-1": (XML.format("latin-1").encode() + rss(f"<title>{SWEDISH}</title>"), ""),
    "latin-1 that the file calls utf-8": (
        (XML.format("utf-8") + rss(f"<title>{SWEDISH}</title>").decode()).encode("latin-1"), "",
    ),
    "windows-1252": ((XML.format("windows-1252") + rss(f"<title>{SWEDISH}</title>").decode()).encode("cp1252"), ""),
    "utf-16 with a mark": ((XML.format("utf-16") + rss(f"<title>{SWEDISH}</title>").decode()).encode("utf-16"), ""),
    "utf-16 without one": ((XML.format("utf-16") + rss(f"<title>{SWEDISH}</title>").decode()).encode("utf-16-le"), ""),
    "an unknown one": (XML.format("x-evil").encode() + rss(f"<title>{SWEDISH}</title>"), ""),
    "letters in parts": (rss("<title>Malmo\u0308 pa\u030ask</title>"), ""),
    "letters by number": (rss("<title>Malm&#246; p&#xE5;sk</title>"), ""),
    "three voices that differ": (
        b"\xef\xbb\xbf" + XML.format("utf-16").encode() + rss(f"<title>{SWEDISH}</title>"), "text/xml; charset=latin-1",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "content_type"), LETTERS.values(), ids=LETTERS)
def test_swedish_letters(body: bytes, content_type: str) -> None:
    assert [item.title for item in read_document(body, content_type).items] == [SWEDISH]


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32"])
def test_odd_ones_are_read_rightly_or_not_at_all(encoding: str) -> None:
    body = (XML.format(encoding) + rss("<title>&lt;script&gt;Hej</title>").decode()).encode(encoding)

    assert [item.title for item in read_document(body).items] in ([], [""], ["Hej"])


DATES = (
    "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z", "+9900-01-01", "0000-00-00", "Mon, 01 Jan 0000 00:00:00",
    "Thu, 01 Jan 1970 00:00:00 GMT", "2026-11-22 25:99", "2026-13-45", "-1", "0", "nyss", "", "9" * 90,
    "Sun, 03 Jan 2027 00:00:00 +0100", "2026-11-22T06:00:00+99:99", "Sun, 22 Nov 2026 06:00:00 XYZ",
)  # fmt: skip


@pytest.mark.parametrize("raw_date", DATES)
def test_no_date_is_after_we_saw_it_or_before_there_were_feeds(raw_date: str) -> None:
    (item,) = read_document(rss(f"<title>Ett</title><pubDate>{raw_date}</pubDate>")).items
    guess = datetime.fromisoformat(item.guessed_at) if item.guessed_at else None

    assert datetime(1995, 1, 1, tzinfo=UTC) <= published_at(item.raw_date, NOW, guess) <= NOW
    assert item.raw_date == raw_date[:100]


# ---- anything

FIND = matcher([Term(TermKind.PARTY, "Vänsterpartiet"), Term(TermKind.PARTY, "V"), Term(TermKind.PLACE, "Solna")])
PIECES = st.sampled_from(
    ["<", ">", "&", ";", "<b>", "</b>", "<![CDATA[", "]]>", "<!--", "-->", "&lt;", "&#x", "&#0;", "&#xD800;", "\x00",
     "\u202e", "\ufffe", "\U0001f389", "o\u0308", "V", "(V)", "Vänsterpartiet", "Solna", " ", "\n", "'", '"', "http://",
     "//", "javascript:", "2026-11-22", "9999", "T25:99", "+0100", "<item>", "</item>", "<title>", "</title>"],
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=12).map("".join)
BODIES = st.builds(
    lambda title, link, guid, date: rss(
        f"<title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate>",
        f"<title>{link}</title>",
    ).decode().encode("utf-8", "replace"),
    TEXTS, TEXTS, TEXTS, TEXTS,
)  # fmt: skip


@settings(max_examples=150)
@given(BODIES | st.binary(max_size=200))
def test_nothing_makes_the_way_from_bytes_to_a_judgement_fall(body: bytes) -> None:
    """Parse, clean, identify, date, match: whatever came, what comes out keeps to the limits."""
    document = read_document(body, "application/rss+xml", "https://a.example/feed")
    assert len(identities([Named(item.guid, item.link, item.name) for item in document.items], [])) == len(
        document.items
    )
    for item in document.items:
        assert len(item.title) <= 300
        assert len(item.summary) <= 2_000
        assert item.link == "" or item.link.startswith(("http://", "https://"))
        assert not {sign for sign in item.title + item.summary + item.link + item.guid if sign in "\x00\ud800\ufffe"}
        canonical_link(item.link)
        guess = datetime.fromisoformat(item.guessed_at) if item.guessed_at else None
        assert published_at(item.raw_date, NOW, guess) <= NOW
        judge(FIND, item.title, item.summary, link=item.link, categories=item.categories)


@pytest.mark.usefixtures("desk")
@ONE_DATABASE
def test_a_site_that_is_never_well_is_asked_ever_more_seldom(feed_server: FeedServer, make_feed: MakeFeed) -> None:
    """Whatever it answers, and whenever it says to come back: no sooner than in a quarter, no later than in a day."""
    feed = make_feed(feed_server.url())
    tell = ("1000000000", "-5", "Thu, 01 Jan 1970 00:00:00 GMT", "snart", "")
    now = NOW
    for n in range(20):
        feed_server.put("/feed", status=(404, 429, 500, 503)[n % 4], retry_after=tell[n % 5])
        with clock.standing_at(now):
            poll_due(every_feed=True)
            db.session.refresh(feed)
            assert timedelta(minutes=15) <= feed.next_poll_at - now <= timedelta(hours=24)
        now += timedelta(days=2)
    assert feed.failures == 20
    assert not feed.is_paused
