""" "I can't" from a mail: a page with one button, without signing in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event
from outreach.events.service import planning
from outreach.events.service.answering import answer_url
from outreach.events.service.claiming import claim_slot, wait_for_slot
from outreach.messages.models import Message
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person
from tests.conftest import MakePerson
from tests.counting import fingerprint
from tests.events.conftest import NOW, SATURDAY, MakeEvent, a_slot
from tests.events.places import told
from tests.pages import form_to, page_of, typed


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    return make_event(title="Flygblad vid torget", slots=[a_slot(capacity=1)])


@pytest.fixture
def claim(event: Event, person: MakePerson) -> Claim:
    return claim_slot(event.slots[0].id, person(name="Maja Lind", email="maja@example.org"))


def path_of(claim: Claim) -> str:
    return urlsplit(answer_url(claim)).path


def test_the_address_stands_in_the_mail(claim: Claim) -> None:
    [mail] = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.CONFIRMATION.value))

    assert answer_url(claim) in mail.body


def test_looking_changes_nothing_and_the_button_gives_the_place_back(
    client: FlaskClient, claim: Claim, person: MakePerson
) -> None:
    next_one = wait_for_slot(claim.slot_id, person(name="Bo Berg"))
    before = fingerprint()
    for _ in range(3):
        page = page_of(client.get(path_of(claim)))
        client.head(path_of(claim))
    assert fingerprint() == before
    assert "Flygblad vid torget" in page.words
    form = form_to(page, path_of(claim))
    assert form.all("button")[0].words == "Jag kan inte"

    answer = client.post(path_of(claim), data=typed(form))

    assert (answer.status_code, answer.location) == (303, path_of(claim))
    db.session.expire_all()
    assert (claim.state, next_one.state) == (ClaimState.RELEASED, ClaimState.ACTIVE)
    page = page_of(client.get(path_of(claim)))
    assert page.all("h1")[0].words == "Du har lämnat passet"
    assert "Se var det annars behövs folk" in page.words
    assert not [form for form in page.all("form") if "/answers/" in form.attributes["action"]]


def test_pressing_twice_is_pressing_once(client: FlaskClient, claim: Claim) -> None:
    assert [client.post(path_of(claim)).status_code for _ in range(2)] == [303, 303]


def test_an_old_address_is_not_about_what_was_taken_anew(client: FlaskClient, claim: Claim) -> None:
    old, maja = path_of(claim), claim.person
    client.post(old)
    anew = claim_slot(claim.slot_id, maja)

    client.post(old)

    db.session.expire_all()
    assert anew.state is ClaimState.ACTIVE
    assert path_of(anew) != old


def test_an_old_address_is_not_about_somebody_who_got_its_number(
    client: FlaskClient, claim: Claim, person: MakePerson
) -> None:
    """SQLite gives the number of a deleted row away again."""
    old, number, slot_id = path_of(claim), claim.id, claim.slot_id
    db.session.execute(delete(Claim))
    db.session.commit()
    db.session.expunge_all()
    somebody = person()
    theirs = Claim(id=number, slot_id=slot_id, person_id=somebody.id, state=ClaimState.ACTIVE, created_at=NOW)
    db.session.add(theirs)
    db.session.commit()

    assert client.post(old).status_code == 404
    db.session.expire_all()
    assert theirs.state is ClaimState.ACTIVE


@pytest.mark.parametrize("token", ["nonsense", "1-", "1-AAAA", "0", "9" * 40, "%00", "1-%F0%9F%98%80", "x" * 3000])
def test_what_is_made_up_gets_a_kind_page(client: FlaskClient, claim: Claim, token: str) -> None:
    before = fingerprint()

    looked, pressed = client.get(f"/answers/{token}"), client.post(f"/answers/{token}")

    assert (looked.status_code, pressed.status_code) == (404, 404)
    assert "Adressen fungerar inte längre" in page_of(looked).words
    assert fingerprint() == before


def test_a_forged_address_is_none(client: FlaskClient, claim: Claim, person: MakePerson) -> None:
    other = wait_for_slot(claim.slot_id, person())
    signature = path_of(claim).partition("-")[2]

    assert client.post(f"/answers/{other.id}-{signature}").status_code == 404


def test_the_page_says_what_has_become_of_the_slot(client: FlaskClient, event: Event, claim: Claim) -> None:
    planning.cancel_event(event)
    assert "Inställt. Du behöver inte komma." in page_of(client.get(path_of(claim))).words

    with clock.standing_at(event.ends_at):
        page = page_of(client.get(path_of(claim)))
    assert "Passet är över" in page.words
    assert not [form for form in page.all("form") if "/answers/" in form.attributes["action"]]


def test_nobody_who_has_the_address_learns_who_else_comes(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson
) -> None:
    slot = make_event().slots[0]
    claim_slot(slot.id, person(name="Sara Åkesson"))
    claim = claim_slot(slot.id, person(name="Maja Lind"))

    words = page_of(client.get(path_of(claim))).words

    assert "Sara" not in words
    assert "Maja" not in words


def test_who_waits_leaves_the_queue_with_it(client: FlaskClient, claim: Claim, person: MakePerson) -> None:
    waiting = wait_for_slot(claim.slot_id, person())
    page = page_of(client.get(path_of(waiting)))
    assert form_to(page, path_of(waiting)).all("button")[0].words == "Lämna kön"

    client.post(path_of(waiting))

    db.session.expire_all()
    assert (waiting.state, claim.state) == (ClaimState.RELEASED, ClaimState.ACTIVE)


def test_at_short_notice_the_organiser_hears_of_it(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson
) -> None:
    claim = claim_slot(make_event(day=SATURDAY).slots[0].id, person(name="Maja Lind"))

    with clock.standing_at(NOW + timedelta(minutes=1)):
        client.post(path_of(claim))

    assert told(MessageKind.LATE) == ["olle@example.org"]


def test_the_page_speaks_the_language_of_whose_slot_it_is(
    client: FlaskClient, claim: Claim, person: MakePerson
) -> None:
    reader: Person = claim.person
    reader.language = "en"
    db.session.commit()

    assert page_of(client.get(path_of(claim))).all("h1")[0].words == "Can't you come?"
