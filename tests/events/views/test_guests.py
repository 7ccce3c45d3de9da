"""Lend a hand without an account, as a browser sees it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from outreach import clock
from outreach.db import db
from outreach.events.guestpages import guest_url
from outreach.events.models import Claim, ClaimState, Event, EventStatus, GuestRequest
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot
from outreach.events.service.guests import GuestPlan, ask_as_guest, confirm_guest
from outreach.messages.models import Message
from outreach.people.models import Person, Role
from outreach.people.queries import find_person
from outreach.people.service import invite_person, set_association
from tests.browser import axe_findings
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import NEXT_SATURDAY, NOW, MakeEvent, a_slot
from tests.pages import form_to, page_of, typed

GUEST = "gun@example.org"
LATER = NOW + timedelta(seconds=20)


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    with app.app_context():
        set_association(name="Vänsterpartiet Solna", municipality="Solna", contact_email="hej@example.org")


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    return make_event(allows_guests=True, title="Flygblad vid torget", slots=[a_slot(capacity=2)])


def filled(client: FlaskClient, path: str, **changes: str) -> dict[str, str]:
    """The form as it was shown, filled in."""
    form = typed(form_to(page_of(client.get(path)), path))
    return {**form, "name": "Gun Gäst", "email": GUEST, "consent": "y", **changes}


def send(client: FlaskClient, event: Event, **changes: str) -> TestResponse:
    path = f"/public/events/{event.id}"
    data = filled(client, path, **changes)
    with clock.standing_at(LATER):
        return client.post(path, data=data)


def mailed(email: str = GUEST) -> list[str]:
    rows = db.session.scalars(db.select(Message).where(Message.to_address == email).order_by(Message.id))
    return [message.body for message in rows]


def link(body: str, what: str) -> str:
    """The path of the link in a mail."""
    [found] = re.findall(rf"https?://[^/]+({what}[\w-]+)", body)
    return str(found)


def test_from_the_page_to_the_slot_and_away_again(client: FlaskClient, event: Event) -> None:
    asked = send(client, event)
    assert (asked.status_code, asked.location) == (303, f"/public/events/{event.id}/asked")
    assert "Titta i din mejl" in page_of(client.get(asked.location)).words
    path = link(mailed()[-1], "/guest/confirm/")

    before = fingerprint()
    for _ in range(3):
        page = page_of(client.get(path))
    assert fingerprint() == before, "mail scanners open links"
    assert "Gun" in page.words
    own = client.post(path).location
    assert "Passet är ditt" in page_of(client.get(own)).words

    [claim] = db.session.scalars(db.select(Claim))
    released = client.post(f"{own}/release/{claim.id}")
    assert released.status_code == 303
    assert "Du har inget pass" in page_of(client.get(own)).words
    gone = client.post(f"{own}/forget")
    assert "Allt är raderat" in page_of(client.get(gone.location)).words
    assert (client.get(own).status_code, client.get(path).status_code) == (404, 409)
    assert find_person(GUEST) is None


def test_the_answer_is_the_same_for_every_address(
    app: Flask, client: FlaskClient, event: Event, person: MakePerson
) -> None:
    person(email="known@example.org")
    for _ in range(3):
        ask_as_guest(GuestPlan(event.slots[0].id, "Gun", "often@example.org", "sv"))

    def answer(email: str) -> tuple[object, ...]:
        got = send(app.test_client(), event, email=email)
        return got.status, got.location, got.data, sorted(name for name, _ in got.headers)

    assert answer("new@example.org") == answer("known@example.org") == answer("often@example.org")
    assert [len(mailed(f"{who}@example.org")) for who in ("new", "known", "often")] == [1, 1, 3]
    assert "Du har redan ett konto" in db.session.scalars(
        db.select(Message.subject).where(Message.to_address == "known@example.org")
    ).one()  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("no name", {"name": " "}, "Skriv ditt namn."),
        ("no address", {"email": "gun"}, "Det här ser inte ut som en e-postadress"),
        ("no consent", {"consent": ""}, "Utan ditt ja får vi inte spara något."),
        ("another event's slot", {"slot": "4711"}, ""),
        ("a stamp that we did not make", {"shown": "made-up"}, "Nästan klart: tryck en gång till."),
    ],
)
def test_what_is_not_right_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, event: Event, name: str, changes: dict[str, str], told: str
) -> None:
    answer = send(client, event, **changes)

    assert answer.status_code == 422
    form = typed(form_to(page_of(answer), f"/public/events/{event.id}"))
    assert told in page_of(answer).words
    assert form["email"] == changes.get("email", GUEST)
    assert db.session.query(GuestRequest).count() == 0


def test_nobody_is_that_fast_and_one_more_press_is_all_it_takes(client: FlaskClient, event: Event) -> None:
    path = f"/public/events/{event.id}"
    data = filled(client, path)

    hurried = client.post(path, data=data)
    assert hurried.status_code == 422
    assert "Nästan klart: tryck en gång till." in page_of(hurried).words
    assert mailed() == []
    with clock.standing_at(NOW + timedelta(seconds=3)):
        assert client.post(path, data={**data, **typed(form_to(page_of(hurried), path))}).status_code == 303
    assert len(mailed()) == 1


def test_a_program_that_fills_in_everything_is_answered_and_ignored(client: FlaskClient, event: Event) -> None:
    assert send(client, event, website="https://spam.example").status_code == 303
    assert (mailed(), db.session.query(GuestRequest).count()) == ([], 0)


def test_which_events_have_a_page(client: FlaskClient, make_event: MakeEvent, event: Event) -> None:
    drafted = make_event(EventStatus.DRAFT, allows_guests=True)
    members = make_event()
    cancelled = make_event(EventStatus.CANCELLED, allows_guests=True)

    def seen(one: Event) -> tuple[int, bool]:
        answer = client.get(f"/public/events/{one.id}")
        return answer.status_code, 'name="email"' in answer.text

    assert [seen(one) for one in (event, drafted, members, cancelled)] == [
        (200, True), (404, False), (404, False), (200, False),
    ]  # fmt: skip
    assert "inställd" in page_of(client.get(f"/public/events/{cancelled.id}")).words
    assert client.post(f"/public/events/{members.id}").status_code == 404
    with clock.standing_at(event.ends_at):
        assert seen(event) == (200, False)


def test_an_event_that_is_over_takes_nobody(client: FlaskClient, event: Event) -> None:
    path = f"/public/events/{event.id}"
    data = filled(client, path)
    with clock.standing_at(event.ends_at):
        assert client.post(path, data=data).status_code == 422
    planning.cancel_event(event)
    with clock.standing_at(LATER):
        assert client.post(path, data=data).status_code == 422
    assert mailed() == []


def test_a_full_slot_offers_the_queue(client: FlaskClient, event: Event, person: MakePerson) -> None:
    send(client, event)
    path = link(mailed()[-1], "/guest/confirm/")
    for _ in range(2):
        claim_slot(event.slots[0].id, person())
    assert "Fullt. Du kan ställa dig i kö." in page_of(client.get(f"/public/events/{event.id}")).words

    late = client.post(path)
    assert late.status_code == 409
    form = typed(form_to(page_of(late), path))
    own = client.post(path, data=form).location

    page = page_of(client.get(own))
    assert "Du står på plats 1 i kön" in page.words
    assert "Lämna kön" in page.words
    assert find_person(GUEST) is not None


def test_whoever_has_an_account_is_sent_there(client: FlaskClient, event: Event, organiser: Person) -> None:
    send(client, event)
    own = client.post(link(mailed()[-1], "/guest/confirm/")).location
    invite_person(GUEST, "Gun", Role.VOLUNTEER, organiser)

    assert client.get(own).location == "/me"
    assert client.post(f"{own}/forget").status_code == 409


def test_a_guests_page_is_theirs_alone(app: Flask, client: FlaskClient, event: Event) -> None:
    urls = []
    for email in (GUEST, "other@example.org"):
        ask_as_guest(GuestPlan(event.slots[0].id, "Kanarie Ek", email, "sv"))
        urls.append(guest_url(confirm_guest(link(mailed(email)[-1], "/guest/confirm/").rpartition("/")[2]).person))
    [mine, other] = [url.partition("/guest/")[2] for url in urls]
    claims = {claim.person.email: claim.id for claim in db.session.scalars(db.select(Claim))}

    for wrong in (mine[:-1], "1", "x", f"{other.partition('-')[0]}-{mine.partition('-')[2]}"):
        assert client.get(f"/guest/{wrong}").status_code == 404
    client.post(f"/guest/{mine}/release/{claims['other@example.org']}")
    assert db.session.get_one(Claim, claims["other@example.org"]).state is ClaimState.ACTIVE


def test_nobody_elses_name_stands_on_a_guests_pages(
    client: FlaskClient, event: Event, person: MakePerson, organiser: Person
) -> None:
    organiser.name, organiser.phone = "Kanarie Olsson", "070-555 99 99"
    event.description = "Ring Kanarie, 070-555 12 34"
    claim_slot(event.slots[0].id, person(name="Kanarie Ek", email="kanarie@example.org"))
    db.session.commit()
    send(client, event)
    confirm = link(mailed()[-1], "/guest/confirm/")
    pages = [f"/public/events/{event.id}", f"/public/events/{event.id}/asked", confirm]
    texts = [client.get(path).text for path in pages]
    own = client.post(confirm).location
    texts += [client.get(own).text, client.get("/guest/gone").text]

    assert not [word for word in ("kanarie", "070-", "olle@") for text in texts if word in text.lower()]
    assert GUEST not in own


def test_organisers_see_that_somebody_is_a_guest(
    app: Flask, client: FlaskClient, event: Event, organiser: Person, sign_in: SignIn
) -> None:
    send(app.test_client(), event)
    confirm_guest(link(mailed()[-1], "/guest/confirm/").rpartition("/")[2])
    sign_in(client, organiser)

    page = page_of(client.get(f"/events/{event.id}"))

    assert "Gun Gäst gäst" in page.words
    assert f"/public/events/{event.id}" in page.words


def sent(client: FlaskClient, event: Event, data: dict[str, str]) -> bool:
    """Whether guests are let in once the event's form was sent so."""
    assert client.post(f"/events/{event.id}/edit", data=data).status_code == 303
    db.session.refresh(event)
    return event.allows_guests


