"""The permit on the event's page, in lists, and in its form; and the soft note of a venue's good times."""

from datetime import date, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.db import db
from outreach.events.models import EventKind, EventStatus
from outreach.events.queries import get_event
from outreach.events.service import planning
from outreach.people.models import Person, Role
from outreach.places.service.venues import VenuePlan, save_venue
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, SATURDAY, MakeEvent
from tests.pages import error_by, form_to, page_of, typed

MEETING = EventKind.SQUARE_MEETING
GOOD = {"needed": "y", "applied_on": "2027-03-03", "granted_on": "", "case": "A123"}


@pytest.fixture
def as_organiser(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    someone = person(Role.ORGANISER)
    sign_in(client, someone)
    return someone


def test_what_is_noted_stands_on_the_page(client: FlaskClient, as_organiser: Person, make_event: MakeEvent) -> None:
    event = make_event(kind=MEETING)
    address = f"/events/{event.id}/permit"
    assert "Tillstånd saknas: sök senast 6 mars" in page_of(client.get(f"/events/{event.id}")).words

    answer = client.post(address, data=GOOD)
    page = page_of(client.get(f"/events/{event.id}"))

    assert (answer.status_code, answer.location) == (303, f"/events/{event.id}")
    assert "Tillstånd: sökt 3 mars, ärende A123" in page.words
    assert {**typed(form_to(page, address)), "csrf_token": ""} == {**GOOD, "csrf_token": ""}
    kept = get_event(event.id)
    assert (kept.permit_needed, kept.permit_applied_on, kept.permit_granted_on) == (True, date(2027, 3, 3), None)


def test_no_permit_needed_is_said_too(client: FlaskClient, as_organiser: Person, make_event: MakeEvent) -> None:
    event = make_event(kind=MEETING)

    client.post(f"/events/{event.id}/permit", data={"case": ""})

    assert "Tillstånd: behövs inte" in page_of(client.get(f"/events/{event.id}")).words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("applied_on", "i går"),
        ("applied_on", "2027-02-30"),
        ("applied_on", "1027-03-03"),
        ("applied_on", "2027-03-07"),
        ("granted_on", "2027-03-02"),
        ("granted_on", "2027-03-07"),
        ("granted_on", "x"),
        ("case", "x" * 41),
    ],
)
def test_rubbish_comes_back_with_a_word_at_the_field(
    client: FlaskClient, as_organiser: Person, make_event: MakeEvent, field: str, value: str
) -> None:
    address = f"/events/{make_event(kind=MEETING).id}/permit"
    before = fingerprint()

    answer = client.post(address, data={**GOOD, field: value})

    assert answer.status_code == 422
    assert fingerprint() == before
    form = form_to(page_of(answer), address)
    assert error_by(form, field)
    kept = typed(form)
    assert all(kept[name] == text for name, text in GOOD.items() if name != field)
    assert kept[field] == value


def test_a_missing_permit_keeps_nothing_from_being_published(
    client: FlaskClient, as_organiser: Person, make_event: MakeEvent
) -> None:
    event = make_event(EventStatus.DRAFT, kind=MEETING, day=SATURDAY + timedelta(days=1))
    warned = page_of(client.get(f"/events/{event.id}")).words

    assert client.post(f"/events/{event.id}/publish").status_code == 303
    assert "Tillstånd saknas: det skulle ha sökts senast 28 feb" in warned
    assert get_event(event.id).status is EventStatus.SCHEDULED


def test_leaflets_need_no_permit_and_nothing_is_said(
    client: FlaskClient, as_organiser: Person, make_event: MakeEvent
) -> None:
    assert "Tillstånd" not in page_of(client.get(f"/events/{make_event().id}")).words


def test_volunteers_are_not_troubled_with_it(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    event = make_event(kind=MEETING)
    sign_in(client, person())

    pages = [client.get(path) for path in (f"/events/{event.id}", "/calendar?month=2027-03", "/calendar?view=week")]

    assert all("illstånd" not in page.get_data(as_text=True) for page in pages)


@pytest.mark.parametrize("view", ["", "month", "list", "week&day=2027-03-13"])
def test_lists_warn_organisers(client: FlaskClient, as_organiser: Person, make_event: MakeEvent, view: str) -> None:
    make_event(kind=MEETING, day=NEXT_SATURDAY)
    make_event(kind=MEETING, day=SATURDAY + timedelta(days=60))

    page = client.get(f"/calendar?month=2027-03&view={view}").get_data(as_text=True)

    assert "sök tillstånd" in page.lower()
    assert "sök tillstånd" not in client.get("/calendar?month=2027-05").get_data(as_text=True).lower()


# ---- a venue's good times


@pytest.fixture
def at_torget(app: Flask) -> None:
    save_venue(VenuePlan("Nya torget", IN_HAGALUND, windows=[(5, time(11), time(14))]))


@pytest.mark.usefixtures("at_torget")
@pytest.mark.parametrize(
    ("day", "start", "end", "noted"),
    [
        (NEXT_SATURDAY, time(11), time(14), False),
        (NEXT_SATURDAY, time(13), time(15), True),
        (NEXT_SATURDAY + timedelta(days=1), time(11), time(13), True),
    ],
)
def test_the_event_says_that_the_venue_is_better_at_other_times(
    client: FlaskClient, as_organiser: Person, make_event: MakeEvent, day: date, start: time, end: time, noted: bool
) -> None:
    event = make_event(slots=[], place="nya torget", day=day, start=start, end=end)
    elsewhere = make_event(slots=[], place="Nya torget 2", day=day, start=start, end=end)

    words = page_of(client.get(f"/events/{event.id}")).words

    assert ("Nya torget är bäst lördag 11.00–14.00." in words) is noted
    assert "är bäst" not in page_of(client.get(f"/events/{elsewhere.id}")).words


@pytest.mark.usefixtures("at_torget")
def test_the_form_says_so_before_anything_is_sent_and_does_not_mind(client: FlaskClient, as_organiser: Person) -> None:
    note = "Nya torget är bäst lördag 11.00–14.00."

    opened = page_of(client.get(f"/events/new?day={NEXT_SATURDAY}&venue=Nya+torget")).words
    data = {
        "kind": "square_meeting",
        "day": str(NEXT_SATURDAY),
        "start": "17:00",
        "end": "18:00",
        "venue": "Nya torget",
    }
    sent_back = client.post("/events/new", data={**data, "hands": "x"})
    answer = client.post("/events/new", data={**data, "hands": "2"})

    assert note in opened
    assert sent_back.status_code == 422
    assert note in page_of(sent_back).words
    assert answer.status_code == 303
    assert note in page_of(client.get(answer.location)).words


@pytest.mark.usefixtures("at_torget")
def test_nothing_is_said_of_what_has_been(client: FlaskClient, as_organiser: Person, make_event: MakeEvent) -> None:
    event = make_event(slots=[], place="Nya torget", day=SATURDAY, start=time(7), end=time(8))
    planning.hold_event(event, planning.Outcome())
    db.session.commit()

    assert "är bäst" not in page_of(client.get(f"/events/{event.id}")).words
