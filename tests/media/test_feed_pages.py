"""The feeds' pages: who may open them, what they tell, and what their buttons do."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.media.models import Coverage, CoverageKind, Entry, EntryState, Feed, FeedAnswer
from outreach.media.queries import feed_notices
from outreach.media.rules.answers import FeedProblem
from outreach.media.service import poll_wanted
from outreach.people.models import Role
from tests.conftest import MakePerson, SignIn
from tests.counting import queries
from tests.feedserver import FeedServer
from tests.media.conftest import MakeFeed, rss

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def editor(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.MEDIA))
    return client


@pytest.fixture
def feed(make_feed: MakeFeed, client: FlaskClient) -> Feed:
    return make_feed("https://user:hunter2@a.example/rss")


def see(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.text


ROUTES = {
    "": ("GET", 200), "/{id}": ("GET", 200), "/{id}/progress": ("GET", 200), "/{id}/poll": ("POST", 303),
    "/{id}/pause": ("POST", 303), "/{id}/resume": ("POST", 303), "/{id}/remove": ("POST", 303),
    "/4711": ("GET", 404), "/4711/poll": ("POST", 404),
}  # fmt: skip


@pytest.mark.parametrize("role", [None, Role.VOLUNTEER, Role.ORGANISER, Role.BOARD, Role.ADMIN, Role.MEDIA])
def test_who_may(role: Role | None, feed: Feed, client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    if role is not None:
        sign_in(client, person(role))
    feed_id = feed.id
    for path, (method, status) in ROUTES.items():
        response = client.open(f"/media/feeds{path.format(id=feed_id)}", method=method)

        expected = 303 if role is None else status if role is Role.MEDIA else 403
        assert response.status_code == expected, (path, role)


def test_each_feed_says_how_it_is(editor: FlaskClient, make_feed: MakeFeed) -> None:
    now = clock.now()
    well = make_feed("https://user:hunter2@a.example/rss", "Bladet")
    well.last_polled_at = well.last_answered_at = now
    failing = make_feed("https://b.example/rss", "Kuriren")
    failing.failures, failing.last_error = 3, FeedProblem.NOT_FOUND.code
    quiet = make_feed("https://c.example/rss", "Posten")
    quiet.last_answered_at, quiet.last_new_at, quiet.gap_at = now, now - timedelta(days=40), now
    paused = make_feed("https://d.example/rss", "Tidningen")
    paused.is_paused, paused.paused_reason = True, FeedProblem.OTHER_SITE.code
    db.session.commit()

    page = see(editor, "/media/feeds")

    assert "hunter2" not in page
    assert "https://***@a.example/rss" in page
    assert [feed.outlet.name for feed, _told in feed_notices()] == ["Posten", "Tidningen"]
    assert [len(told) for _feed, told in feed_notices()] == [2, 1]
    assert page.count("feed-bad") == 2
    for feed in (well, failing, quiet, paused):
        one = see(editor, f"/media/feeds/{feed.id}")
        assert ("/poll" in one) == (feed is not paused)
        assert ("/resume" in one) == (feed is paused)
    assert "Sök upp tidningens flöde" in see(editor, f"/media/feeds/{failing.id}"), "what to do about it"


def test_its_last_answers(editor: FlaskClient, feed: Feed) -> None:
    for n in range(25):
        db.session.add(
            FeedAnswer(
                feed_id=feed.id, at=NOW + timedelta(hours=n), status=200, problem="", milliseconds=100 + n,
                size=31_000, entries=30, new=n, matched=n % 2,
            )
        )  # fmt: skip
    db.session.add(
        FeedAnswer(
            feed_id=feed.id, at=NOW - timedelta(days=1), status=503, problem="ASKED_TO_WAIT", milliseconds=1, size=0,
            entries=0, new=0, matched=0,
        )
    )  # fmt: skip
    db.session.commit()

    page = see(editor, f"/media/feeds/{feed.id}")

    assert page.count('class="feed-answer"') == 20
    assert "124 ms" in page
    assert "104 ms" not in page


def test_poll_now_is_taken_by_the_worker_and_the_page_follows(
    editor: FlaskClient, make_feed: MakeFeed, feed_server: FeedServer, desk: object
) -> None:
    feed = make_feed(feed_server.put("/feed", rss("<title>Ett</title>")))
    feed.next_poll_at = clock.now() + timedelta(days=1)
    db.session.commit()
    path = f"/media/feeds/{feed.id}"

    assert editor.get(f"{path}/progress").json["busy"] is False  # type: ignore[index]
    assert editor.post(f"{path}/poll").location == path
    assert editor.get(f"{path}/progress").json["busy"] is True  # type: ignore[index]
    assert f'data-progress="{path}/progress"' in see(editor, path)
    poll_wanted()

    assert editor.get(f"{path}/progress").json["busy"] is False  # type: ignore[index]
    assert "data-progress" not in see(editor, path)
    assert [answer.new for answer in db.session.scalars(select(FeedAnswer))] == [1]


def test_leave_it_alone_and_go_on(editor: FlaskClient, feed: Feed) -> None:
    editor.post(f"/media/feeds/{feed.id}/pause")
    db.session.expire_all()
    assert (feed.is_paused, feed.paused_reason) == (True, "BY_HAND")
    editor.post(f"/media/feeds/{feed.id}/resume")
    db.session.expire_all()
    assert (feed.is_paused, feed.paused_reason, feed.wanted_at is not None) == (False, "", True)


def test_what_is_counted_stays_when_its_feed_is_removed(editor: FlaskClient, feed: Feed) -> None:
    entry = Entry(
        feed_id=feed.id, identity="1", story_key="1", title="Ett", published_at=NOW, fetched_at=NOW, is_match=True,
        kind_guess=CoverageKind.LETTER, state=EntryState.CONFIRMED,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    db.session.add(
        Coverage(
            outlet_id=feed.outlet_id, kind=CoverageKind.LETTER, title="Ett", story_key="1",
            published_on=clock.day_of(NOW), entry_id=entry.id, created_at=NOW,
        )
    )  # fmt: skip
    db.session.commit()

    editor.post(f"/media/feeds/{feed.id}/remove")

    db.session.expire_all()
    assert db.session.scalars(select(Feed)).all() == []
    assert db.session.scalars(select(Coverage.entry_id)).all() == [None]


def test_many_feeds_take_no_more_queries(editor: FlaskClient, make_feed: MakeFeed, desk: object) -> None:
    counts = []
    for few in (range(1), range(1, 30)):
        for n in few:
            make_feed(f"https://a.example/{n}", f"Bladet {n}")
        db.session.commit()
        with queries(editor.application) as seen:
            see(editor, "/media/feeds")
        counts.append(len(seen))

    assert counts[0] == counts[1]
