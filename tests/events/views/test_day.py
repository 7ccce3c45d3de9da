"""The day's page: who sees it, whom they can call, who came, what became of it."""

from datetime import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.db import db
from outreach.events.models import Claim, Event, EventStatus
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person, Role
from tests.conftest import MakePerson, SignIn
from tests.events.conftest import NEXT_SATURDAY, SATURDAY, MakeEvent, a_slot
from tests.pages import Element, form_to, page_of, typed

JSON = {"Accept": "application/json"}


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    """One that has begun: today from nine to three."""
    return make_event(
        day=SATURDAY, start=time(9), end=time(15), slots=[a_slot(start=time(9), end=time(15), capacity=5)]
    )


@pytest.fixture
def maja(event: Event, person: MakePerson) -> Claim:
    someone = person(name="Maja Lind", email="maja@example.org")
    someone.phone = "070-123 45 67"
    db.session.commit()
    return claim_slot(event.slots[0].id, someone)


def lead(client: FlaskClient, sign_in: SignIn, event: Event, person: Person) -> Person:
    """Sign somebody in who is responsible for the event."""
    event.responsible_id = person.id
    db.session.commit()
    sign_in(client, person)
    return person


def ways_to_reach(page: Element) -> list[str]:
    links = [link.attributes["href"] for link in page.all("a")]
    return [href for href in links if href.startswith(("tel:", "sms:", "mailto:"))]


def attended(claim: Claim) -> bool | None:
    return db.session.scalar(select(Claim.attended).where(Claim.id == claim.id))


def test_whoever_is_responsible_sees_who_comes_and_can_call(
    client: FlaskClient, event: Event, maja: Claim, person: MakePerson, sign_in: SignIn
) -> None:
    lead(client, sign_in, event, person())

    page = page_of(client.get(f"/events/{event.id}/day"))

    assert "Maja Lind" in page.words
    assert ways_to_reach(page) == ["tel:0701234567", "sms:0701234567"]


def test_an_organiser_who_is_not_responsible_sees_names_alone(
    client: FlaskClient, event: Event, maja: Claim, person: MakePerson, sign_in: SignIn
) -> None:
    sign_in(client, person(Role.ORGANISER))

    response = client.get(f"/events/{event.id}/day")

    assert "Maja Lind" in page_of(response).words
    assert ways_to_reach(page_of(response)) == []
    assert "maja@example.org" not in response.text
    assert "070" not in response.text


def test_days_before_nobody_is_called(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    event = make_event(day=NEXT_SATURDAY)
    claim_slot(event.slots[0].id, person(name="Maja Lind", email="maja@example.org"))
    lead(client, sign_in, event, person())

    response = client.get(f"/events/{event.id}/day")

    assert "Maja Lind" in response.text
    assert "maja@example.org" not in response.text


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.MEDIA, Role.ADMIN])
def test_to_others_there_is_no_such_page(
    client: FlaskClient, event: Event, maja: Claim, person: MakePerson, sign_in: SignIn, role: Role
) -> None:
    sign_in(client, person(role))

    assert client.get(f"/events/{event.id}/day").status_code == 404
    assert client.post(f"/claims/{maja.id}/attendance", data={"attended": "yes"}).status_code == 404
    assert client.post(f"/events/{event.id}/hold", data={"conversations": "4"}).status_code == 403
    assert attended(maja) is None


def test_ticks_without_a_script(
    client: FlaskClient, event: Event, maja: Claim, person: MakePerson, sign_in: SignIn
) -> None:
    """Here, not here, and back to not noted: the button that is pressed already takes it back."""
    lead(client, sign_in, event, person())
    seen = []
    for answer in ("yes", "no", "no"):
        form = form_to(page_of(client.get(f"/events/{event.id}/day")), f"/claims/{maja.id}/attendance")
        [button] = [each for each in form.all("button") if each.attributes["data-answer"] == answer]
        response = client.post(
            f"/claims/{maja.id}/attendance", data=typed(form) | {"attended": button.attributes["value"]}
        )
        assert response.location == f"/events/{event.id}/day#claim-{maja.id}"
        seen.append(attended(maja))

    assert seen == [True, False, None]