def test_an_organiser_lets_guests_in_and_shuts_them_out(
    client: FlaskClient, make_event: MakeEvent, organiser: Person, sign_in: SignIn
) -> None:
    event = make_event()
    sign_in(client, organiser)
    path = f"/events/{event.id}/edit"
    form = typed(form_to(page_of(client.get(path)), path))
    assert "guests" not in form, "the box is there, and not ticked"
    assert not event.allows_guests, "off unless somebody says so"

    assert [sent(client, event, data) for data in ({**form, "guests": "y"}, form)] == [True, False]


# ---- in a browser


@contextmanager
def at(seconds: int) -> Iterator[None]:
    with clock.standing_at(NOW + timedelta(seconds=seconds)):
        yield


def mail_in(app: Flask) -> str:
    with app.app_context():
        return mailed()[-1]


def shoot(page: Page, name: str) -> None:
    """A picture for people to look at, where a folder for them is named."""
    folder = os.environ.get("GUEST_SHOTS")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{folder}/{width}-{name}.png", full_page=True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_stranger_lends_a_hand(app: Flask, page: Page, make_event: MakeEvent) -> None:
    """With one thumb: from the list to the slot, and everything deleted at the end."""
    make_event(kind="square_meeting", title="Torgmöte om skolan", allows_guests=True, day=NEXT_SATURDAY)
    page.goto("/public")
    shoot(page, "public")
    assert axe_findings(page) == []
    page.get_by_role("link", name="Hjälp till").click()
    page.get_by_label("Ditt namn").fill("Gun Gäst")
    page.get_by_label("E-postadress").fill(GUEST)
    page.get_by_label("Ja, det går bra").check()
    assert page.locator("#website").is_visible() is False or page.locator("#website").bounding_box()["x"] < 0  # type: ignore[index]
    shoot(page, "form")
    assert axe_findings(page) == []
    with at(10):
        page.get_by_role("button", name="Ja, jag vill vara med").click()
        expect(page.get_by_role("heading", name="Titta i din mejl")).to_be_visible()
    shoot(page, "asked")
    page.goto(link(mail_in(app), "/guest/confirm/"))
    shoot(page, "confirm")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Ja, jag kommer").click()
    expect(page.get_by_text("Passet är ditt. Vi ses där!")).to_be_visible()
    shoot(page, "own")
    assert axe_findings(page) == []
    page.get_by_text("Radera allt om mig").click()
    shoot(page, "forget")
    page.get_by_role("button", name="Ja, radera allt").click()
    expect(page.get_by_role("heading", name="Allt är raderat")).to_be_visible()
    shoot(page, "gone")
