"""One event: plan, look, edit, publish, move, cancel, hold; and what becomes of rubbish in the forms."""

from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus, SlotRole
from outreach.events.queries import get_event
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person
from outreach.places.queries import find_area_by_name
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import IN_HAGALUND, SATURDAY, MakeEvent, a_slot
from tests.mails import beside_confirmations
from tests.pages import error_by, form_to, page_of, typed

TYPED = {
    "kind": "square_meeting",
    "title": "Torgmöte om bostäder",
    "day": "2027-03-20",
    "start": "11:00",
    "end": "12.30",
    "venue": "Hagalunds torg",
    "latitude": "59.3622",
    "longitude": "18,0088",
    "area": "",
    "hands": "3",
    "description": "Ta med bordet.\nVi ses vid fontänen.",
}


@pytest.fixture(autouse=True)
def _signed_in(client: FlaskClient, organiser: Person, sign_in: SignIn) -> None:
    sign_in(client, organiser)


@pytest.fixture
def volunteers(app: Flask, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    """Another browser, in which a volunteer is signed in."""
    client = app.test_client()
    sign_in(client, person(name="Maja Lind"))
    return client


def the_event() -> Event:
    return db.session.scalars(select(Event)).one()


# ---- plan


def test_plan_a_draft(client: FlaskClient, solna: None, organiser: Person) -> None:
    response = client.post("/events/new", data=TYPED)

    event = the_event()
    assert (response.status_code, response.location) == (303, f"/events/{event.id}")
    assert (event.kind, event.status, event.title) == (
        EventKind.SQUARE_MEETING,
        EventStatus.DRAFT,
        "Torgmöte om bostäder",
    )
    assert clock.local(event.starts_at).strftime("%Y-%m-%d %H:%M") == "2027-03-20 11:00"
    assert clock.local(event.ends_at).strftime("%H:%M") == "12:30"
    assert (event.latitude, event.longitude) == (59.3622, 18.0088)
    assert event.area is not None
    assert event.area.name == "Hagalund"
    assert event.venue is not None
    assert event.responsible == organiser
    assert event.description == "Ta med bordet.\nVi ses vid fontänen."
    assert [(slot.role, slot.capacity) for slot in event.slots] == [(SlotRole.TABLE, 3)]


def test_plan_and_publish_in_one_press(client: FlaskClient, solna: None) -> None:
    client.post("/events/new", data=TYPED | {"publish": "1"})

    assert the_event().status is EventStatus.SCHEDULED


def test_no_hands_no_slot(client: FlaskClient) -> None:
    for hands in ("", "0"):
        client.post("/events/new", data=TYPED | {"hands": hands})

    assert [event.slots for event in db.session.scalars(select(Event))] == [[], []]


def test_day_and_point_of_the_calendar_stand_in_the_form(client: FlaskClient, solna: None) -> None:
    form = form_to(
        page_of(client.get("/events/new?day=2027-05-01&latitude=59.3622&longitude=18.0088&kind=social")), "/events/new"
    )

    values = typed(form)
    assert (values["day"], values["latitude"], values["longitude"]) == ("2027-05-01", "59.3622", "18.0088")
    assert values["kind"] == "social"
    assert client.post("/events/new", data=values).status_code == 303


@pytest.mark.parametrize(
    "nonsense",
    [
        "day=2027-02-30",
        "day=%00",
        "day=0001-01-01",
        "day=9999-12-31",
        "latitude=nan&longitude=nan",
        "latitude=inf&longitude=1",
        "latitude=1e30&longitude=1",
        "latitude=59.3",
        "kind=nonsense",
        "area=4711",
        "venue=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_nonsense_in_the_address_is_left_out(client: FlaskClient, nonsense: str) -> None:
    response = client.get(f"/events/new?{nonsense}")

    assert response.status_code == 200
    assert "<script>alert" not in response.text
    values = typed(form_to(page_of(response), "/events/new"))
    if "latitude" in nonsense:
        assert values["latitude"] == values["longitude"] == ""


# ---- rubbish

TOO_MUCH = "10" + "0" * 29
RUBBISH: list[tuple[str, str]] = [
    ("kind", ""),
    ("kind", "nonsense"),
    ("kind", "\0"),
    ("title", "x" * 121),
    ("venue", "x" * 121),
    ("description", "x" * 4001),
    ("day", ""),
    ("day", "nonsense"),
    ("day", "2027-02-30"),
    ("day", "0001-01-01"),
    ("day", "9999-12-31"),
    ("day", "1999-12-31"),
    ("day", "2027-03-20\0"),
    ("day", "\u202e2027-03-20"),
    ("start", ""),
    ("start", "nonsense"),
    ("start", "25:00"),
    ("start", "11:00\0"),
    ("start", TOO_MUCH),
    ("end", ""),
    ("end", "24:00"),
    ("end", "11:00"),
    ("end", "10:59"),
    ("latitude", "nonsense"),
    ("latitude", "91"),
    ("latitude", "-90.1"),
    ("latitude", "nan"),
    ("latitude", "inf"),
    ("latitude", TOO_MUCH),
    ("latitude", "59.3\0"),
    ("latitude", "\u202e59.3"),
    ("latitude", "9" * 5000),
    ("longitude", "181"),
    ("longitude", "1e999"),
    ("area", "nonsense"),
    ("area", "4711"),
    ("area", TOO_MUCH),
    ("hands", "-1"),
    ("hands", "201"),
    ("hands", "2.5"),
    ("hands", "many"),
    ("hands", TOO_MUCH),
    ("hands", "9" * 5000),
]


def shown(name: str, value: str) -> str:
    """How a typed value comes back: no page can hold NUL, lines are cleaned, choices that are none are not chosen."""
    if name in ("kind", "area"):
        return ""
    return value.replace("\0", "") if name in ("title", "venue", "description") else value


@pytest.mark.parametrize(("name", "value"), RUBBISH, ids=[f"{name}={value[:20]!r}" for name, value in RUBBISH])
def test_rubbish_is_told_by_its_field_and_everything_typed_is_still_there(
    client: FlaskClient, solna: None, name: str, value: str
) -> None:
    everything = TYPED | {name: value}

    response = client.post("/events/new", data=everything)

    form = form_to(page_of(response), "/events/new")
    assert response.status_code == 422
    assert error_by(form, name)
    assert "Not a valid" not in error_by(form, name)
    kept = typed(form)
    assert {other: kept[other] for other in TYPED} == TYPED | {name: shown(name, value)}
    assert db.session.scalars(select(Event)).all() == []


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("title", "Tor\0gmöte\u202e", "Torgmöte"),
        ("title", "  Torg \t möte\n", "Torg möte"),
        ("title", "<b>Torgmöte</b> {{7*7}} ${1}", "<b>Torgmöte</b> {{7*7}} ${1}"),
        ("title", "İstanbul 🚩", "İstanbul 🚩"),
        ("title", "'; DROP TABLE event; --", "'; DROP TABLE event; --"),
        ("description", "Rad ett\r\nRad två\0", "Rad ett\nRad två"),
    ],
)
def test_odd_text_is_cleaned_kept_and_shown_as_text(client: FlaskClient, name: str, value: str, kept: str) -> None:
    response = client.post("/events/new", data=TYPED | {name: value})

    event = the_event()
    assert getattr(event, name) == kept
    page = client.get(response.location)
    assert " ".join(kept.split()) in page_of(page).words
    assert "<b>Torgmöte" not in page.text


def test_a_megabyte_is_too_much(client: FlaskClient) -> None:
    response = client.post("/events/new", data=TYPED | {"description": "x" * 1_000_000})

    assert response.status_code == 413
    assert page_of(response).all("h1")[0].words.startswith("Det var för mycket på en gång.")
    assert db.session.scalars(select(Event)).all() == []


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [("start", "02:30", "start"), ("end", "02:30", "start")],
    ids=["begins at no time", "ends at no time"],
)
def test_a_time_that_the_spring_night_leaves_out_is_told_by_the_field(
    client: FlaskClient, name: str, value: str, wrong: str
) -> None:
    everything = TYPED | {"day": "2027-03-28", "start": "01:30", "end": "03:30", name: value}

    response = client.post("/events/new", data=everything)

    form = form_to(page_of(response), "/events/new")
    assert response.status_code == 422
    assert "finns inte" in error_by(form, wrong)
    assert typed(form)["start"] == everything["start"]
    assert db.session.scalars(select(Event)).all() == []


