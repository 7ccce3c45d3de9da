"""The queue over HTTP: wait, leave it, be let in by hand, and what a page offers instead of a bare no."""

from datetime import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event
from outreach.events.queries import get_slot
from outreach.events.service.claiming import claim_slot, release_claim, wait_for_slot
from outreach.people.models import Person
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint, queries
from tests.events.conftest import NOW, SATURDAY, MakeEvent, a_slot
from tests.events.views.test_slots import code_of
from tests.pages import Element, control, form_to, page_of, typed

JSON = {"Accept": "application/json"}


@pytest.fixture
def maja(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    """A volunteer; `client` is her phone."""
    someone = person(name="Maja Lind")
    sign_in(client, someone)
    return someone


@pytest.fixture
def desk(app: Flask, organiser: Person, sign_in: SignIn) -> FlaskClient:
    """The organiser's browser."""
    browser = app.test_client()
    sign_in(browser, organiser)
    return browser


@pytest.fixture
def full(make_event: MakeEvent, person: MakePerson) -> Event:
    """An event whose one place is taken by Hanna."""
    event = make_event(slots=[a_slot(capacity=1)])
    claim_slot(event.slots[0].id, person(name="Hanna Holm", email="hanna@example.org"))
    return event


def buttons(page: Element, end: str) -> list[Element]:
    """The forms that lead to addresses with that ending."""
    return [form for form in page.all("form") if form.attributes["action"].endswith(end)]


def page_at(client: FlaskClient, event: Event) -> Element:
    return page_of(client.get(f"/events/{event.id}"))


# ---- wait


def test_who_finds_a_slot_full_stands_in_the_queue_and_leaves_it(
    client: FlaskClient, full: Event, maja: Person, person: MakePerson
) -> None:
    wait_for_slot(full.slots[0].id, person())
    page = page_at(client, full)
    [wait] = buttons(page, "/wait")
    assert wait.all("button")[0].words == "Ställ dig i kö"
    assert not buttons(page, "/claim")
    assert "1 i kö" in page.words

    answer = client.post(wait.attributes["action"], data=typed(wait))

    assert (answer.status_code, answer.location) == (303, f"/events/{full.id}")
    page = page_at(client, full)
    assert page.words.count("Du står på plats 2 i kön.") == 2, "once as news, once beside the slot"
    [leave] = buttons(page, "/release")
    assert leave.all("button")[0].words == "Lämna kön"
    assert client.post(leave.attributes["action"], data=typed(leave)).status_code == 303
    assert "Du står inte i kön längre." in page_at(client, full).words


def test_from_my_own_page_one_comes_back_to_it(client: FlaskClient, full: Event, maja: Person) -> None:
    answer = client.post(f"/slots/{full.slots[0].id}/wait", data={"from": "me"})

    assert answer.location == "/me"


def test_the_same_form_again_does_not_wait_anew(client: FlaskClient, full: Event, maja: Person) -> None:
    [wait] = buttons(page_at(client, full), "/wait")
    client.post(wait.attributes["action"], data=typed(wait))
    [leave] = buttons(page_at(client, full), "/release")
    client.post(leave.attributes["action"], data=typed(leave))

    again = client.post(wait.attributes["action"], data=typed(wait))

    assert again.status_code == 303
    assert "har lämnat det sedan dess" in page_at(client, full).words
    assert [claim.state for claim in db.session.scalars(select(Claim).where(Claim.person_id == maja.id))] == [
        ClaimState.RELEASED
    ]


def test_who_is_let_in_reads_until_when_they_may_say_no(
    client: FlaskClient, full: Event, maja: Person, person: MakePerson
) -> None:
    wait_for_slot(full.slots[0].id, maja)
    release_claim(db.session.scalars(select(Claim).where(Claim.state == ClaimState.ACTIVE)).one())

    page = page_at(client, full)

    assert "Du har passet." in page.words
    assert "säg till före lör 6 mars kl. 22.00" in page.words
    with clock.standing_at(NOW.replace(hour=22)):
        assert "säg till före" not in page_at(client, full).words


def test_a_step_back_that_is_late_says_who_hears_of_it(
    client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    soon, later = make_event(day=SATURDAY), make_event()
    for event in (soon, later):
        claim_slot(event.slots[0].id, maja)

    assert "får den ansvariga veta det direkt" in page_at(client, soon).words
    assert "får den ansvariga veta det direkt" not in page_at(client, later).words


# ---- what is offered instead of a bare no


def test_who_comes_too_late_is_offered_the_queue(client: FlaskClient, full: Event, maja: Person) -> None:
    before = fingerprint()

    refused = client.post(f"/slots/{full.slots[0].id}/claim", data={"from": "me"})

    page = page_of(refused)
    assert (refused.status_code, code_of(refused)) == (409, "FULL")
    assert fingerprint() == before
    [wait] = buttons(page, "/wait")
    assert client.post(wait.attributes["action"], data=typed(wait)).location == "/me"


def test_what_overlaps_is_taken_with_a_second_word(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    mine, other = make_event(title="Mitt"), make_event(title="Samtidigt")
    claim_slot(mine.slots[0].id, maja)
    address = f"/slots/{other.slots[0].id}/claim"

    refused = client.post(address, data={"key": "a key"})

    page = page_of(refused)
    assert (refused.status_code, code_of(refused)) == (409, "OVERLAPS")
    assert "Då har du redan: Mitt lör 13 mars, Dela ut flygblad 13.00–15.00." in page.words
    anyway = form_to(page, address)
    assert anyway.all("button")[0].words == "Ta det ändå"
    assert typed(anyway)["key"] == "a key"
    assert client.post(address, data=typed(anyway)).status_code == 303
    assert get_slot(other.slots[0].id).taken == 1


def test_the_page_of_the_event_has_the_second_word_at_once(
    client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    mine, other = make_event(title="Mitt"), make_event(title="Samtidigt")
    claim_slot(mine.slots[0].id, maja)

    page = page_at(client, other)
    [anyway] = buttons(page, "/claim")

    assert "Då har du redan: Mitt" in page.words
    assert client.post(anyway.attributes["action"], data=typed(anyway)).status_code == 303


@pytest.mark.parametrize("reason", ["FULL", "OVERLAPS"])
def test_a_script_gets_the_code(
    client: FlaskClient, make_event: MakeEvent, full: Event, maja: Person, reason: str
) -> None:
    event = full if reason == "FULL" else make_event(title="Samtidigt")
    if reason == "OVERLAPS":
        claim_slot(make_event().slots[0].id, maja)

    answer = client.post(f"/slots/{event.slots[0].id}/claim", headers=JSON)

    assert (answer.status_code, answer.get_json()["error"]) == (409, reason)


# ---- two at once


@pytest.fixture
def pair(make_event: MakeEvent) -> Event:
    """A slot, and one that begins as it ends."""
    return make_event(slots=[a_slot(end=time(14)), a_slot(start=time(14), capacity=1)])


def test_the_slot_right_after_is_taken_along(client: FlaskClient, pair: Event, maja: Person) -> None:
    first, second = pair.slots
    take = form_to(page_at(client, pair), f"/slots/{first.id}/claim")
    assert "Och direkt efter: Dela ut flygblad kl. 14.00–15.00" in take.words

    answer = client.post(take.attributes["action"], data=typed(take) | {"also": str(second.id)})

    assert answer.status_code == 303
    told = "Passen är dina: Dela ut flygblad 13.00–14.00 och Dela ut flygblad 14.00–15.00."
    assert told in page_at(client, pair).words
    assert [get_slot(slot.id).taken for slot in (first, second)] == [1, 1]


def test_if_one_of_two_is_gone_neither_is_taken(
    client: FlaskClient, pair: Event, maja: Person, person: MakePerson
) -> None:
    first, second = pair.slots
    claim_slot(second.id, person())

    refused = client.post(f"/slots/{first.id}/claim", data={"also": str(second.id)})

    assert (refused.status_code, code_of(refused)) == (409, "FULL")
    assert "kl. 14.00–15.00" in page_of(refused).words
    assert get_slot(first.id).taken == 0


@pytest.mark.parametrize("also", ["nonsense", "", "-1", "1" + "0" * 30, "\0"])
def test_nonsense_to_take_along_is_left_out(client: FlaskClient, pair: Event, maja: Person, also: str) -> None:
    assert client.post(f"/slots/{pair.slots[0].id}/claim", data={"also": also}).status_code == 303


def test_what_does_not_exist_takes_nothing_along(client: FlaskClient, pair: Event, maja: Person) -> None:
    assert client.post(f"/slots/{pair.slots[0].id}/claim", data={"also": "4711"}).status_code == 404
    assert get_slot(pair.slots[0].id).taken == 0


# ---- the organiser


def test_the_organiser_sees_the_queue_and_gives_a_place(
    desk: FlaskClient, client: FlaskClient, full: Event, maja: Person, person: MakePerson
) -> None:
    wait_for_slot(full.slots[0].id, person(name="Bo Berg", email="bo@example.org"))
    wait_for_slot(full.slots[0].id, maja)
    assert "Bo Berg" not in page_at(client, full).words

    page = page_at(desk, full)
    assert "1. Bo Berg" in page.words
    assert "2. Maja Lind" in page.words
    give = next(form for form in buttons(page, "/promote") if "Maja" in form.words)
    refused = desk.post(give.attributes["action"], data=typed(give))
    assert (refused.status_code, code_of(refused)) == (409, "NO_ROOM")
    assert get_slot(full.slots[0].id).capacity == 1

    make_room = form_to(page_of(refused), give.attributes["action"])
    assert make_room.all("button")[0].words == "Gör plats för 2 och ge Maja platsen"
    assert desk.post(give.attributes["action"], data=typed(make_room)).status_code == 303

    slot = get_slot(full.slots[0].id)
    assert (slot.capacity, slot.taken) == (2, 2)
    assert "Maja har platsen och får veta det." in page_at(desk, full).words


def test_the_organiser_asks_five_and_sees_how_many_were_asked(
    desk: FlaskClient, make_event: MakeEvent, person: MakePerson
) -> None:
    event = make_event()
    for _ in range(6):
        person()
    [ask] = buttons(page_at(desk, event), "/ask")
    assert ask.all("button")[0].words == "Fråga fem personer"

    for _ in range(2):
        assert desk.post(ask.attributes["action"], data=typed(ask)).status_code == 303

    page = page_at(desk, event)
    assert "5 personer har fått frågan, senast nyss." in page.words
    [more] = buttons(page, "/ask")
    assert more.all("button")[0].words == "Fråga fem till"


def test_who_has_done_it_before_is_wanted_softly(
    desk: FlaskClient, client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    event = make_event()
    address = f"/slots/{event.slots[0].id}/edit"
    form = form_to(page_of(desk.get(address)), address)
    assert "checked" not in control(form, "wants_experienced").attributes

    assert desk.post(address, data=typed(form) | {"wants_experienced": "y"}).status_code == 303

    assert get_slot(event.slots[0].id).wants_experienced
    page = page_at(client, event)
    assert "Gärna någon som har gjort det förut, men du är välkommen ändå." in page.words
    assert buttons(page, "/claim")


def test_a_long_queue_takes_no_more_queries(app: Flask, desk: FlaskClient, full: Event, person: MakePerson) -> None:
    def asked() -> int:
        with queries(app) as seen:
            assert desk.get(f"/events/{full.id}").status_code == 200
        return len(seen)

    wait_for_slot(full.slots[0].id, person())
    few = asked()
    for _ in range(15):
        wait_for_slot(full.slots[0].id, person())

    assert asked() == few
