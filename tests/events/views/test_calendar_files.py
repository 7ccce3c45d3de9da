"""A person's own calendar address: made, fetched by programs that can't sign in, taken away."""

import re
from datetime import date, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach import clock
from outreach.db import db
from outreach.events.models import CalendarAddress
from outreach.events.service import planning, walks
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.people.models import Person
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint, queries
from tests.events.conftest import NOW, MakeEvent, a_plan, a_slot, a_walk
from tests.pages import page_of


@pytest.fixture
def maja(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    someone = person(name="Maja Lind")
    sign_in(client, someone)
    return someone


@pytest.fixture
def program(app: Flask, client: FlaskClient) -> FlaskClient:
    """A calendar program: it has no cookies."""
    return app.test_client()


def address(client: FlaskClient) -> str:
    """The path of my calendar address, as my page says it."""
    [field] = page_of(client.get("/me")).all("input", id="calendar-url")
    return "/" + field.attributes["value"].split("/", 3)[3]


def test_an_address_is_made_fetched_and_taken_away(
    client: FlaskClient, program: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    claim_slot(make_event().slots[0].id, maja)

    assert client.post("/me/calendar/new").location == "/me#calendar-address"
    path = address(client)
    answer = program.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert re.fullmatch(r"/me/calendar/\d+-[\w-]{43}\.ics", path), "no name in the address"

    client.post("/me/calendar/remove")
    assert program.get(path).status_code == 404


def test_a_new_address_makes_the_old_one_worthless(client: FlaskClient, program: FlaskClient, maja: Person) -> None:
    client.post("/me/calendar/new")
    old = address(client)
    client.post("/me/calendar/new")
    page = page_of(client.get("/me"))
    assert "Den gamla fungerar inte längre" in page.by_id("calendar-address").words, "told where the button is"
    assert page.words.count("Den gamla fungerar inte längre") == 1
    new = address(client)

    assert (program.get(old).status_code, program.get(new).status_code) == (404, 200)
    assert db.session.query(CalendarAddress).count() == 1


def test_the_address_is_not_to_be_guessed(client: FlaskClient, program: FlaskClient, maja: Person) -> None:
    client.post("/me/calendar/new")
    path = address(client)
    nonce = db.session.scalars(db.select(CalendarAddress.nonce)).one()
    token = path.rpartition("/")[2].removesuffix(".ics")

    for wrong in (
        "1",
        "1-",
        f"1-{nonce}",
        nonce,
        f"{token[:-1]}",
        f"0{token}",
        f"²-{token}",
        "9" * 30 + "-x",
        f"2{token}",
    ):
        assert program.get(f"/me/calendar/{wrong}.ics").status_code == 404, wrong
    assert nonce not in path, "a copy of the database is not enough"


def test_programs_get_304_and_keep_it_to_themselves(
    client: FlaskClient, program: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    event = make_event()
    claim = claim_slot(event.slots[0].id, maja)
    client.post("/me/calendar/new")
    path = address(client)
    before = fingerprint()

    first = program.get(path)
    assert {"private", "no-cache"} <= set(first.cache_control)
    assert "Set-Cookie" not in first.headers
    assert first.last_modified == NOW
    again = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "private" in again.cache_control
    assert fingerprint() == before, "to look changes nothing"

    with clock.standing_at(NOW + timedelta(minutes=5)):
        release_claim(claim)
        changed = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
        # who names only a time gets the file: what is removed leaves no later change behind
        by_time = program.get(path, headers={"If-Modified-Since": changed.headers["Last-Modified"]})
    assert changed.status_code == 200
    assert changed.last_modified == NOW + timedelta(minutes=5)
    assert "STATUS:CANCELLED" in changed.text
    assert by_time.status_code == 200


def test_my_walks_stand_there_too(
    client: FlaskClient, program: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    walk = walks.add_walk(make_event(slots=[]), a_walk())
    walks.take_walk(walk.id, maja)
    client.post("/me/calendar/new")

    text = program.get(address(client)).text

    assert "DESCRIPTION:Din runda: Hagalundsgatan" in text


def test_an_erased_persons_address_opens_nothing(client: FlaskClient, program: FlaskClient, maja: Person) -> None:
    client.post("/me/calendar/new")
    path = address(client)
    db.session.delete(db.session.get_one(Person, maja.id))
    db.session.commit()

    assert program.get(path).status_code == 404


def test_many_slots_cost_no_more_queries(
    client: FlaskClient, program: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    client.post("/me/calendar/new")
    path = address(client)

    def asked() -> int:
        with queries(client.application) as found:
            assert program.get(path).status_code == 200
        return len(found)

    claim_slot(make_event().slots[0].id, maja)
    one = asked()
    for day in range(30):
        claim_slot(make_event(day=date(2027, 4, 1) + timedelta(days=day)).slots[0].id, maja)
    assert asked() == one


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_ten_in_the_morning_is_ten_whatever_the_servers_zone(
    client: FlaskClient, program: FlaskClient, make_event: MakeEvent, maja: Person, server_zone: str, day: date
) -> None:
    event = make_event(slots=[], day=date(2027, 3, 21), start=time(10), end=time(12))
    planning.add_slot(event, a_slot(start=time(10), end=time(12)))
    claim_slot(event.slots[0].id, maja)
    planning.edit_event(event, a_plan(day=day, start=time(10), end=time(12)))
    client.post("/me/calendar/new")

    text = program.get(address(client)).text

    assert f"DTSTART;TZID=Europe/Stockholm:{day:%Y%m%d}T100000" in text