@pytest.mark.parametrize(("left_empty", "filled"), [("latitude", "longitude"), ("longitude", "latitude")])
def test_half_a_point_is_told_by_the_half_that_is_there(client: FlaskClient, left_empty: str, filled: str) -> None:
    response = client.post("/events/new", data=TYPED | {left_empty: ""})

    form = form_to(page_of(response), "/events/new")
    assert response.status_code == 422
    assert error_by(form, filled)
    assert not error_by(form, left_empty)
    assert {name: typed(form)[name] for name in TYPED} == TYPED | {left_empty: ""}


def test_several_errors_are_told_at_once(client: FlaskClient) -> None:
    response = client.post("/events/new", data={})

    form = form_to(page_of(response), "/events/new")
    assert response.status_code == 422
    assert all(error_by(form, name) for name in ("day", "start", "end"))


# ---- look


def test_the_page_names_others_only_to_organisers(
    client: FlaskClient, volunteers: FlaskClient, make_event: MakeEvent, person: MakePerson
) -> None:
    event = make_event(title="Flygblad")
    claim_slot(event.slots[0].id, person(name="Sara Åkesson", email="sara@example.org"))

    assert "Sara Åkesson" in page_of(client.get(f"/events/{event.id}")).words
    theirs = volunteers.get(f"/events/{event.id}").text
    assert "Flygblad" in theirs
    assert "Sara" not in theirs
    assert "sara@" not in theirs


