"""The short form by which people are called: what it says before, when it asks twice, what it does not take."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from outreach import clock
from outreach.board.sentences import wait_in_words
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.rules.notice import MANY
from outreach.events.service.claiming import claim_slot
from outreach.messages.models import Message
from outreach.people.models import Person, Role
from outreach.places.models import Venue
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint, queries
from tests.events.conftest import NOW, SATURDAY
from tests.pages import control, error_by, form_to, page_of, typed

PAGE = "/events/rapid"
GOOD = {
    "key": "0b7f5a3e-8a55-4a0e-9d0c-3b9f0a7c1d2e",
    "title": "De vill stänga biblioteket",
    "day": str(SATURDAY),
    "start": "17:00",
    "end": "19.00",
    "hands": "6",
    "venue": "Utanför biblioteket",
    "latitude": "",
    "longitude": "",
}


@pytest.fixture
def as_organiser(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    someone = person(Role.ORGANISER)
    sign_in(client, someone)
    return someone


def mails() -> int:
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def events() -> int:
    return db.session.scalar(select(func.count()).select_from(Event)) or 0


def test_one_form_is_enough(client: FlaskClient, as_organiser: Person, person: MakePerson) -> None:
    for _ in range(3):
        person()
    assert "3 aktivister får var sitt mejl" in page_of(client.get(PAGE)).words

    answer = client.post(PAGE, data=GOOD)

    [event] = db.session.scalars(select(Event))
    assert (answer.status_code, answer.location) == (303, f"/events/{event.id}")
    assert (event.status, event.place, event.capacity) == (EventStatus.SCHEDULED, "Utanför biblioteket", 6)
    assert mails() == 3
    assert "3 personer får ett mejl" in page_of(client.get(answer.location)).words


def test_a_saved_place_brings_its_point(client: FlaskClient, as_organiser: Person, solna: None) -> None:
    client.post(PAGE, data={**GOOD, "venue": "hagalunds torg"})

    [event] = db.session.scalars(select(Event))
    venue = db.session.scalars(select(Venue).where(Venue.name == "Hagalunds torg")).one()
    assert (event.latitude, event.longitude) == (venue.latitude, venue.longitude)
    assert event.area is not None


def test_sending_it_again_calls_nobody_again(client: FlaskClient, as_organiser: Person, person: MakePerson) -> None:
    person()

    first, second = (client.post(PAGE, data=GOOD) for _ in range(2))

    assert first.location == second.location
    assert (events(), mails()) == (1, 1)


def test_each_form_has_a_key_of_its_own(client: FlaskClient, as_organiser: Person) -> None:
    keys = [typed(form_to(page_of(client.get(PAGE)), PAGE))["key"] for _ in range(2)]

    assert len(set(keys)) == 2
    assert client.post(PAGE, data={**GOOD, "key": "x" * 5000}).status_code == 303


def test_many_recipients_want_a_second_press(client: FlaskClient, as_organiser: Person, person: MakePerson) -> None:
    for _ in range(MANY + 1):
        person()

    asked = client.post(PAGE, data=GOOD)
    form = form_to(page_of(asked), PAGE)

    assert asked.status_code == 200
    assert (events(), mails()) == (0, 0)
    assert "Ska 51 personer verkligen få ett mejl?" in page_of(asked).words
    [button] = form.all("button")
    assert button.attributes["name"] == "confirmed"
    values = typed(form) | {"day": str(SATURDAY), "confirmed": "1"}
    assert values["key"] == GOOD["key"]

    assert client.post(PAGE, data=values).status_code == 303
    assert (events(), mails()) == (1, MANY + 1)


def test_fifty_are_called_at_once(client: FlaskClient, as_organiser: Person, person: MakePerson) -> None:
    for _ in range(MANY):
        person()

    assert client.post(PAGE, data=GOOD).status_code == 303
    assert mails() == MANY


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", " \u200b "),
        ("title", "x" * 121),
        ("start", ""),
        ("start", "sjutton"),
        ("end", "16:00"),
        ("end", "25:00"),
        ("hands", ""),
        ("hands", "0"),
        ("hands", "201"),
        ("hands", "många"),
        ("venue", ""),
        ("venue", "x" * 121),
        ("latitude", "91"),
        ("latitude", "59.3"),
        ("longitude", "väst"),
    ],
)
def test_rubbish_comes_back_with_a_word_at_the_field(
    client: FlaskClient, as_organiser: Person, person: MakePerson, field: str, value: str
) -> None:
    person()
    before = fingerprint()

    answer = client.post(PAGE, data={**GOOD, field: value})

    assert answer.status_code == 422
    assert fingerprint() == before
    form = form_to(page_of(answer), PAGE)
    assert error_by(form, field)
    kept = typed(form)
    same = {"title", "venue", "hands", "key"} - {field}
    assert {name: kept[name] for name in same} == {name: GOOD[name] for name in same}


@pytest.mark.parametrize("day", ["", "2027-03-05", "2027-03-08", "today", "2027-02-30"])
def test_only_today_and_tomorrow(client: FlaskClient, as_organiser: Person, day: str) -> None:
    assert client.post(PAGE, data={**GOOD, "day": day}).status_code == 422
    assert events() == 0


def test_what_has_been_is_said_at_the_end(client: FlaskClient, as_organiser: Person, person: MakePerson) -> None:
    person()

    answer = client.post(PAGE, data={**GOOD, "start": "08:00", "end": "09:00"})

    assert answer.status_code == 422
    assert "har redan varit" in error_by(form_to(page_of(answer), PAGE), "end")
    assert (events(), mails()) == (0, 0)


def test_a_page_that_was_open_over_midnight_asks_anew(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    values = {**GOOD, "day": str(SATURDAY)}

    with clock.standing_at(NOW + timedelta(days=1)):
        sign_in(client, person(Role.ORGANISER))
        answer = client.post(PAGE, data=values)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("moment", "day", "start", "end"),
    [
        (datetime(2027, 3, 6, 9, 20, tzinfo=UTC), "2027-03-06", "12:00", "14:00"),
        (datetime(2027, 3, 6, 1, 0, tzinfo=UTC), "2027-03-06", "08:00", "10:00"),
        (datetime(2027, 3, 6, 18, 59, tzinfo=UTC), "2027-03-07", "17:00", "19:00"),
        (datetime(2027, 3, 6, 17, 59, tzinfo=UTC), "2027-03-06", "20:00", "22:00"),
        (datetime(2027, 12, 31, 22, 0, tzinfo=UTC), "2028-01-01", "17:00", "19:00"),
    ],
)
def test_the_form_opens_on_the_next_hours(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, moment: datetime, day: str, start: str, end: str
) -> None:
    with clock.standing_at(moment):
        sign_in(client, person(Role.ORGANISER))
        form = form_to(page_of(client.get(PAGE)), PAGE)

    chosen = [each.attributes["value"] for each in form.all("input", name="day") if "checked" in each.attributes]
    assert (chosen, control(form, "start").attributes["value"], control(form, "end").attributes["value"]) == (
        [day], start, end,
    )  # fmt: skip


def test_the_button_stands_in_every_organisers_header(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person())
    assert PAGE not in client.get("/calendar").get_data(as_text=True)
    sign_in(client, person(Role.ORGANISER))
    assert PAGE in client.get("/calendar").get_data(as_text=True)


# ---- the board


def test_the_board_sees_how_fast_people_came(
    app: Flask, client: FlaskClient, as_organiser: Person, person: MakePerson
) -> None:
    maja = person()
    assert "snabbinsats" not in page_of(client.get("/board")).words
    client.post(PAGE, data=GOOD)
    [event] = db.session.scalars(select(Event))
    waiting = page_of(client.get("/board")).words
    with clock.standing_at(NOW + timedelta(minutes=12)):
        claim_slot(event.slots[0].id, maja)

    words = page_of(client.get("/board")).words

    assert "1 snabbinsats i år. På 1 har ingen svarat än." in waiting
    assert "1 snabbinsats i år. Det första passet togs efter 12 minuter (median)." in words
    assert "snabbinsats" not in page_of(client.get("/board?year=2026")).words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minuter"), (1, "1 minut"), (12.4, "12 minuter"), (89, "89 minuter"), (90, "2 timmar"), (200, "3 timmar"),
     (47 * 60, "47 timmar"), (3 * 1440, "3 dagar")],
)  # fmt: skip
def test_waits_in_words(app: Flask, minutes: float, words: str) -> None:
    with app.test_request_context():
        assert wait_in_words(minutes) == words


def test_the_board_asks_once_for_all_of_them(app: Flask, client: FlaskClient, as_organiser: Person) -> None:
    def asked() -> int:
        with queries(app) as seen:
            assert client.get("/board").status_code == 200
        return len(seen)

    client.post(PAGE, data=GOOD)
    one = asked()
    for number in range(30):
        client.post(PAGE, data={**GOOD, "key": f"{GOOD['key'][:-2]}{number:02}"})

    assert events() == 31
    assert asked() == one
