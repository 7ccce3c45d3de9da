"""Take a slot, step back, change and remove slots: over HTTP."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Slot, SlotRole
from outreach.events.queries import get_event, get_slot
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import MakeEvent, a_slot
from tests.pages import error_by, form_to, page_of, typed

A_SLOT = {"role": "table", "start": "13:00", "end": "14.30", "needed": "2", "capacity": "4"}
TOO_MUCH = "1" + "0" * 30


@pytest.fixture
def maja(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    """A volunteer; `client` is her phone."""
    someone = person(name="Maja Lind")
    sign_in(client, someone)
    return someone


@pytest.fixture
def desk(app: Flask, client: FlaskClient, organiser: Person, sign_in: SignIn) -> FlaskClient:
    """The organiser's browser."""
    browser = app.test_client()
    sign_in(browser, organiser)
    return browser


def code_of(response: TestResponse) -> str:
    [card] = [each for each in page_of(response).all("div", role="alert") if "data-refusal" in each.attributes]
    return card.attributes["data-refusal"]


# ---- take and give back


def test_take_the_slot_with_the_button_and_step_back_with_the_other(
    client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    event = make_event()
    page = page_of(client.get(f"/events/{event.id}"))
    [take] = [form for form in page.all("form") if form.attributes["action"].endswith("/claim")]
    assert take.all("button")[0].words == "Ta passet"

    taken = client.post(take.attributes["action"], data=typed(take))

    assert (taken.status_code, taken.location) == (303, f"/events/{event.id}")
    page = page_of(client.get(taken.location))
    assert "Passet är ditt." in page.words or "Passet är ditt" in page.words
    assert "1 av 2" in page.words
    [back] = [form for form in page.all("form") if form.attributes["action"].endswith("/release")]
    assert back.all("button")[0].words == "Jag kan inte"
    assert client.post(back.attributes["action"], data=typed(back)).status_code == 303
    assert get_event(event.id).taken == 0


def test_the_token_may_come_as_a_header_or_in_the_form(
    client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    event = make_event()
    token = typed(form_to(page_of(client.get(f"/events/{event.id}")), "/sign-out"))["csrf_token"]
    address = f"/slots/{event.slots[0].id}/claim"

    assert client.post(address, csrf=False, headers={"X-CSRFToken": token}).status_code == 303
    assert client.post(address, csrf=False, data={"csrf_token": token}).status_code == 303
    assert client.post(address, csrf=False).status_code == 403


def test_pressing_twice_is_pressing_once(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    slot_id = make_event().slots[0].id

    answers = [client.post(f"/slots/{slot_id}/claim").status_code for _ in range(3)]

    assert answers == [303] * 3
    assert db.session.scalars(select(Claim.state)).all() == [ClaimState.ACTIVE]


def test_a_full_slot_says_so(client: FlaskClient, make_event: MakeEvent, maja: Person, person: MakePerson) -> None:
    event = make_event(slots=[a_slot(capacity=1)])
    claim_slot(event.slots[0].id, person())
    before = fingerprint()

    response = client.post(f"/slots/{event.slots[0].id}/claim")

    assert (response.status_code, code_of(response)) == (409, "FULL")
    assert "Någon hann före" in page_of(response).words
    assert fingerprint() == before
    page = page_of(client.get(f"/events/{event.id}"))
    assert not [form for form in page.all("form") if form.attributes["action"].endswith("/claim")]


def test_nobody_gives_back_what_is_somebody_elses(
    client: FlaskClient, make_event: MakeEvent, maja: Person, person: MakePerson, desk: FlaskClient
) -> None:
    theirs = claim_slot(make_event().slots[0].id, person())
    address = f"/claims/{theirs.id}/release"

    assert client.post(address).status_code == 404
    assert get_slot(theirs.slot_id).taken == 1

    assert desk.post(address).status_code == 303
    assert get_slot(theirs.slot_id).taken == 0


def test_nobody_is_sent_elsewhere_afterwards(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    event = make_event()

    response = client.post(f"/slots/{event.slots[0].id}/claim", data={"from": "https://evil.example/"})

    assert response.location == f"/events/{event.id}"


# ---- organise


def test_add_a_slot(desk: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event(slots=[])

    response = desk.post(f"/events/{event.id}/slots", data=A_SLOT)

    [slot] = get_event(event.id).slots
    assert response.status_code == 303
    assert (slot.role, slot.needed, slot.capacity, slot.taken) == (SlotRole.TABLE, 2, 4, 0)
    assert clock.local(slot.starts_at).strftime("%Y-%m-%d %H:%M") == "2027-03-13 13:00"
    assert clock.local(slot.ends_at).strftime("%H:%M") == "14:30"


def test_change_a_slot_below_what_is_taken(desk: FlaskClient, make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event(slots=[a_slot(capacity=3)])
    slot_id = event.slots[0].id
    for _ in range(3):
        claim_slot(slot_id, person())
    address = f"/slots/{slot_id}/edit"
    page = page_of(desk.get(address))
    assert "3 personer har platser" in page.words

    response = desk.post(address, data=typed(form_to(page, address)) | {"capacity": "1"})

    slot = get_slot(slot_id)
    assert response.status_code == 303
    assert (slot.capacity, slot.taken, slot.over) == (1, 3, 2)
    assert "2 för många" in page_of(desk.get(f"/events/{event.id}")).words


def test_who_has_a_slot_is_told_of_its_new_times_and_the_page_says_so(
    desk: FlaskClient, make_event: MakeEvent, person: MakePerson
) -> None:
    slot_id = make_event(slots=[a_slot()]).slots[0].id
    claim_slot(slot_id, person())
    address = f"/slots/{slot_id}/edit"
    form = typed(form_to(page_of(desk.get(address)), address))

    for changes, told in (({"capacity": "5"}, "Sparat."), ({"start": "14:00"}, "Sparat. 1 person får ett mejl.")):
        form |= changes
        page = page_of(desk.get(desk.post(address, data=form).location))
        assert [each.words for each in page.all("div", **{"class": "flash"})] == [told]


def test_remove_a_slot(desk: FlaskClient, make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event(slots=[a_slot(), a_slot()])
    free, taken = (slot.id for slot in event.slots)
    claim_slot(taken, person())

    gone, kept = desk.post(f"/slots/{free}/delete"), desk.post(f"/slots/{taken}/delete")

    assert gone.status_code == 303
    assert (kept.status_code, code_of(kept)) == (409, "SLOT_IS_TAKEN")
    assert db.session.scalars(select(Slot.id)).all() == [taken]


RUBBISH: list[tuple[str, str]] = [
    ("role", "nonsense"),
    ("role", ""),
    ("start", ""),
    ("start", "25:00"),
    ("start", "\0"),
    ("end", "13:00"),
    ("end", "12:59"),
    ("end", "\u202e14:00"),
    ("needed", ""),
    ("needed", "-1"),
    ("needed", "201"),
    ("needed", TOO_MUCH),
    ("capacity", ""),
    ("capacity", "0"),
    ("capacity", "1"),
    ("capacity", "201"),
    ("capacity", "four"),
    ("capacity", TOO_MUCH),
]


@pytest.mark.parametrize("where", ["new", "edit"])
@pytest.mark.parametrize(("name", "value"), RUBBISH, ids=[f"{name}={value[:12]!r}" for name, value in RUBBISH])
def test_rubbish_in_a_slot(desk: FlaskClient, make_event: MakeEvent, where: str, name: str, value: str) -> None:
    event = make_event()
    address = f"/events/{event.id}/slots" if where == "new" else f"/slots/{event.slots[0].id}/edit"
    before = fingerprint()
    everything = A_SLOT | {name: value}

    response = desk.post(address, data=everything)

    form = form_to(page_of(response), address)
    assert response.status_code == 422
    assert error_by(form, name)
    assert "Not a valid" not in error_by(form, name)
    assert {key: typed(form)[key] for key in A_SLOT} == everything | ({"role": ""} if name == "role" else {})
    assert fingerprint() == before


@pytest.mark.parametrize("where", ["new", "edit"])
def test_a_slot_in_the_hour_that_is_left_out(desk: FlaskClient, make_event: MakeEvent, where: str) -> None:
    from datetime import date

    event = make_event(day=date(2027, 3, 28))
    address = f"/events/{event.id}/slots" if where == "new" else f"/slots/{event.slots[0].id}/edit"

    response = desk.post(address, data=A_SLOT | {"start": "02:30", "end": "04:00"})

    form = form_to(page_of(response), address)
    assert response.status_code == 422
    assert "finns inte" in error_by(form, "start")
    assert typed(form)["start"] == "02:30"