def test_ids_and_labels_belong_together(client: FlaskClient, make_event: MakeEvent) -> None:
    """Two forms on one page both ask for a start: each label must name its own field."""
    page = page_of(client.get(f"/events/{make_event().id}"))

    ids = page.ids()
    assert sorted(ids) == sorted(set(ids))
    for form in page.all("form"):
        fields = {
            each.attributes["id"]
            for tag in ("input", "select", "textarea")
            for each in form.all(tag)
            if "id" in each.attributes
        }
        assert {label.attributes["for"] for label in form.all("label")} == fields


@pytest.mark.parametrize("event_id", ["4711", "0", "9" * 10, "9" * 30, "-1", "x", "%00", "1.5"])
def test_what_is_not_there_is_not_found(client: FlaskClient, event_id: str) -> None:
    assert client.get(f"/events/{event_id}").status_code == 404
    assert client.post(f"/events/{event_id}/cancel").status_code == 404


# ---- edit


def test_edit(client: FlaskClient, solna: None, make_event: MakeEvent) -> None:
    event = make_event()

    response = client.post(f"/events/{event.id}/edit", data=TYPED)

    event = get_event(event.id)
    assert (response.status_code, event.title, event.kind) == (303, "Torgmöte om bostäder", EventKind.SQUARE_MEETING)
    assert clock.day_of(event.starts_at) == date(2027, 3, 20)
    assert clock.day_of(event.slots[0].starts_at) == date(2027, 3, 20)


def test_saving_the_form_as_it_stands_changes_nothing_and_tells_nobody(
    client: FlaskClient, solna: None, make_event: MakeEvent, person: MakePerson
) -> None:
    area = find_area_by_name("Bergshamra")
    assert area is not None
    with_point = make_event(point=IN_HAGALUND, description="Ett\nTvå", place="Hagalunds torg")
    without = make_event(area_id=area.id, day=date(2027, 3, 28))
    for event in (with_point, without):
        claim_slot(event.slots[0].id, person())
        before = fingerprint()
        address = f"/events/{event.id}/edit"

        response = client.post(address, data=typed(form_to(page_of(client.get(address)), address)))

        assert response.status_code == 303
        assert fingerprint() == before


@pytest.mark.parametrize(("name", "value"), [("day", "nonsense"), ("latitude", "91"), ("title", "x" * 121)])
def test_rubbish_in_an_edit_changes_nothing(
    client: FlaskClient, solna: None, make_event: MakeEvent, name: str, value: str
) -> None:
    address = f"/events/{make_event().id}/edit"
    before = fingerprint()

    response = client.post(address, data=TYPED | {name: value})

    form = form_to(page_of(response), address)
    assert response.status_code == 422
    assert error_by(form, name)
    assert typed(form)[name] == value
    assert typed(form)["venue"] == "Hagalunds torg"
    assert fingerprint() == before


# ---- move, publish, cancel, hold


def test_move(client: FlaskClient, make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event()
    claim_slot(event.slots[0].id, person())
    page = page_of(client.get(f"/events/{event.id}/move"))
    assert page.by_id("told-first").words == "1 bokad får veta."

    response = client.post(
        f"/events/{event.id}/move", data=typed(form_to(page, f"/events/{event.id}/move")) | {"day": "2027-03-20"}
    )

    assert response.status_code == 303
    assert clock.day_of(get_event(event.id).starts_at) == date(2027, 3, 20)
    assert len(db.session.scalars(beside_confirmations()).all()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("day", ""), ("day", "nonsense"), ("day", "9999-01-01"), ("start", "25:00"), ("end", "13:00"), ("end", "\0")],
)
def test_rubbish_in_a_move(client: FlaskClient, make_event: MakeEvent, name: str, value: str) -> None:
    event = make_event()
    before = fingerprint()
    everything = {"day": "2027-03-20", "start": "13:00", "end": "15:00", name: value}

    response = client.post(f"/events/{event.id}/move", data=everything)

    form = form_to(page_of(response), f"/events/{event.id}/move")
    assert response.status_code == 422
    assert error_by(form, name)
    assert {key: typed(form)[key] for key in everything} == everything
    assert fingerprint() == before


