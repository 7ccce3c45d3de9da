"""The desk's other buttons: many at once, by hand, what was sent in, scans, spokespersons, outlets, imports."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.events.models import EventKind
from outreach.events.service.planning import Plan, plan_event, publish_event
from outreach.media.models import (
    Attachment,
    Coverage,
    CoverageKind,
    Entry,
    EntryState,
    Feed,
    Outlet,
    OutletTier,
    Sending,
    Spokesperson,
    Submission,
    SubmissionKind,
    SubmissionState,
)
from outreach.media.queries import terms
from outreach.media.rules.attachments import MOST_FILES
from outreach.media.service import group_entries
from outreach.media.service.submitting import AtOutlet, Draft, add_submission
from outreach.people.models import Role
from tests.conftest import MakeApp, MakePerson, SignIn
from tests.counting import queries
from tests.feedserver import FeedServer
from tests.media.rules.test_attachments import A_JPEG, A_PDF, HTML, SVG

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def feed(app: Flask) -> Feed:
    return make_feed("Solnabladet")


@pytest.fixture
def editor(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.MEDIA))
    return client


def make_feed(name: str) -> Feed:
    feed = Feed(url=f"https://{name.lower()}.example/rss", outlet=Outlet(name=name, tier=OutletTier.LOCAL))
    db.session.add(feed)
    db.session.commit()
    return feed


def make_entry(feed: Feed, n: int, title: str = "", text: str = "Vänsterpartiet i Solna.") -> Entry:
    entry = Entry(
        feed_id=feed.id, identity=str(n), story_key=f"key {n}", title=title or f"Nyhet nummer {n} om badet",
        summary=text,
        link=f"https://a.example/{n}", published_at=NOW - timedelta(minutes=n), fetched_at=NOW, is_match=True,
        why=["Vänsterpartiet", "Solna"], kind_guess=CoverageKind.LETTER if n % 2 else CoverageKind.ARTICLE,
        state=EntryState.WAITING,
    )  # fmt: skip
    db.session.add(entry)
    db.session.commit()
    return entry


def make_submission(outlet: Outlet, title: str = "Ge Hagalund biblioteket tillbaka") -> Submission:
    with clock.standing_at(NOW):
        return add_submission(
            Draft(SubmissionKind.LETTER, title, topic="kultur"),
            {outlet.id: AtOutlet(SubmissionState.SENT, date(2026, 11, 14))},
        )


def states() -> list[str]:
    db.session.expire_all()
    return [state.value for state in db.session.scalars(select(Entry.state).order_by(Entry.id))]


def coverage() -> list[Coverage]:
    db.session.expire_all()
    return list(db.session.scalars(select(Coverage).order_by(Coverage.id)).unique())


# ---- many at once


def test_many_by_their_guess_and_back(feed: Feed, editor: FlaskClient) -> None:
    ids = [make_entry(feed, n).id for n in range(1, 4)]

    answer = editor.post("/media/confirm", data={"entry": [f"{ids[0]},{ids[1]}", str(ids[2])], "kind": "guess"})

    assert answer.status_code == 303
    assert [one.kind.value for one in coverage()] == ["letter", "article", "letter"]
    page = editor.get(answer.location).text
    assert 'action="/media/undo' in page

    editor.post("/media/undo", data={"entry": ",".join(map(str, ids))})
    assert (states(), coverage()) == (["waiting"] * 3, [])


def test_one_that_can_not_be_counted_stops_no_other(feed: Feed, editor: FlaskClient) -> None:
    first, twin, other = (
        make_entry(feed, n, title) for n, title in enumerate(("Badet rustas nu", "Badet rustas nu", ""))
    )

    answer = editor.post("/media/confirm", data={"entry": [first.id, twin.id, other.id], "kind": "article"})

    assert sorted(states()) == ["confirmed", "confirmed", "waiting"]
    assert "flash-error" in editor.get(answer.location).text


def test_dismiss_many(feed: Feed, editor: FlaskClient) -> None:
    ids = [make_entry(feed, n).id for n in range(2)]

    editor.post("/media/dismiss", data={"entry": ids})

    assert (states(), coverage()) == (["dismissed"] * 2, [])


@pytest.mark.parametrize("entry", ["", "x", "-1", "9" * 30, "4711", "1;2"])
@pytest.mark.parametrize("what", ["confirm", "dismiss", "undo"])
def test_made_up_entries_change_nothing(what: str, entry: str, feed: Feed, editor: FlaskClient) -> None:
    make_entry(feed, 1)
    db.session.execute(select(Entry).where(Entry.id == 1))

    assert editor.post(f"/media/{what}", data={"entry": entry, "kind": "guess"}).status_code == 303
    assert states() == ["waiting"] or entry == "1;2"


def test_a_thousand_wait_and_the_page_asks_as_often_as_for_one(app: Flask, feed: Feed, editor: FlaskClient) -> None:
    make_entry(feed, 1)
    with queries(app) as few:
        editor.get("/media")
    rows = [
        {
            "feed_id": feed.id, "identity": str(n), "story_key": str(n), "title": f"Nyhet {n}", "link": "", "why": [],
            "published_at": NOW - timedelta(minutes=n), "fetched_at": NOW, "is_match": True, "summary": "",
            "kind_guess": CoverageKind.ARTICLE, "state": EntryState.WAITING,
        }
        for n in range(2, 1001)
    ]  # fmt: skip
    db.session.execute(Entry.__table__.insert(), rows)  # type: ignore[attr-defined]
    db.session.commit()

    with queries(app) as many:
        page = editor.get("/media").text

    assert len(many) <= len(few) + 1, "one more to know where the next page begins"
    assert page.count("data-entry") == 30
    assert len(page) < 300_000
    older = page.split('href="/media?before=')[1].split('"')[0]
    assert "Nyhet 31<" in editor.get(f"/media?before={older}").text


def test_decisions_of_long_ago_are_taken_back_too(feed: Feed, editor: FlaskClient) -> None:
    entry = make_entry(feed, 1)
    editor.post(f"/media/entries/{entry.id}/dismiss")

    assert f'action="/media/entries/{entry.id}/undo"' in editor.get("/media/decided").text


# ---- one story in several places


def test_a_story_in_two_papers_is_decided_together_or_apart(feed: Feed, editor: FlaskClient) -> None:
    title = "Budgeten: Förskolan får mer pengar"
    entries = [make_entry(feed, 1, title), make_entry(make_feed("Norra Nytt"), 2, title)]
    group_entries(entries)
    db.session.commit()
    page = editor.get("/media").text
    assert page.count("data-entry") == 1
    assert all(name in page for name in ("Solnabladet", "Norra Nytt"))

    editor.post("/media/confirm", data={"entry": entries[1].id, "kind": "article"})
    assert states() == ["waiting", "confirmed"]
    assert "Norra Nytt" in editor.get("/media").text, "what was decided elsewhere still stands there"
    editor.post("/media/confirm", data={"entry": entries[0].id, "kind": "letter"})
    assert [one.kind.value for one in coverage()] == ["article", "letter"], "the same in two papers is two"


def test_split_by_hand_and_back(feed: Feed, editor: FlaskClient) -> None:
    title = "Budgeten: Förskolan får mer pengar"
    entries = [make_entry(feed, 1, title), make_entry(make_feed("Norra Nytt"), 2, title)]
    group_entries(entries)
    db.session.commit()

    answer = editor.post(f"/media/entries/{entries[0].id}/split")
    page = editor.get(answer.location.split("#")[0]).text
    assert page.count("data-entry") == 2
    assert f"/media/entries/{entries[0].id}/rejoin" in page

    editor.post(f"/media/entries/{entries[0].id}/rejoin")
    assert editor.get("/media").text.count("data-entry") == 1


# ---- what dismissals teach


def test_three_equal_dismissals_suggest_an_exclusion(feed: Feed, editor: FlaskClient) -> None:
    ids = [make_entry(feed, n, text=f"Match {n} i Solna Access.").id for n in range(3)]
    with clock.standing_at(NOW):
        editor.post("/media/dismiss", data={"entry": ids[:2]})
        assert "media-learn" not in editor.get("/media").text
        editor.post("/media/dismiss", data={"entry": ids[2]})
        page = editor.get("/media").text

        assert 'href="/settings/match-words/new?kind=exclude&amp;word=Solna+Access"' in page
        assert editor.get("/settings/match-words/new?kind=exclude&word=Solna+Access").status_code == 200
        editor.post("/media/suggestion", data={"phrase": "Solna Access"})
        assert "media-learn" not in editor.get("/media").text


# ---- what was sent in


def test_confirming_what_we_sent_marks_it_printed(feed: Feed, editor: FlaskClient) -> None:
    sending = make_submission(feed.outlet).sendings[0]
    entry = make_entry(feed, 1, "Insändare: Ge oss Hagalunds bibliotek tillbaka")
    with clock.standing_at(NOW):
        assert f'name="sending" value="{sending.id}"' in editor.get("/media").text
        editor.post(f"/media/entries/{entry.id}/confirm", data={"kind": "letter", "sending": sending.id})

    assert coverage()[0].submission_id == sending.submission_id
    db.session.refresh(sending)
    assert (sending.state, sending.answered_on) == (SubmissionState.PUBLISHED, TODAY)

    editor.post(f"/media/entries/{entry.id}/undo")
    db.session.refresh(sending)
    assert (sending.state, sending.answered_on) == (SubmissionState.SENT, None)


def test_by_hand_without_the_tick_it_is_not_that_letter(feed: Feed, editor: FlaskClient) -> None:
    sending = make_submission(feed.outlet).sendings[0]
    entry = make_entry(feed, 1, "Insändare: Ge oss Hagalunds bibliotek tillbaka")

    editor.post(f"/media/entries/{entry.id}/confirm", data={"kind": "letter"})

    db.session.refresh(sending)
    assert (coverage()[0].submission_id, sending.state) == (None, SubmissionState.SENT)


def test_note_mark_and_mend(feed: Feed, editor: FlaskClient) -> None:
    form = {
        "kind": "letter",
        "title": "Rusta badet",
        "topic": "badet",
        "outlets": feed.outlet_id,
        "sent_on": "2026-11-10",
        "text": "Nu.",
    }
    with clock.standing_at(NOW):
        assert editor.post("/media/submissions/new", data=form).status_code == 303
        sending = db.session.scalars(select(Sending)).one()
        assert (sending.state, sending.sent_on) == (SubmissionState.SENT, date(2026, 11, 10))
        assert "Rusta badet" in editor.get("/media/submissions?state=sent&topic=badet").text
        assert "Rusta badet" not in editor.get("/media/submissions?state=declined").text.split("<ol")[-1]

        editor.post(f"/media/sendings/{sending.id}/mark", data={"state": "declined"})
        db.session.refresh(sending)
        assert (sending.state, sending.answered_on) == (SubmissionState.DECLINED, TODAY)
        editor.post(f"/media/submissions/{sending.submission_id}/edit", data={**form, "title": "Rusta badet nu"})
        db.session.expire_all()
        assert db.session.scalars(select(Submission.title)).one() == "Rusta badet nu"
        assert db.session.scalars(select(Sending.state)).one() == SubmissionState.DECLINED, "the answer stays"
        assert editor.post(f"/media/submissions/{sending.submission_id}/remove").status_code == 303
    assert db.session.scalar(select(func.count(Submission.id))) == 0


RUBBISH = {
    "title": "",
    "kind": "poem",
    "outlets": [],
    "sent_on": "2026-11-23",
    "topic": "x" * 101,
    "spokesperson": "99",
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_told_at_its_field(name: str, feed: Feed, editor: FlaskClient) -> None:
    good = {"kind": "letter", "title": "Rusta badet", "outlets": feed.outlet_id, "text": "Allt jag skrev"}
    with clock.standing_at(NOW):
        answer = editor.post("/media/submissions/new", data={**good, name: RUBBISH[name]})

    assert (answer.status_code, db.session.scalar(select(func.count(Submission.id)))) == (422, 0)
    assert f'id="{name}-error"' in answer.text
    assert "Allt jag skrev" in answer.text


def test_a_month_with_nothing_out_is_said_calmly(feed: Feed, editor: FlaskClient) -> None:
    with clock.standing_at(NOW):
        assert "media-nudge" in editor.get("/media").text
        make_submission(feed.outlet)
        assert "media-nudge" not in editor.get("/media").text


# ---- by hand


ARTICLE = (
    '<html><head><meta property="og:title" content="Insändare: Rusta badet"><meta property="article:published_time" '
    'content="2026-11-19T08:00:00+01:00"></head></html>'
)


def test_an_address_fills_in_the_form_and_keeps_nothing(
    make_app: MakeApp, feed_server: FeedServer, person: MakePerson, sign_in: SignIn
) -> None:
    app = make_app(feed_allow=feed_server.allow)
    client = app.test_client()
    page = feed_server.put("/badet", ARTICLE.encode(), Content_Type="text/html")
    gone = feed_server.put("/gone", b"", 410)
    with app.app_context():
        sign_in(client, person(Role.MEDIA))
        db.session.add(Outlet(name="Solnabladet", tier=OutletTier.LOCAL, homepage=feed_server.url("/")))
        db.session.commit()
    with clock.standing_at(NOW):
        found = client.post("/media/coverage/new", data={"url": page, "fetch": "1", "published_on": "2026-11-22"})
        lost = client.post("/media/coverage/new", data={"url": gone, "fetch": "1", "title": "Det jag skrev"})
        private = client.post("/media/coverage/new", data={"url": "http://192.168.1.1/x", "fetch": "1"})

    assert [answer.status_code for answer in (found, lost, private)] == [200] * 3
    assert all(
        text in found.text for text in ('value="Insändare: Rusta badet"', 'value="2026-11-19"', f'value="{page}"')
    )
    assert "selected" in found.text.split(">Solnabladet<")[0].rsplit("<option", 1)[1]
    assert 'value="Det jag skrev"' in lost.text
    assert f'value="{gone}"' in lost.text
    with app.app_context():
        assert db.session.scalar(select(func.count(Coverage.id))) == 0


def test_without_an_address_there_is_nothing_to_fetch(editor: FlaskClient) -> None:
    assert 'id="url-error"' in editor.post("/media/coverage/new", data={"fetch": "1"}).text


def count_one(editor: FlaskClient, feed: Feed, **changed: object) -> Coverage:
    good = {"outlet": feed.outlet_id, "kind": "letter", "title": "Rusta badet nu", "published_on": "2026-11-20"}
    with clock.standing_at(NOW):
        assert editor.post("/media/coverage/new", data={**good, "medium": "print", **changed}).status_code == 303
    return coverage()[-1]


def test_a_twin_is_named(feed: Feed, editor: FlaskClient) -> None:
    count_one(editor, feed)

    with clock.standing_at(NOW):
        answer = editor.post("/media/coverage/new", data={
            "outlet": feed.outlet_id, "kind": "letter", "title": "Rusta badet nu!", "published_on": "2026-11-21",
        })  # fmt: skip

    assert answer.status_code == 409
    assert "Rusta badet nu”, Solnabladet" in answer.text


def test_mend_and_take_out(feed: Feed, editor: FlaskClient, person: MakePerson) -> None:
    event = plan_event(
        Plan(EventKind.SQUARE_MEETING, date(2026, 11, 18), NOW.time(), (NOW + timedelta(hours=1)).time()), person()
    )
    publish_event(event)
    submission = make_submission(feed.outlet)
    one = count_one(editor, feed)
    form = {
        "outlet": feed.outlet_id, "kind": "article", "title": "Badet rustas", "published_on": "2026-11-19",
        "medium": "radio",
        "event": event.id, "submission": submission.id, "topic": "badet",
    }  # fmt: skip
    with clock.standing_at(NOW):
        assert editor.post(f"/media/coverage/{one.id}/edit", data=form).status_code == 303
    (mended,) = coverage()
    assert (mended.title, mended.event_id, mended.submission_id) == ("Badet rustas", event.id, submission.id)
    assert db.session.scalars(select(Sending.state)).one() == SubmissionState.PUBLISHED
    assert f"/events/{event.id}" in editor.get("/media/coverage").text

    assert editor.post(f"/media/coverage/{one.id}/remove").status_code == 303
    assert coverage() == []
    assert db.session.scalars(select(Sending.state)).one() == SubmissionState.SENT


def test_what_came_out_of_a_feed_waits_again(feed: Feed, editor: FlaskClient) -> None:
    entry = make_entry(feed, 1)
    editor.post(f"/media/entries/{entry.id}/confirm", data={"kind": "letter"})

    editor.post(f"/media/coverage/{coverage()[0].id}/remove")

    assert (states(), coverage()) == (["waiting"], [])


# ---- scans and PDFs


def attach(editor: FlaskClient, one: Coverage, name: str, data: bytes) -> int:
    path = f"/media/coverage/{one.id}/attachments"
    return editor.post(path, data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data").status_code


def test_a_scan_is_only_ever_a_download(
    feed: Feed, editor: FlaskClient, app: Flask, person: MakePerson, sign_in: SignIn
) -> None:
    one = count_one(editor, feed)
    assert attach(editor, one, "Insändare \u202e3/3.html", A_PDF) == 303
    found = db.session.scalars(select(Attachment)).one()
    assert (found.name, found.media_type, found.size) == ("3.pdf", "application/pdf", len(A_PDF))

    answer = editor.get(f"/media/attachments/{found.id}")
    assert answer.data == A_PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    for role, status in ((Role.BOARD, 200), (Role.ORGANISER, 200), (Role.VOLUNTEER, 403), (Role.ADMIN, 403)):
        other = app.test_client()
        sign_in(other, person(role))
        assert other.get(f"/media/attachments/{found.id}").status_code == status
        assert other.post(f"/media/attachments/{found.id}/remove").status_code == 403

    assert editor.post(f"/media/attachments/{found.id}/remove").status_code == 303
    assert db.session.scalar(select(func.count(Attachment.id))) == 0


@pytest.mark.parametrize("data", [HTML, SVG, A_JPEG + HTML, b""], ids=["html", "svg", "polyglot", "empty"])
def test_what_is_no_scan_is_refused(data: bytes, feed: Feed, editor: FlaskClient) -> None:
    one = count_one(editor, feed)

    assert attach(editor, one, "bild.jpg", data) == 422
    assert db.session.scalar(select(func.count(Attachment.id))) == 0


def test_a_scan_may_be_larger_than_any_form(feed: Feed, editor: FlaskClient) -> None:
    one = count_one(editor, feed)

    assert attach(editor, one, "stor.pdf", A_PDF.replace(b"endobj", b"endobj" + b" " * 400_000)) == 303


def test_no_more_scans_than_a_board_would_look_at(feed: Feed, editor: FlaskClient) -> None:
    one = count_one(editor, feed)

    answers = [attach(editor, one, f"{n}.pdf", A_PDF) for n in range(MOST_FILES + 1)]

    assert answers == [303] * MOST_FILES + [422]
    assert db.session.scalar(select(func.count(Attachment.id))) == MOST_FILES


# ---- our own voices, and the outlets


def test_a_voice_is_registered_and_withdrawn(editor: FlaskClient) -> None:
    form = {"name": "Maja Lind", "is_woman": "yes", "consented_on": "2026-01-02", "has_agreed": "y"}

    assert editor.post("/settings/spokespersons", data={**form, "has_agreed": ""}).status_code == 422
    assert editor.post("/settings/spokespersons", data=form).status_code == 303
    assert editor.post("/settings/spokespersons", data={**form, "name": "maja lind"}).status_code == 409
    voice = db.session.scalars(select(Spokesperson)).one()
    assert "Maja Lind" in [term.word for term in terms()]

    editor.post(f"/settings/spokespersons/{voice.id}/withdraw")
    db.session.expire_all()
    assert "Maja Lind" not in [term.word for term in terms()]
    assert db.session.scalars(select(Spokesperson.withdrawn_on)).one() is not None
    editor.post(f"/settings/spokespersons/{voice.id}/renew")
    editor.post(f"/settings/spokespersons/{voice.id}/edit", data={**form, "name": "Maja Lindh"})
    db.session.expire_all()
    assert [term.word for term in terms()] == ["Maja Lindh"]


def test_an_outlet_is_named_and_handed_over(feed: Feed, editor: FlaskClient) -> None:
    form = {"name": "Norra Nytt", "tier": "regional", "homepage": "norranytt.example", "only_here": "y"}
    assert editor.post("/settings/outlets/new", data=form).status_code == 303
    assert editor.post("/settings/outlets/new", data={**form, "name": "NORRA nytt"}).status_code == 409
    other = db.session.scalars(select(Outlet).where(Outlet.name == "Norra Nytt")).one()
    assert (other.tier, other.homepage, other.only_here) == (OutletTier.REGIONAL, "https://norranytt.example", True)
    count_one(editor, feed)

    path = f"/settings/outlets/{feed.outlet_id}/remove"
    assert editor.post(path, data={"heir": ""}).status_code == 409
    assert editor.post(path, data={"heir": str(feed.outlet_id)}).status_code == 422
    assert editor.post(path, data={"heir": str(other.id)}).status_code == 303
    db.session.expire_all()
    assert [one.outlet_id for one in coverage()] == [other.id]
    assert db.session.scalars(select(Feed.outlet_id)).all() == [other.id]
    assert db.session.scalars(select(Outlet.name)).all() == ["Norra Nytt"]


def test_an_outlet_is_mended(feed: Feed, editor: FlaskClient) -> None:
    make_feed("Norra Nytt")
    path = f"/settings/outlets/{feed.outlet_id}/edit"
    form = {"name": "Solnabladet Nytt", "tier": "regional", "homepage": "solnabladet.example", "reads_pages": "y"}

    assert "Solnabladet" in editor.get(path).text
    for wrong, status in (({"name": "norra NYTT"}, 409), ({"name": ""}, 422), ({"homepage": "två ord"}, 422)):
        answer = editor.post(path, data={**form, **wrong})
        assert (answer.status_code, "aria-invalid" in answer.text) == (status, True)
    assert editor.post(path, data=form).status_code == 303
    db.session.expire_all()
    outlet = feed.outlet
    assert (outlet.name, outlet.tier, outlet.homepage) == (
        "Solnabladet Nytt",
        OutletTier.REGIONAL,
        "https://solnabladet.example",
    )
    assert (outlet.reads_pages, outlet.only_here, outlet.is_verified) == (True, False, False), "unticked is no"


def test_no_hand_over_loses_a_twin(feed: Feed, editor: FlaskClient) -> None:
    other = make_feed("Norra Nytt")
    count_one(editor, feed)
    count_one(editor, other)

    assert (
        editor.post(f"/settings/outlets/{feed.outlet_id}/remove", data={"heir": str(other.outlet_id)}).status_code
        == 409
    )
    assert len(coverage()) == 2


# ---- a table

TABLE = (
    "\ufeffDatum;Tidning;Rubrik;Typ;Länk;Räckvidd\r\n"
    "2026-03-05;Solnabladet;Låt badet vara öppet;Insändare;;\r\n"
    "i våras;Solnabladet;Utan dag;Artikel;;\r\n"
    "2026-03-06;Okända Bladet;Ny tidning;Artikel;;\r\n"
    "2026-03-07;Nya Bladet;Med räckvidd;Artikel;https://a.example/9;Region\r\n"
    "2026-03-05;Solnabladet;Låt badet vara öppet;Insändare;;\r\n"
).encode()


def test_a_table_is_looked_over_and_then_counted(feed: Feed, editor: FlaskClient) -> None:
    def send() -> str:
        data = {"file": (io.BytesIO(TABLE), "inslag.csv")}
        answer = editor.post("/media/coverage/import", data=data, content_type="multipart/form-data")
        assert answer.status_code == 303
        return str(answer.location)

    with clock.standing_at(NOW):
        preview = send()
        page = editor.get(preview).text
        assert all(text in page for text in ("Okända Bladet", "i våras", "Låt badet vara öppet"))
        assert coverage() == []
        field = page.split("Okända Bladet")[1].split('name="')[1].split('"')[0]
        nya = page.split("<b>Nya Bladet")[1].split('name="')[1].split('"')[0]
        assert editor.post(preview, data={field: "local", nya: "regional"}).status_code == 303
        assert editor.post(preview, data={field: "local"}).status_code == 303, "a second yes changes nothing"
        assert len(coverage()) == 3
        tiers = {outlet.name: outlet.tier for outlet in db.session.scalars(select(Outlet))}
        assert (tiers["Okända Bladet"], tiers["Nya Bladet"]) == (OutletTier.LOCAL, OutletTier.REGIONAL)
        assert "i våras" in editor.get(f"{preview}/mend.csv").data.decode("utf-8-sig")

        editor.post(send(), data={})
    assert len(coverage()) == 3, "twice the same file adds nothing"


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"a;b\n1;2", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_such_table(data: bytes, editor: FlaskClient) -> None:
    sent = {"file": (io.BytesIO(data), "x.csv")}

    assert editor.post("/media/coverage/import", data=sent, content_type="multipart/form-data").status_code == 422


# ---- who

ROLES = {
    "/media/decided": {Role.MEDIA},
    "/media/submissions": {Role.MEDIA},
    "/media/coverage": {Role.MEDIA, Role.ORGANISER, Role.BOARD},
    "/media/coverage/import": {Role.MEDIA},
    "/settings/spokespersons": {Role.MEDIA, Role.ADMIN},
    "/settings/outlets": {Role.MEDIA, Role.ADMIN},
}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_look(role: Role, client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person(role))

    answers = {path: client.get(path).status_code for path in ROLES}

    assert answers == {path: 200 if role in roles else 403 for path, roles in ROLES.items()}


def test_no_author_is_kept_and_snippets_are_short() -> None:
    columns = {f"{table.name}.{column.name}" for table in Entry.metadata.sorted_tables for column in table.columns}

    assert not [name for name in columns if "author" in name or "byline" in name]
    assert Entry.__table__.c.page_snippet.type.length == 200  # type: ignore[attr-defined]


def test_a_json_reader_gets_refusals_by_name(feed: Feed, editor: FlaskClient) -> None:
    entry = make_entry(feed, 1)
    editor.post(f"/media/entries/{entry.id}/dismiss")

    answer = editor.post(f"/media/entries/{entry.id}/dismiss", headers={"Accept": "application/json"})

    assert (answer.status_code, json.loads(answer.text)["error"]) == (409, "ALREADY_DECIDED")