def test_a_tick_that_is_sent_twice_is_one(
    client: FlaskClient, event: Event, maja: Claim, person: MakePerson, sign_in: SignIn
) -> None:
    lead(client, sign_in, event, person())
    tick = {"attended": "yes", "was": ""}

    answers = [client.post(f"/claims/{maja.id}/attendance", data=tick, headers=JSON) for _ in range(2)]

    assert [(answer.status_code, answer.json) for answer in answers] == [(200, {"now": "yes"})] * 2


def test_what_somebody_else_noted_meanwhile_is_not_overwritten(
    client: FlaskClient, event: Event, maja: Claim, person: MakePerson, sign_in: SignIn
) -> None:
    lead(client, sign_in, event, person())
    client.post(f"/claims/{maja.id}/attendance", data={"attended": "no", "was": ""})

    late = client.post(f"/claims/{maja.id}/attendance", data={"attended": "yes", "was": ""}, headers=JSON)

    assert (late.status_code, late.get_json()["error"]) == (409, "NOTED_OTHERWISE")
    assert attended(maja) is False
    assert client.post(f"/claims/{maja.id}/attendance", data={"attended": "yes"}).status_code == 303
    assert attended(maja) is True


@pytest.mark.parametrize("answer", ["maybe", "YES", "1"])
def test_other_answers_are_none(
    client: FlaskClient, event: Event, maja: Claim, person: MakePerson, sign_in: SignIn, answer: str
) -> None:
    lead(client, sign_in, event, person())

    assert client.post(f"/claims/{maja.id}/attendance", data={"attended": answer}).status_code == 400


def test_a_responsible_volunteer_notes_the_outcome(
    client: FlaskClient, event: Event, person: MakePerson, sign_in: SignIn
) -> None:
    lead(client, sign_in, event, person())
    form = form_to(page_of(client.get(f"/events/{event.id}/day")), f"/events/{event.id}/hold")

    response = client.post(
        f"/events/{event.id}/hold", data=typed(form) | {"leaflets_letterbox": "300", "leaflets_by_hand": "40"}
    )

    assert response.location == f"/events/{event.id}/day"
    db.session.refresh(event)
    assert (event.status, event.leaflets_letterbox, event.leaflets_by_hand) == (EventStatus.HELD, 300, 40)


def test_figures_that_somebody_noted_meanwhile_are_not_overwritten(
    client: FlaskClient, event: Event, person: MakePerson, sign_in: SignIn
) -> None:
    lead(client, sign_in, event, person())
    path = f"/events/{event.id}/hold"
    mine = {"leaflets_by_hand": "40", "was": "", "from": "day"}
    client.post(path, data={"leaflets_by_hand": "55"})

    late = client.post(path, data=mine, headers=JSON)
    page = client.post(path, data=mine, headers={"Sec-Fetch-Site": "same-origin"})

    assert (late.status_code, late.get_json()["error"]) == (409, "OTHER_FIGURES")
    assert page.status_code == 409
    assert page_of(page).all("input", name="leaflets_by_hand", value="40")
    db.session.refresh(event)
    assert event.leaflets_by_hand == 55
    again = client.post(path, data={"leaflets_by_hand": "55", "was": ""}, headers=JSON)
    assert again.status_code == 200, "the same figures once more are no conflict"


def test_bad_figures_come_back_with_a_word(
    client: FlaskClient, event: Event, person: MakePerson, sign_in: SignIn
) -> None:
    lead(client, sign_in, event, person())
    path = f"/events/{event.id}/hold"

    page = client.post(path, data={"from": "day", "leaflets_by_hand": "många", "note": "Fint väder"})
    said = client.post(path, data={"leaflets_by_hand": "många"}, headers=JSON)

    assert (page.status_code, said.status_code) == (422, 422)
    assert typed(form_to(page_of(page), path))["note"] == "Fint väder"
    assert said.get_json()["message"]


def test_the_way_to_the_page_is_shown_to_those_who_lead(
    client: FlaskClient, event: Event, person: MakePerson, sign_in: SignIn
) -> None:
    path = f"/events/{event.id}/day"
    sign_in(client, person())
    assert path not in client.get("/me").text + client.get(f"/events/{event.id}").text

    lead(client, sign_in, event, person())

    assert path in client.get("/me").text
    assert path in client.get(f"/events/{event.id}").text