def test_a_move_that_a_slot_can_not_follow_is_told_by_the_field(client: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event(slots=[a_slot(), a_slot(start=time(12), end=time(13))])

    response = client.post(f"/events/{event.id}/move", data={"day": "2027-03-28", "start": "03:00", "end": "05:00"})

    page = page_of(response)
    assert response.status_code == 422
    assert "finns inte" in error_by(form_to(page, f"/events/{event.id}/move"), "start")
    assert "kl. 13.00–15.00" in page.words


def test_publish_cancel(client: FlaskClient, volunteers: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event(EventStatus.DRAFT)
    assert volunteers.get(f"/events/{event.id}").status_code == 404

    assert client.post(f"/events/{event.id}/publish").status_code == 303
    assert volunteers.get(f"/events/{event.id}").status_code == 200

    assert client.post(f"/events/{event.id}/cancel").status_code == 303
    assert "Du behöver inte komma" in page_of(volunteers.get(f"/events/{event.id}")).words


OUTCOME = {"leaflets_letterbox": "400", "leaflets_by_hand": "", "conversations": "12", "note": "Sol.\nBra stämning."}


def test_hold(client: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event(day=SATURDAY, start=time(9), end=time(10))
    page = page_of(client.get(f"/events/{event.id}"))
    values = typed(form_to(page, f"/events/{event.id}/hold"))

    response = client.post(f"/events/{event.id}/hold", data=values | OUTCOME)

    event = get_event(event.id)
    assert (response.status_code, event.status) == (303, EventStatus.HELD)
    assert (event.leaflets_letterbox, event.leaflets_by_hand, event.conversations) == (400, None, 12)
    assert event.outcome_note == "Sol.\nBra stämning."
    again = typed(form_to(page_of(client.get(f"/events/{event.id}")), f"/events/{event.id}/hold"))
    assert {name: again[name] for name in OUTCOME} == OUTCOME


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("leaflets_letterbox", "-1"),
        ("leaflets_letterbox", "100001"),
        ("leaflets_by_hand", "many"),
        ("leaflets_by_hand", TOO_MUCH),
        ("conversations", "1.5"),
        ("conversations", "\0"),
        ("note", "x" * 2001),
    ],
)
def test_rubbish_in_an_outcome(client: FlaskClient, make_event: MakeEvent, name: str, value: str) -> None:
    event = make_event(day=SATURDAY, start=time(9), end=time(10))
    before = fingerprint()
    everything = OUTCOME | {name: value}

    response = client.post(f"/events/{event.id}/hold", data=everything)

    form = form_to(page_of(response), f"/events/{event.id}/hold")
    assert response.status_code == 422
    assert error_by(form, name)
    assert {key: typed(form)[key] for key in OUTCOME} == everything
    assert fingerprint() == before


# ---- refusals


REFUSED: list[tuple[EventStatus, str, dict[str, Any], str]] = [
    (EventStatus.SCHEDULED, "publish", {}, "IS_PUBLISHED"),
    (EventStatus.SCHEDULED, "hold", OUTCOME, "NOT_STARTED"),
    (EventStatus.DRAFT, "hold", OUTCOME, "NOT_PUBLISHED_YET"),
    (EventStatus.CANCELLED, "cancel", {}, "IS_CANCELLED"),
    (EventStatus.CANCELLED, "publish", {}, "IS_CANCELLED"),
    (EventStatus.CANCELLED, "edit", TYPED, "IS_CANCELLED"),
    (EventStatus.CANCELLED, "move", {"day": "2027-03-20", "start": "13:00", "end": "15:00"}, "IS_CANCELLED"),
    (
        EventStatus.CANCELLED,
        "slots",
        {"role": "table", "start": "13:00", "end": "15:00", "needed": "1", "capacity": "2"},
        "IS_CANCELLED",
    ),
]


def code_of(response: TestResponse) -> str:
    [card] = [each for each in page_of(response).all("div", role="alert") if "data-refusal" in each.attributes]
    return card.attributes["data-refusal"]


@pytest.mark.parametrize(
    ("status", "what", "data", "code"), REFUSED, ids=[f"{what} what is {status}" for status, what, _, _ in REFUSED]
)
def test_refusals_are_409_and_change_nothing(
    client: FlaskClient, make_event: MakeEvent, status: EventStatus, what: str, data: dict[str, Any], code: str
) -> None:
    event = make_event(status)
    before = fingerprint()
    address = f"/events/{event.id}/{what}"

    page = client.post(
        address, data=data, headers={"Referer": f"{client.application.extensions['outreach'].base_url}/calendar"}
    )
    json = client.post(address, data=data, headers={"Accept": "application/json"})

    assert (page.status_code, code_of(page)) == (409, code)
    assert [
        link
        for link in page_of(page).all("a")
        if link.attributes["href"].endswith("/calendar") and link.words == "Tillbaka"
    ]
    assert (json.status_code, json.get_json()["error"]) == (409, code)
    assert fingerprint() == before
