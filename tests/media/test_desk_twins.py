"""What may be counted already is asked about before it counts twice; and what a card did not show is not done."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach import clock
from outreach.db import db
from outreach.media.models import Feed, SubmissionState
from outreach.media.service import group_entries
from outreach.people.models import Role
from tests.conftest import MakePerson, SignIn
from tests.media.test_desk import NOW, TODAY, coverage, make_entry, make_feed, make_submission, states

TITLE, ALMOST = "Vänsterpartiet vill öppna badet i Solna", "Vänsterpartiet vill öppna badet i Solna igen"


@pytest.fixture
def feed(app: Flask) -> Feed:
    return make_feed("Solnabladet")


@pytest.fixture
def editor(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.MEDIA))
    return client


def test_almost_the_same_title_is_asked_about_once(feed: Feed, editor: FlaskClient) -> None:
    first, second = make_entry(feed, 1, TITLE), make_entry(feed, 2, ALMOST)
    with clock.standing_at(NOW):
        assert "Redan räknat?" not in editor.get("/media").text
        editor.post(f"/media/entries/{first.id}/confirm", data={"kind": "article"})
        path = f"/media/entries/{second.id}/confirm"

        unseen = editor.post(path, data={"kind": "article"})
        assert (unseen.status_code, len(coverage())) == (409, 1)
        assert "Redan räknat?" in unseen.text
        assert f'name="seen" value="{coverage()[0].id}"' in unseen.text

        assert editor.post(path, data={"kind": "article", "seen": coverage()[0].id}).status_code == 303
    assert len(coverage()) == 2


def test_with_others_it_is_left_to_be_decided_by_itself(feed: Feed, editor: FlaskClient) -> None:
    ids = [make_entry(feed, n, title).id for n, title in enumerate((TITLE, "Nya träd på torget i höst", ALMOST), 1)]
    with clock.standing_at(NOW):
        answer = editor.post("/media/confirm", data={"entry": ids, "kind": "guess"})
        page = editor.get(answer.location).text

    assert states() == ["confirmed", "confirmed", "waiting"]
    assert "Ta ställning till det för sig" in page


def test_by_hand_it_is_asked_about_too(feed: Feed, editor: FlaskClient) -> None:
    form = {
        "outlet": feed.outlet_id,
        "title": TITLE,
        "kind": "article",
        "medium": "print",
        "published_on": "2026-11-20",
    }
    with clock.standing_at(NOW):
        assert editor.post("/media/coverage/new", data=form).status_code == 303
        asked = editor.post("/media/coverage/new", data={**form, "title": ALMOST})
        assert (asked.status_code, len(coverage())) == (409, 1)
        assert ALMOST in asked.text, "nothing that was typed is lost"
        again = {**form, "title": ALMOST, "seen": coverage()[0].id}
        assert editor.post("/media/coverage/new", data=again).status_code == 303
    assert len(coverage()) == 2


@pytest.mark.parametrize("seen", ["x", "-1", "9" * 30, "4711"])
def test_made_up_answers_are_none(seen: str, feed: Feed, editor: FlaskClient) -> None:
    first, second = make_entry(feed, 1, TITLE), make_entry(feed, 2, ALMOST)
    with clock.standing_at(NOW):
        editor.post(f"/media/entries/{first.id}/confirm", data={"kind": "article"})
        answer = editor.post(f"/media/entries/{second.id}/confirm", data={"kind": "article", "seen": seen})

    assert (answer.status_code, len(coverage())) == (409, 1)


def test_what_an_outlet_has_twice_is_counted_once_and_taken_back_whole(feed: Feed, editor: FlaskClient) -> None:
    title = "Budgeten: Förskolan får mer pengar"
    entries = [make_entry(feed, 1, title), make_entry(feed, 2, title), make_entry(make_feed("Norra Nytt"), 3, title)]
    group_entries(entries)
    db.session.commit()
    ids = [entry.id for entry in entries]
    with clock.standing_at(NOW):
        assert "Räkna 2 som insändare" in editor.get("/media").text, "three entries, two publications"
        answer = editor.post("/media/confirm", data={"entry": ids, "kind": "letter"})
        page = editor.get(answer.location).text

    assert (states(), len(coverage())) == (["confirmed", "dismissed", "confirmed"], 2)
    assert "2 är räknade" in page

    editor.post("/media/undo", data={"entry": ",".join(map(str, ids))})
    assert (states(), coverage()) == (["waiting"] * 3, [])


def test_many_by_their_guess_link_only_what_their_cards_showed(feed: Feed, editor: FlaskClient) -> None:
    sending = make_submission(feed.outlet).sendings[0]
    entry = make_entry(feed, 1, "Insändare: Ge oss Hagalunds bibliotek tillbaka")
    form = {"entry": entry.id, "kind": "guess"}
    with clock.standing_at(NOW):
        page = editor.get("/media").text
        assert f'name="sending" value="{sending.id}" form="several"' in page

        editor.post("/media/confirm", data=form)
        db.session.refresh(sending)
        assert (coverage()[0].submission_id, sending.state) == (None, SubmissionState.SENT)

        editor.post(f"/media/entries/{entry.id}/undo")
        editor.post("/media/confirm", data={**form, "sending": sending.id})
    db.session.refresh(sending)
    assert (coverage()[0].submission_id, sending.answered_on) == (sending.submission_id, TODAY)


def test_the_counted_ones_are_this_years_at_first(feed: Feed, editor: FlaskClient) -> None:
    form = {"outlet": feed.outlet_id, "kind": "article", "medium": "print"}
    with clock.standing_at(NOW):
        for title, day in ((TITLE, TODAY), ("Så tycker partierna om badet", TODAY - timedelta(days=400))):
            editor.post("/media/coverage/new", data={**form, "title": title, "published_on": day.isoformat()})
            assert title in editor.get("/media/coverage").text, "what was done is told, once"
        shown, everything = editor.get("/media/coverage").text, editor.get("/media/coverage?year=").text

    assert ("Så tycker partierna" in shown, TITLE in shown) == (False, True)
    assert "Så tycker partierna" in everything
