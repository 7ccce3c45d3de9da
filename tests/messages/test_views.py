"""The outbox for organisers, what I want to hear, and the way out of letters."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.messages.models import Message
from outreach.messages.queries import PAGE
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.service import deliver_due, forget_address, forget_bodies, write_message
from outreach.people.models import Person, Role
from outreach.people.unsubscribing import unsubscribe_url
from tests.conftest import MakeApp, MakePerson, SignIn
from tests.messages.mailserver import mail_server


@pytest.fixture
def organiser(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    someone = person(Role.ORGANISER, email="olle@example.org")
    sign_in(client, someone)
    return someone


def write(to: str = "maja@example.org", body: str = "Hej!", **options: object) -> Message:
    message = write_message(to, "Ändrat", body, **options)  # type: ignore[arg-type]
    db.session.commit()
    return message


def page(client: FlaskClient, path: str = "/settings/messages", **query: str) -> str:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200
    return answer.text


# ---- the outbox


def test_each_state_shows_what_is_in_it_and_never_what_it_says(
    app: Flask, client: FlaskClient, organiser: Person
) -> None:
    write("waits@example.org", "Secret words", kind=MessageKind.CHANGED, wait=timedelta(hours=1))
    write("sent@example.org", "Secret words", kind=MessageKind.CONFIRMATION)
    deliver_due()
    failed = write("failed@example.org", "Secret words", kind=MessageKind.SIGN_IN, is_secret=True)
    failed.failed_at, failed.last_error, failed.tries = clock.now(), "ADDRESS_REFUSED 550", 1
    db.session.commit()

    everything = page(client)
    assert all(f"{who}@example.org" in everything for who in ("waits", "sent", "failed"))
    assert "Secret words" not in everything
    assert "Mejlservern godtar inte adressen." in everything
    assert "(550)" in everything
    assert "1 misslyckad" in page(client, "/calendar"), "the menu says so on every page"
    for state in ("queued", "sent", "failed"):
        others = {"queued": "waits", "sent": "sent", "failed": "failed"}
        shown = page(client, state=state)
        assert [name for name in others.values() if f"{name}@example.org" in shown] == [others[state]]


def test_pages_follow_each_other(app: Flask, client: FlaskClient, organiser: Person) -> None:
    for number in range(PAGE + 1):
        write_message(f"person{number}@example.org", "Hej", "Hej!")
    db.session.commit()

    first, second = page(client), page(client, page="2")
    assert "person0@example.org" not in first
    assert "person0@example.org" in second
    assert f"person{PAGE}@example.org" in first
    assert page(client, page="4711").count("person0@example.org") == 1, "a page that is none is the last one"


def test_what_failed_is_sent_again_as_the_same_mail(make_app: MakeApp, person: MakePerson, sign_in: SignIn) -> None:
    person_id = person(Role.ADMIN).id
    db.session.rollback()
    with mail_server(RCPT="550 No") as server, (app := make_app(smtp_url=server.url)).app_context():
        client = app.test_client()
        sign_in(client, db.session.get_one(Person, person_id))
        message = write()
        deliver_due()
        assert message.failed_at is not None
        path, message_id = f"/settings/messages/{message.id}/resend", message.message_id
        db.session.rollback()  # the page has a transaction of its own

        assert client.post(path).status_code == 303
        server.answers.clear()
        assert deliver_due() == 1
        db.session.rollback()

        assert [mail["Message-ID"] for mail in server.mails] == [message_id]
        assert client.post(path).status_code == 303, "what was sent may be sent again too"


def test_what_waits_or_held_a_key_is_not_sent_again(app: Flask, client: FlaskClient, organiser: Person) -> None:
    waiting = write()
    key = write("key@example.org", "http://127.0.0.1/sign-in/key", is_secret=True)
    key.failed_at, key.body = clock.now(), ""
    db.session.commit()

    assert client.post(f"/settings/messages/{waiting.id}/resend").status_code == 409
    assert client.post(f"/settings/messages/{key.id}/resend").status_code == 409
    assert "/resend" not in page(client)


def test_after_a_week_nothing_is_left_of_what_a_mail_said(app: Flask) -> None:
    old, new, waits = write("old@example.org"), write("new@example.org"), write("waits@example.org")
    old.sent_at, new.sent_at = clock.now() - timedelta(days=7, seconds=1), clock.now() - timedelta(days=6)
    old.html, old.calendar = "<p>Hej!</p>", "BEGIN:VCALENDAR"
    db.session.commit()

    forget_bodies()

    db.session.expire_all()
    assert [bool(mail.body) for mail in (old, new, waits)] == [False, True, True]
    assert (old.html, old.calendar) == ("", "")


def test_of_who_leaves_nothing_stays(app: Flask) -> None:
    write("gone@example.org")
    write("stays@example.org")

    forget_address("gone@example.org")
    db.session.commit()

    assert db.session.scalars(select(Message.to_address)).all() == ["stays@example.org"]


# ---- what I want to hear


def test_switches_phone_and_language_are_kept(client: FlaskClient, organiser: Person) -> None:
    answer = client.post(
        "/me/messages",
        data={"whole": "1", "wants_monthly": "y", "wants_texts": "y", "phone": "070-123 45 67", "language": "en"},
    )

    assert answer.status_code == 303
    me = db.session.get_one(Person, organiser.id)
    assert (me.wants_asks, me.wants_monthly, me.wants_texts) == (False, True, True)
    assert (me.phone, me.language) == ("070-123 45 67", "en")
    assert "What I want to hear" in page(client, "/me/messages")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        pytest.param({"phone": "ring mig"}, "inget telefonnummer", id="no number"),
        pytest.param({"wants_texts": "y", "phone": ""}, "ett nummer att gå till", id="texts to nowhere"),
        pytest.param({"language": "de"}, "error", id="no language of ours"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    client: FlaskClient, organiser: Person, typed: dict[str, str], error: str
) -> None:
    answer = client.post("/me/messages", data={"whole": "1", "language": "sv", "wants_monthly": "y", **typed})

    assert answer.status_code == 422
    assert error in answer.text
    assert (typed.get("phone") or "checked") in answer.text, "nothing typed is lost"


@pytest.mark.parametrize("sent", [{}, {"language": "en"}, {"wants_texts": "y", "phone": "070-123 45 67"}])
def test_a_form_that_comes_in_pieces_turns_nothing_off(
    client: FlaskClient, organiser: Person, sent: dict[str, str]
) -> None:
    organiser.wants_asks = organiser.wants_monthly = True
    db.session.commit()

    answer = client.post("/me/messages", data=sent)

    assert answer.status_code == 422
    assert "Inget är ändrat" in answer.text
    assert answer.text.count("checked") == 3, "it shows what is kept: two switches, and Swedish"
    db.session.expire_all()
    me = db.session.get_one(Person, organiser.id)
    assert (me.wants_asks, me.wants_monthly, me.wants_texts, me.language) == (True, True, False, "sv")


# ---- the way out


@pytest.fixture
def maja(app: Flask, person: MakePerson) -> Person:
    maja = person(name="Maja Lind", email="maja@example.org")
    maja.wants_monthly = True
    db.session.commit()
    return maja


def path_of(person: Person, kind: MessageKind) -> str:
    return "/unsubscribe/" + unsubscribe_url(person, kind).rpartition("/")[2]


def test_looking_at_the_way_out_changes_nothing(client: FlaskClient, maja: Person) -> None:
    write(kind=MessageKind.GAP, wait=timedelta(hours=9))
    for _ in range(3):
        assert "Tack, inga fler" in page(client, path_of(maja, MessageKind.GAP))

    db.session.expire_all()
    assert maja.wants_asks
    assert len(db.session.scalars(select(Message)).all()) == 1


@pytest.mark.parametrize(
    ("kind", "left"),
    [(MessageKind.GAP, (False, True)), (MessageKind.MONTHLY, (True, False))],
)
def test_a_mail_programs_own_post_is_effective_at_once_also_for_what_waits(
    app: Flask, maja: Person, kind: MessageKind, left: tuple[bool, bool]
) -> None:
    """RFC 8058: no cookie, no token of a form, only what the mail's header says."""
    write(kind=kind)
    write(kind=MessageKind.CHANGED)
    write("other@example.org", kind=kind)

    # not the client of the tests, which would put our token into the form
    mail_program = FlaskClient(app, app.response_class)
    answer = mail_program.post(path_of(maja, kind), data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    db.session.expire_all()
    assert (maja.wants_asks, maja.wants_monthly) == left
    waiting = sorted((mail.to_address, mail.kind) for mail in db.session.scalars(select(Message)))
    assert waiting == [("maja@example.org", "changed"), ("other@example.org", kind.value)]


def test_a_made_up_or_changed_address_ends_nothing(client: FlaskClient, maja: Person) -> None:
    path = path_of(maja, MessageKind.GAP)
    for wrong in ("/unsubscribe/made-up", path[:-1], path + "x", path.replace(".", "", 1)):
        assert client.get(wrong).status_code == client.post(wrong).status_code == 404

    db.session.expire_all()
    assert maja.wants_asks


def test_the_header_goes_along_where_there_is_a_way_out(make_app: MakeApp) -> None:
    with mail_server() as server, make_app(smtp_url=server.url).app_context():
        write(kind=MessageKind.GAP, unsubscribe_url="http://127.0.0.1/unsubscribe/x")
        write()
        assert deliver_due() == 2

    with_way, without = server.mails
    assert with_way["List-Unsubscribe"] == "<http://127.0.0.1/unsubscribe/x>"
    assert with_way["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert without["List-Unsubscribe"] is None
