"""Placing and moving: what is asked, who is told first, the way back, and ten seconds to undo."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.queries import get_event
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, NOW, MakeEvent, a_slot
from tests.mails import beside_confirmations
from tests.pages import Element, control, error_by, form_to, page_of, typed

PLANNED = {"kind": "social", "day": "2027-03-20", "start": "17:00", "end": "18:30", "hands": "0"}
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _signed_in(client: FlaskClient, organiser: Person, sign_in: SignIn) -> None:
    sign_in(client, organiser)


@pytest.fixture
def booked(make_event: MakeEvent, person: MakePerson) -> Event:
    event = make_event(slots=[a_slot(capacity=4)], point=IN_HAGALUND)
    for _ in range(2):
        claim_slot(event.slots[0].id, person())
    return event


def undo_form(page: Element) -> Element:
    is_undo = re.compile(r"/changes/[^/]+/undo").fullmatch
    [form] = [form for form in page.all("form") if is_undo(form.attributes.get("action", ""))]
    return form


def followed(client: FlaskClient, response: TestResponse) -> Element:
    assert response.status_code == 303
    return page_of(client.get(response.location))


def mails() -> int:
    return len(db.session.scalars(beside_confirmations()).all())


# ---- a time that comes twice, a day that has been, a point outside


def test_a_time_that_comes_twice_asks_which(client: FlaskClient) -> None:
    night = PLANNED | {"day": "2027-10-31", "start": "02:30", "end": "04:00"}
    before = fingerprint()

    asked = client.post("/events/new", data=night)

    form = form_to(page_of(asked), "/events/new")
    assert asked.status_code == 422
    assert error_by(form, "start_turn") == "Välj vilken av de två."
    assert "end_turn" not in typed(form), "04.00 comes once"
    assert {name: typed(form)[name] for name in night} == night
    assert fingerprint() == before

    assert client.post("/events/new", data=typed(form) | {"start_turn": "1"}).status_code == 303
    event = db.session.scalars(select(Event)).one()
    assert event.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    again = form_to(page_of(client.get(f"/events/{event.id}/edit")), f"/events/{event.id}/edit")
    assert (typed(again)["start_turn"], typed(again)["start"]) == ("1", "02:30")
    assert client.post(f"/events/{event.id}/edit", data=typed(again) | {"start_turn": "0"}).status_code == 303
    assert get_event(event.id).starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_both_times_may_come_twice(client: FlaskClient) -> None:
    night = PLANNED | {"day": "2027-10-31", "start": "02:30", "end": "02:15", "start_turn": "0", "end_turn": "1"}

    assert client.post("/events/new", data=night).status_code == 303
    event = db.session.scalars(select(Event)).one()
    assert event.ends_at - event.starts_at == timedelta(minutes=45)

    wrong = client.post("/events/new", data=night | {"end_turn": "0"})
    assert wrong.status_code == 422
    assert error_by(form_to(page_of(wrong), "/events/new"), "end")


@pytest.mark.parametrize("day", ["2027-10-30", "2027-03-20"])
def test_other_nights_ask_nothing(client: FlaskClient, day: str) -> None:
    night = PLANNED | {"day": day, "start": "02:30", "end": "04:00"}

    assert client.post("/events/new", data=night).status_code == 303
    assert "start_turn" not in typed(form_to(page_of(client.get("/events/new?day=2027-10-31")), "/events/new"))


def test_a_slot_in_the_hour_that_comes_twice_asks_too(client: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event(day=date(2027, 10, 31), slots=[])
    slot = {"role": "table", "start": "02:15", "end": "02:45", "needed": "1", "capacity": "2"}

    asked = client.post(f"/events/{event.id}/slots", data=slot)

    form = form_to(page_of(asked), f"/events/{event.id}/slots")
    assert asked.status_code == 422
    assert error_by(form, "start_turn")
    assert error_by(form, "end_turn")
    answer = client.post(f"/events/{event.id}/slots", data=typed(form) | {"start_turn": "1", "end_turn": "1"})
    assert answer.status_code == 303
    [made] = get_event(event.id).slots
    assert made.starts_at == datetime(2027, 10, 31, 1, 15, tzinfo=UTC)
    shown = typed(form_to(page_of(client.get(f"/slots/{made.id}/edit")), f"/slots/{made.id}/edit"))
    assert (shown["start_turn"], shown["end_turn"]) == ("1", "1")


def test_a_day_that_has_been_asks_and_nothing_is_lost(client: FlaskClient) -> None:
    yesterday = PLANNED | {"day": "2027-03-05", "title": "Vi var på torget"}
    before = fingerprint()

    asked = client.post("/events/new", data=yesterday)

    form = form_to(page_of(asked), "/events/new")
    assert asked.status_code == 422
    assert error_by(form, "anyway") == "Den dagen har varit. Planera ändå?"
    assert {name: typed(form)[name] for name in yesterday} == yesterday
    assert fingerprint() == before
    assert client.post("/events/new", data=yesterday | {"anyway": "y"}).status_code == 303
    assert clock.day_of(db.session.scalars(select(Event)).one().starts_at) == date(2027, 3, 5)


def test_today_asks_nothing_nor_does_a_past_day_that_stays(client: FlaskClient, make_event: MakeEvent) -> None:
    assert client.post("/events/new", data=PLANNED | {"day": "2027-03-06"}).status_code == 303
    event = make_event(day=date(2027, 3, 1))
    address = f"/events/{event.id}/edit"
    form = typed(form_to(page_of(client.get(address)), address))

    assert "anyway" not in form
    assert client.post(address, data=form | {"title": "Torget"}).status_code == 303
    assert client.post(address, data=form | {"day": "2027-03-02"}).status_code == 422


def test_a_point_outside_all_areas_is_allowed_and_said(client: FlaskClient, solna: None) -> None:
    point = {"latitude": "59.3293", "longitude": "18.0686"}
    page = page_of(client.get("/events/new", query_string=point))
    assert "utanför alla områden" in page.by_id("outside").words
    inside = page_of(client.get("/events/new?latitude=59.3622&longitude=18.0088"))
    assert "outside" not in inside.ids()

    assert client.post("/events/new", data=PLANNED | point).status_code == 303

    event = db.session.scalars(select(Event)).one()
    assert "Utanför alla områden" in page_of(client.get(f"/events/{event.id}")).words


def test_an_event_without_a_point_is_not_outside(client: FlaskClient, make_event: MakeEvent) -> None:
    assert "Utanför alla områden" not in page_of(client.get(f"/events/{make_event().id}")).words


# ---- the form that moves


def test_the_form_says_first_how_many_are_told(client: FlaskClient, booked: Event) -> None:
    page = page_of(client.get(f"/events/{booked.id}/move?day=2027-03-21&next=/calendar%3Fmonth%3D2027-03"))

    form = form_to(page, f"/events/{booked.id}/move")
    assert page.by_id("told-first").words == "2 bokade får veta."
    values = typed(form)
    assert (values["day"], values["start"], values["end"]) == ("2027-03-21", "13:00", "15:00")
    assert (values["latitude"], values["longitude"]) == ("59.3622", "18.0088")

    response = client.post(f"/events/{booked.id}/move", data=values)

    assert response.location == "/calendar?month=2027-03"
    page = followed(client, response)
    assert "Flyttad. 2 personer får ett mejl." in page.words
    assert clock.day_of(get_event(booked.id).starts_at) == date(2027, 3, 21)
    assert mails() == 2
    back = undo_form(page)
    response = client.post(back.attributes["action"], data=typed(back))
    assert response.location == "/calendar?month=2027-03"
    assert "Ångrat." in followed(client, response).words
    assert clock.day_of(get_event(booked.id).starts_at) == NEXT_SATURDAY
    assert mails() == 0


def test_a_draft_tells_nobody(client: FlaskClient, make_event: MakeEvent) -> None:
    page = page_of(client.get(f"/events/{make_event(EventStatus.DRAFT).id}/move"))

    assert page.by_id("told-first").words == "Ingen är bokad, så ingen behöver få veta."


@pytest.mark.parametrize("next_", ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere", "calendar"])
def test_the_way_back_is_one_of_ours(client: FlaskClient, booked: Event, next_: str) -> None:
    response = client.post(f"/events/{booked.id}/move", data={"day": "2027-03-21", "next": next_})

    assert response.location == f"/events/{booked.id}"


def test_to_a_past_day_it_asks(client: FlaskClient, booked: Event) -> None:
    response = client.post(f"/events/{booked.id}/move", data={"day": "2027-03-01", "next": "/calendar"})

    form = form_to(page_of(response), f"/events/{booked.id}/move")
    assert response.status_code == 422
    assert error_by(form, "anyway")
    assert typed(form)["next"] == "/calendar"
    assert client.post(f"/events/{booked.id}/move", data=typed(form) | {"anyway": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("sent", "day", "point"),
    [
        ({"day": "2027-03-21"}, date(2027, 3, 21), IN_HAGALUND),
        ({"latitude": "59.36", "longitude": "18,01"}, NEXT_SATURDAY, (59.36, 18.01)),
        ({"day": "2027-03-21", "latitude": "", "longitude": ""}, date(2027, 3, 21), IN_HAGALUND),
    ],
)
def test_what_is_not_sent_stays_as_it_is(
    client: FlaskClient, booked: Event, sent: dict[str, str], day: date, point: tuple[float, float]
) -> None:
    response = client.post(f"/events/{booked.id}/move", data=sent)

    event = get_event(booked.id)
    assert response.status_code == 303
    assert (clock.day_of(event.starts_at), (event.latitude, event.longitude)) == (day, point)
    assert clock.local(event.starts_at).hour == 13


@pytest.mark.parametrize("sent", [{}, {"latitude": "59.36"}, {"latitude": "91", "longitude": "18"}, {"day": "soon"}])
def test_half_a_move_is_none(client: FlaskClient, booked: Event, sent: dict[str, str]) -> None:
    before = fingerprint()

    assert client.post(f"/events/{booked.id}/move", data=sent).status_code == 422
    assert fingerprint() == before


# ---- for scripts


def test_a_script_gets_what_undoes_it(client: FlaskClient, booked: Event) -> None:
    response = client.post(f"/events/{booked.id}/move", data={"day": "2027-03-21"}, headers=JSON)

    answer = response.get_json()
    assert response.status_code == 200
    assert (answer["told"], answer["message"]) == (2, "Flyttad. 2 personer får ett mejl.")
    assert "Flyttad" not in page_of(client.get("/calendar")).words, "said once, by the script"

    undone = client.post(f"/changes/{answer['undo']}/undo", headers=JSON)

    assert (undone.status_code, undone.get_json()) == (200, {"message": "Ångrat.", "left": []})
    assert mails() == 0


def test_to_where_it_stands_there_is_nothing_to_undo(client: FlaskClient, booked: Event) -> None:
    answer = client.post(f"/events/{booked.id}/move", data={"day": "2027-03-13"}, headers=JSON).get_json()

    assert answer == {"undo": None, "told": 0, "lasts": 10, "message": "Den står där den stod."}


def test_a_script_is_told_what_is_wrong(client: FlaskClient, booked: Event) -> None:
    response = client.post(f"/events/{booked.id}/move", data={"day": "2027-03-01"}, headers=JSON)

    assert response.status_code == 422
    assert list(response.get_json()["fields"]) == ["anyway"]


# ---- undo


@pytest.mark.parametrize("what", ["edit", "cancel"])
def test_what_else_is_told_can_be_undone_too(client: FlaskClient, booked: Event, what: str) -> None:
    address = f"/events/{booked.id}/{what}"
    values: dict[str, Any] = {}
    if what == "edit":
        values = typed(form_to(page_of(client.get(address)), address)) | {"venue": "Vid bron"}

    page = followed(client, client.post(address, data=values))

    assert mails() == 2
    assert "2 personer får ett mejl." in page.words
    assert page.all("div", **{"data-undo": "10"})
    form = undo_form(page)
    client.post(form.attributes["action"], data=typed(form))
    event = get_event(booked.id)
    assert (event.status, event.place, mails()) == (EventStatus.SCHEDULED, "Under bron", 0)


def test_a_typo_can_be_undone_and_tells_nobody(client: FlaskClient, booked: Event) -> None:
    address = f"/events/{booked.id}/edit"
    values = typed(form_to(page_of(client.get(address)), address)) | {"title": "Flygblat"}

    page = followed(client, client.post(address, data=values))

    assert "mejl" not in page.words.split("Flygblat")[0]
    form = undo_form(page)
    client.post(form.attributes["action"], data=typed(form))
    assert get_event(booked.id).title == "Flygblad vid torget"


@pytest.mark.parametrize(("seconds", "times", "code"), [(10, 1, "TOO_LATE"), (1, 2, "ALREADY_UNDONE")])
def test_a_late_or_second_press_is_refused_by_name(
    client: FlaskClient, booked: Event, seconds: int, times: int, code: str
) -> None:
    token = client.post(f"/events/{booked.id}/move", data={"day": "2027-03-21"}, headers=JSON).get_json()["undo"]

    with clock.standing_at(NOW + timedelta(seconds=seconds)):
        answers = [client.post(f"/changes/{token}/undo", headers=JSON) for _ in range(times)]

    assert (answers[-1].status_code, answers[-1].get_json()["error"]) == (409, code)


def test_an_unknown_change_is_not_found(client: FlaskClient) -> None:
    assert client.post("/changes/made-up/undo").status_code == 404


def test_the_boxes_are_boxes(client: FlaskClient) -> None:
    form = form_to(page_of(client.post("/events/new", data=PLANNED | {"day": "2027-03-01"})), "/events/new")

    assert control(form, "anyway").attributes["type"] == "checkbox"
