"""Several events at once: chosen in the list, told of first, each with its own outcome."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.queries import get_event
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import NEXT_SATURDAY, MakeEvent, a_slot
from tests.events.views.test_changes import followed, undo_form
from tests.mails import beside_confirmations
from tests.pages import control, form_to, page_of, typed

LIST = "/calendar?month=2027-03&view=list"


@pytest.fixture(autouse=True)
def _signed_in(client: FlaskClient, organiser: Person, sign_in: SignIn) -> None:
    sign_in(client, organiser)


@pytest.fixture
def three(make_event: MakeEvent, person: MakePerson) -> list[Event]:
    """Two events with the same person booked, and one that is cancelled."""
    maja = person()
    events = [make_event(slots=[a_slot()]), make_event(day=date(2027, 3, 20), slots=[a_slot()])]
    for event in events:
        claim_slot(event.slots[0].id, maja)
    return [*events, make_event(EventStatus.CANCELLED, title="Inställd redan")]


def send(events: list[Event], action: str, **more: str) -> dict[str, object]:
    return {"event": [str(event.id) for event in events], "action": action, "next": LIST, **more}


def states() -> list[str]:
    db.session.expire_all()
    return [event.status.value for event in db.session.scalars(select(Event).order_by(Event.id))]


def test_the_list_has_a_box_for_each_that_can_be_changed(
    app: Flask, client: FlaskClient, three: list[Event], person: MakePerson, sign_in: SignIn
) -> None:
    page = page_of(client.get(LIST))

    boxes = page.all("input", type="checkbox", name="event")
    assert {box.attributes["value"] for box in boxes} == {str(event.id) for event in three[:2]}
    assert {box.attributes["form"] for box in boxes} == {"bulk"}
    assert form_to(page, "/events/bulk").attributes["id"] == "bulk"
    volunteer = app.test_client()
    sign_in(volunteer, person())
    assert page_of(volunteer.get(LIST)).all("input", type="checkbox", name="event") == []


def test_who_would_be_told_is_counted_first(client: FlaskClient, three: list[Event]) -> None:
    before = fingerprint()

    asked = client.post("/events/bulk", data=send(three, "cancel"))

    page = page_of(asked)
    assert asked.status_code == 200
    assert "Ställa in 3 aktiviteter?" in page.words
    assert "1 bokad får veta." in page.words
    assert fingerprint() == before
    form = form_to(page, "/events/bulk")
    ids = [box.attributes["value"] for box in form.all("input", name="event")]
    assert sorted(ids) == sorted(str(event.id) for event in three)

    page = followed(client, client.post("/events/bulk", data=typed(form) | {"event": ids}))

    assert states() == ["cancelled"] * 3
    assert "2 aktiviteter inställda. 2 mejl skickas." in page.words
    assert "Inställd redan, lör 13 mars: Aktiviteten är inställd." in page.words
    assert len(db.session.scalars(beside_confirmations()).all()) == 2
    back = undo_form(page)
    assert "Ångrat: 2 aktiviteter" in followed(client, client.post(back.attributes["action"], data=typed(back))).words
    assert states() == ["scheduled", "scheduled", "cancelled"]
    assert db.session.scalars(beside_confirmations()).all() == []


def test_move_a_week(client: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event()

    page = followed(client, client.post("/events/bulk", data=send([event], "move_week")))

    assert "1 aktivitet flyttad en vecka." in page.words
    assert clock.day_of(get_event(event.id).starts_at) == date(2027, 3, 20)
    assert undo_form(page).all("button")


def test_publish_asks_nothing_and_has_no_way_back(client: FlaskClient, make_event: MakeEvent) -> None:
    drafts = [make_event(EventStatus.DRAFT) for _ in range(2)]

    page = followed(client, client.post("/events/bulk", data=send(drafts, "publish")))

    assert states() == ["scheduled", "scheduled"]
    assert "2 aktiviteter publicerade." in page.words
    with pytest.raises(ValueError, match="unpack"):
        undo_form(page)


@pytest.mark.parametrize("sent", [{}, {"action": "cancel"}, {"event": "1"}, {"event": "1", "action": "erase"}])
@pytest.mark.parametrize("event_id", ["nonsense", "-1", "99999999999999999999", "٣"])
def test_nothing_chosen_changes_nothing(
    client: FlaskClient, make_event: MakeEvent, sent: dict[str, str], event_id: str
) -> None:
    make_event()
    before = fingerprint()

    page = followed(client, client.post("/events/bulk", data=sent))
    assert "Välj minst en aktivitet" in page.words
    nowhere = client.post("/events/bulk", data={"event": event_id, "action": "cancel"})

    assert nowhere.status_code == 303
    assert fingerprint() == before


def test_what_is_gone_is_named_by_its_number(client: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event(EventStatus.DRAFT)

    data = {"event": [str(event.id), "4711"], "action": "publish"}
    page = followed(client, client.post("/events/bulk", data=data))

    assert "Aktivitet 4711: Aktiviteten finns inte längre." in page.words
    assert states() == ["scheduled"]


def test_many_reasons_fit_into_the_next_page(client: FlaskClient, make_event: MakeEvent) -> None:
    many = [make_event(slots=[], title="En aktivitet med ett ganska långt namn " * 2) for _ in range(12)]

    page = followed(client, client.post("/events/bulk", data=send(many, "publish")))

    assert page.words.count("är redan publicerad") == 8
    assert "4 till lämnades kvar." in page.words


def test_the_question_goes_back_to_the_list(client: FlaskClient, three: list[Event]) -> None:
    page = page_of(client.post("/events/bulk", data=send(three[:1], "move_week")))

    assert page.all("a", href=LIST)
    assert "Flytta 1 aktivitet en vecka?" in page.words
    assert control(form_to(page, "/events/bulk"), "confirmed").attributes["value"] == "1"
    assert clock.day_of(get_event(three[0].id).starts_at) == NEXT_SATURDAY
