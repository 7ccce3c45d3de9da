"""The media pages: who may open them, what they show, and what their buttons do."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from outreach import clock
from outreach.db import db
from outreach.media.models import (
    Coverage,
    CoverageKind,
    Entry,
    EntryState,
    Feed,
    Outlet,
    OutletTier,
    Spokesperson,
)
from outreach.people.models import Role
from tests.conftest import MakePerson, SignIn

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def feed(app: Flask) -> Feed:
    outlet = Outlet(name="Solnabladet", tier=OutletTier.LOCAL)
    feed = Feed(url="https://user:hunter2@a.example/rss", outlet=outlet, last_polled_at=NOW, last_answered_at=NOW)
    db.session.add(feed)
    db.session.commit()
    return feed


@pytest.fixture
def entry(feed: Feed) -> Entry:
    return make_entry(feed)


@pytest.fixture
def editor(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.MEDIA))
    return client


def make_entry(feed: Feed, n: int = 1) -> Entry:
    entry = Entry(
        feed_id=feed.id,
        identity=str(n),
        story_key=str(n),
        title=f"Insändare {n}: Låt <b>Hagalund</b> leva",
        summary="Vi i Vänsterpartiet Solna menar {{7*7}} att badet behövs.",
        link=f"https://a.example/{n}",
        published_at=NOW,
        fetched_at=NOW,
        is_match=True,
        why=["Vänsterpartiet", "Solna"],
        kind_guess=CoverageKind.LETTER,
        state=EntryState.WAITING,
    )
    db.session.add(entry)
    db.session.commit()
    return entry


def counted() -> int:
    return db.session.scalar(select(func.count(Coverage.id))) or 0


# ---- who

WHO = {
    "a stranger": (None, 303, 303),
    "a volunteer": (Role.VOLUNTEER, 403, 403),
    "an organiser": (Role.ORGANISER, 403, 200),
    "the board": (Role.BOARD, 403, 200),
    "an administrator": (Role.ADMIN, 403, 403),
    "a media editor": (Role.MEDIA, 200, 200),
}


@pytest.mark.parametrize(("role", "inbox", "list_"), WHO.values(), ids=WHO)
def test_who_may_look(
    role: Role | None, inbox: int, list_: int, client: FlaskClient, person: MakePerson, sign_in: SignIn
) -> None:
    if role:
        sign_in(client, person(role))

    assert client.get("/media").status_code == inbox
    assert client.get("/media/feeds").status_code == inbox
    assert client.get("/media/coverage").status_code == list_
    assert client.get("/media/submissions").status_code == inbox
    assert client.get("/media/coverage/new").status_code == (403 if inbox == 403 else inbox)


@pytest.mark.parametrize("role", [None, Role.VOLUNTEER, Role.ORGANISER, Role.BOARD, Role.ADMIN])
@pytest.mark.parametrize("what", ["confirm", "dismiss", "undo"])
def test_only_editors_decide(
    role: Role | None, what: str, entry: Entry, client: FlaskClient, person: MakePerson, sign_in: SignIn
) -> None:
    if role:
        sign_in(client, person(role))

    answer = client.post(f"/media/entries/{entry.id}/{what}", data={"kind": "letter"})

    assert answer.status_code == (403 if role else 303)
    db.session.refresh(entry)
    assert (entry.state, counted()) == (EntryState.WAITING, 0)


# ---- the inbox


def test_the_inbox_shows_what_waits_and_why(entry: Entry, editor: FlaskClient) -> None:
    page = editor.get("/media").text

    assert "Insändare 1: Låt &lt;b&gt;Hagalund&lt;/b&gt; leva" in page, "text from outside is text"
    assert "<mark>Vänsterpartiet</mark> <mark>Solna</mark> menar {{7*7}}" in page
    assert page.index('value="letter"') < page.index('value="article"'), "the guess comes first"
    assert 'rel="noopener noreferrer nofollow"' in page
    assert "hunter2" not in page


def test_an_empty_inbox_is_friendly(editor: FlaskClient) -> None:
    answer = editor.get("/media")

    assert answer.status_code == 200
    assert "data-entry" not in answer.text


def test_feeds_that_fail_are_named(feed: Feed, editor: FlaskClient) -> None:
    feed.failures, feed.last_error = 3, "NOT_FOUND"
    db.session.add(Feed(url="https://b.example/", outlet=feed.outlet, is_paused=True, paused_reason="GONE"))
    db.session.add(Feed(url="https://c.example/", outlet=feed.outlet, last_error="OLD_NAME", failures=1))
    db.session.commit()

    for path in ("/media", "/media/feeds"):
        answer = editor.get(path)
        assert answer.status_code == 200
        assert answer.text.count("feed-bad") == 3
        assert "hunter2" not in answer.text


def test_as_many_queries_for_thirty_as_for_one(app: Flask, feed: Feed, editor: FlaskClient) -> None:
    def queries(path: str) -> int:
        seen: list[str] = []
        listener = lambda _c, _cur, statement, *_rest: seen.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        editor.get(path)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    def fill(count: int) -> None:
        for n in range(count):
            entry = make_entry(feed, counted() + n + 100)
            db.session.add(
                Coverage(
                    outlet_id=feed.outlet_id, kind=CoverageKind.LETTER, title="x", story_key=entry.story_key,
                    published_on=date(2026, 1, 1), created_at=NOW,
                )
            )  # fmt: skip
        db.session.commit()

    fill(1)
    paths = ["/media", "/media/coverage", "/media/feeds"]
    few = [queries(path) for path in paths]
    fill(29)

    assert [queries(path) for path in paths] == few
    assert max(few) <= 22


# ---- deciding


def test_confirm_then_undo(entry: Entry, editor: FlaskClient) -> None:
    answer = editor.post(f"/media/entries/{entry.id}/confirm", data={"kind": "article", "spokesperson": ""})

    assert answer.status_code == 303
    assert [one.kind for one in db.session.scalars(select(Coverage)).unique()] == [CoverageKind.ARTICLE]
    page = editor.get(answer.location).text
    assert f'action="/media/entries/{entry.id}/undo"' in page

    assert editor.post(f"/media/entries/{entry.id}/undo").status_code == 303
    db.session.refresh(entry)
    assert (entry.state, counted()) == (EntryState.WAITING, 0)
    assert "/undo" not in editor.get(answer.location).text


def test_confirm_with_one_of_us(entry: Entry, editor: FlaskClient) -> None:
    someone = Spokesperson(name="Maja Lind", is_woman=True, consented_on=date(2026, 1, 1))
    db.session.add(someone)
    db.session.commit()

    editor.post(f"/media/entries/{entry.id}/confirm", data={"kind": "letter", "spokesperson": str(someone.id)})

    assert db.session.scalars(select(Coverage.spokesperson_id)).all() == [someone.id]
    assert "Maja Lind" in editor.get("/media/coverage").text


def test_dismiss(entry: Entry, editor: FlaskClient) -> None:
    answer = editor.post(f"/media/entries/{entry.id}/dismiss")

    assert answer.status_code == 303
    db.session.refresh(entry)
    assert (entry.state, counted()) == (EntryState.DISMISSED, 0)
    assert "/undo" in editor.get(answer.location).text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": ""},
        {"kind": "poem"},
        {"kind": "letter", "spokesperson": "99"},
        {"kind": "letter", "spokesperson": "x"},
    ],
)
def test_rubbish_decides_nothing(data: dict[str, str], entry: Entry, editor: FlaskClient) -> None:
    answer = editor.post(f"/media/entries/{entry.id}/confirm", data=data)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    db.session.refresh(entry)
    assert (entry.state, counted()) == (EntryState.WAITING, 0)


def test_a_second_decision_is_refused_by_name(entry: Entry, editor: FlaskClient) -> None:
    editor.post(f"/media/entries/{entry.id}/dismiss")
    answer = editor.post(f"/media/entries/{entry.id}/confirm", data={"kind": "letter"})

    assert answer.status_code == 409
    assert "ALREADY_DECIDED" in answer.text


@pytest.mark.parametrize("what", ["confirm", "dismiss", "undo"])
@pytest.mark.parametrize("entry_id", [0, 4711])
def test_no_such_entry(what: str, entry_id: int, editor: FlaskClient) -> None:
    assert editor.post(f"/media/entries/{entry_id}/{what}", data={"kind": "letter"}).status_code == 404


@pytest.mark.parametrize("decided", ["x", "-1", "4711", "9" * 30])
def test_a_made_up_decision_offers_no_undo(decided: str, entry: Entry, editor: FlaskClient) -> None:
    answer = editor.get(f"/media?decided={decided}")

    assert answer.status_code == 200
    assert "/undo" not in answer.text


# ---- by hand

GOOD = {
    "outlet": "Solnabladet",
    "kind": "letter",
    "title": "Rusta badet nu",
    "url": "a.example/bad",
    "published_on": "2026-11-20",
    "spokesperson": "",
    "topic": "badet",
}


def test_add_by_hand(feed: Feed, editor: FlaskClient) -> None:
    with clock.standing_at(NOW):
        answer = editor.post("/media/coverage/new", data=GOOD)

    assert (answer.status_code, answer.location) == (303, "/media/coverage?year=2026")
    (coverage,) = db.session.scalars(select(Coverage)).unique()
    assert (coverage.outlet.name, coverage.kind, coverage.url) == (
        "Solnabladet",
        CoverageKind.LETTER,
        "https://a.example/bad",
    )
    assert (coverage.title, coverage.topic, coverage.published_on) == ("Rusta badet nu", "badet", date(2026, 11, 20))
    assert "Rusta badet nu" in editor.get("/media/coverage").text


def test_the_outlet_by_its_number(feed: Feed, editor: FlaskClient) -> None:
    with clock.standing_at(NOW):
        assert editor.post("/media/coverage/new", data={**GOOD, "outlet": str(feed.outlet_id)}).status_code == 303


RUBBISH = {
    "outlet": ["", "Nonsensbladet", "4711", "-1", "9" * 30, "<b>"],
    "kind": ["", "poem", "<b>"],
    "title": ["", "   ", "x" * 301],
    "url": ["javascript:alert(1)", "ftp://a.example/", "inte en länk", "https://", "https://a.example/" + "x" * 2000],
    "published_on": ["", "banan", "2026-13-45", "0001-01-01", "9999-12-31", "2026-11-23"],
    "spokesperson": ["99", "Okänd", "9" * 30],
    "topic": ["x" * 101],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in RUBBISH.items() for value in values])
def test_rubbish_is_told_at_its_field_and_nothing_is_lost(
    name: str, value: str, feed: Feed, editor: FlaskClient
) -> None:
    with clock.standing_at(NOW):
        answer = editor.post("/media/coverage/new", data={**GOOD, name: value})

    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert answer.text.count('class="error"') == 1
    kept = {**GOOD, "outlet": str(feed.outlet_id), name: value.strip()}
    for typed in kept.values():
        shown = typed.replace("<", "&lt;").replace(">", "&gt;")
        assert f'value="{shown}"' in answer.text
    assert counted() == 0


def test_a_story_that_is_counted_is_refused_with_the_form_as_it_was(feed: Feed, editor: FlaskClient) -> None:
    with clock.standing_at(NOW):
        editor.post("/media/coverage/new", data=GOOD)
        answer = editor.post("/media/coverage/new", data=GOOD)

    assert answer.status_code == 409
    assert 'id="title-error"' in answer.text
    assert 'value="Rusta badet nu"' in answer.text
    assert counted() == 1
