"""The page of the match words: who may open it, the preview that changes nothing, and saving."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.media.models import CoverageKind, Entry, EntryState, Feed, MatchWord, Outlet, OutletTier, TermKind
from outreach.people.models import Role
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint, queries

NOW = datetime(2027, 3, 6, 12, tzinfo=UTC)
HAGA = {"kind": "place", "word": "Hagalund", "forms": "", "is_active": "y"}


def fill() -> None:
    """Two words, and an entry that a third one would find."""
    db.session.add(MatchWord(kind=TermKind.PARTY, word="Vänsterpartiet", is_prefix=True))
    db.session.add(MatchWord(kind=TermKind.PLACE, word="Solna", forms=["Solna stad"], is_case_exact=True))
    outlet = Outlet(name="Bladet", tier=OutletTier.LOCAL)
    db.session.add(Feed(url="https://a.example/rss", outlet=outlet))
    db.session.flush()
    put("Vänsterpartiet vill rusta <b>Hagalund</b>")
    db.session.commit()


def put(title: str) -> None:
    number = str(db.session.scalar(select(func.count(Entry.id))))
    entry = Entry(identity=number, story_key=number, title=title, published_at=clock.now() - timedelta(days=1))
    entry.feed_id = db.session.scalars(select(Feed.id)).one()
    entry.fetched_at, entry.is_match, entry.why = clock.now(), False, []
    entry.kind_guess, entry.state = CoverageKind.ARTICLE, EntryState.UNMATCHED
    db.session.add(entry)


@pytest.fixture
def editor(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.MEDIA))
    fill()
    return client


WHO = {
    "a stranger": (None, 303),
    "a volunteer": (Role.VOLUNTEER, 403),
    "an organiser": (Role.ORGANISER, 403),
    "the board": (Role.BOARD, 403),
    "a media editor": (Role.MEDIA, 200),
    "an administrator": (Role.ADMIN, 200),
}


@pytest.mark.parametrize(("role", "status"), WHO.values(), ids=WHO)
def test_who_may_open_and_change_them(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, role: Role | None, status: int
) -> None:
    fill()
    if role:
        sign_in(client, person(role))
    word_id = db.session.scalar(select(MatchWord.id).where(MatchWord.word == "Solna"))
    changed = 303 if status == 200 else status
    before = fingerprint()["match_word"]

    for path in ("", "/new", f"/{word_id}/edit"):
        assert client.get(f"/settings/match-words{path}").status_code == status
    assert client.post("/settings/match-words/preview", data=HAGA).status_code == status
    assert fingerprint()["match_word"] == before
    assert client.post("/settings/match-words/new", data=HAGA).status_code == changed
    assert client.post(f"/settings/match-words/{word_id}/edit", data={**HAGA, "word": "Råsunda"}).status_code == changed
    assert client.post(f"/settings/match-words/{word_id}/delete").status_code == changed
    assert (fingerprint()["match_word"] == before) is (status != 200)


def test_the_preview_shows_what_would_be_found_and_changes_nothing(editor: FlaskClient) -> None:
    before = fingerprint()

    answer = editor.post("/settings/match-words/preview", data=HAGA)

    assert answer.status_code == 200
    assert "&lt;b&gt;<mark>Hagalund</mark>&lt;/b&gt;" in answer.text
    assert "1 ny träff" in answer.text
    assert fingerprint() == before


def test_saving_does_what_the_preview_showed(editor: FlaskClient) -> None:
    answer = editor.post("/settings/match-words/new", data=HAGA, follow_redirects=True)

    assert "1 träff till väntar." in answer.text
    assert db.session.scalars(select(Entry.state)).all() == [EntryState.WAITING]


def test_a_link_brings_a_word_along_with_its_preview(editor: FlaskClient) -> None:
    answer = editor.get("/settings/match-words/new?kind=place&word=Hagalund")

    assert 'value="Hagalund"' in answer.text
    assert "1 ny träff" in answer.text
    for odd in ("kind=x&word=Hagalund", "word=" + "å" * 300, "word=%00"):
        assert editor.get(f"/settings/match-words/new?{odd}").status_code == 200


WRONG = {
    "no word": ({"word": ""}, "Skriv ordet."),
    "signs alone": ({"word": "…"}, "Skriv minst en bokstav eller siffra."),
    "too short to begin with": ({"word": "Sol", "is_prefix": "y"}, "minst fyra bokstäver"),
    "a form of signs": ({"forms": "Hagas, …"}, "Skriv minst en bokstav eller siffra."),
    "too long": ({"word": "å" * 101}, "Använd högst 100 tecken."),
    "a long form": ({"forms": "å" * 101}, "Använd färre eller kortare former."),
    "no such kind": ({"kind": "x"}, "Välj något i listan."),
}


@pytest.mark.parametrize(("values", "text"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_comes_back_as_it_was_typed(editor: FlaskClient, values: dict[str, str], text: str) -> None:
    typed = {**HAGA, "forms": "Hagalundare", **values}

    for path in ("new", "preview"):
        answer = editor.post(f"/settings/match-words/{path}", data=typed)

        assert answer.status_code == 422
        assert text in answer.text
        assert typed["forms"] in answer.text
    assert db.session.scalar(select(func.count(MatchWord.id))) == 2


def test_a_word_that_is_there_is_refused_at_its_field(editor: FlaskClient) -> None:
    answer = editor.post("/settings/match-words/new", data={**HAGA, "word": "Solna"})

    assert answer.status_code == 409
    assert "Det ordet finns redan." in answer.text


def test_forms_are_parted_by_commas_and_kept_once(editor: FlaskClient) -> None:
    editor.post("/settings/match-words/new", data={**HAGA, "forms": " Haga norra,Hagaparken ,, Haga norra"})

    word = db.session.scalars(select(MatchWord).where(MatchWord.word == "Hagalund")).one()
    assert word.forms == ["Haga norra", "Hagaparken"]


@pytest.mark.parametrize("path", ["/settings/match-words/4711/edit", "/settings/match-words/preview?word=4711"])
def test_a_word_that_is_gone(editor: FlaskClient, path: str) -> None:
    assert editor.post(path, data=HAGA).status_code == 404
    assert editor.post("/settings/match-words/4711/delete").status_code == 404


def test_many_words_and_entries_take_no_more_queries(app: Flask, editor: FlaskClient) -> None:
    def count() -> int:
        db.session.commit()
        with queries(app) as asked:
            assert editor.get("/settings/match-words").status_code == 200
            assert editor.post("/settings/match-words/preview", data=HAGA).status_code == 200
        return len(asked)

    few = count()
    db.session.add_all(MatchWord(kind=TermKind.PLACE, word=f"Plats {n}") for n in range(30))
    for n in range(30):
        put(f"Vänsterpartiet i Hagalund {n}")

    assert count() == few


def test_the_preview_follows_what_is_typed(app: Flask, person: MakePerson, sign_in: SignIn, page: Page) -> None:
    with app.app_context():
        fill()
    sign_in(page, person(Role.MEDIA))
    page.goto("/settings/match-words")
    page.get_by_role("link", name="Lägg till ett ord").click()
    preview = page.locator("#preview")

    page.get_by_label("Ord eller namn").press_sequentially("Hagalund")
    expect(preview).to_contain_text("1 ny träff")
    expect(preview.locator("mark", has_text="Hagalund")).to_be_visible()
    page.get_by_label("inte vi").check()
    expect(preview).to_contain_text("Inget ändras.")
    page.get_by_label("vår plats").check()
    page.get_by_role("button", name="Spara").click()

    expect(page.get_by_role("status").first).to_contain_text("1 träff till väntar.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
