"""What is mine, and where I am needed."""

import gzip
from datetime import date, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, EventStatus
from outreach.events.queries import open_slots
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.people.models import Person
from tests.conftest import MakePerson, SignIn
from tests.counting import queries
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, NOW, SATURDAY, MakeEvent, a_slot
from tests.pages import Element, form_to, page_of, typed

SUNDAY = date(2027, 3, 14)


@pytest.fixture
def maja(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    someone = person(name="Maja Lind")
    sign_in(client, someone)
    return someone


def parts(client: FlaskClient) -> tuple[list[str], list[str]]:
    """The titles of my slots, and of those that are open."""
    page = page_of(client.get("/me"))
    mine, needed = (page.all("section", **{"aria-labelledby": name})[0] for name in ("my-slots", "needed"))
    return titles(mine), titles(needed)


def titles(section: Element) -> list[str]:
    return [heading.words for heading in section.all("h3")]


def test_nothing_is_there_yet(client: FlaskClient, maja: Person) -> None:
    page = page_of(client.get("/me"))

    assert page.all("h1")[0].words == "Hej Maja"
    assert parts(client) == ([], [])


def test_a_slot_moves_from_open_to_mine_and_back(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    slot_id = make_event(title="Flygblad").slots[0].id
    assert parts(client) == ([], ["Flygblad"])

    taken = client.post(f"/slots/{slot_id}/claim", data={"from": "me"})
    assert (taken.status_code, taken.location) == (303, "/me")
    assert parts(client) == (["Flygblad"], [])

    [claim_id] = db.session.scalars(db.select(Claim.id))
    given_back = client.post(f"/claims/{claim_id}/release", data={"from": "me"})
    assert (given_back.status_code, given_back.location) == (303, "/me")
    assert parts(client) == ([], ["Flygblad"])


def test_only_what_is_published_and_to_come_is_offered(
    client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    make_event(EventStatus.DRAFT, title="Utkast")
    make_event(EventStatus.CANCELLED, title="Inställd")
    make_event(EventStatus.HELD, title="Hållen", day=SATURDAY, start=time(9), end=time(15))
    make_event(title="Över", day=date(2027, 3, 5))
    make_event(title="Pågår", day=SATURDAY, start=time(9), end=time(15))

    assert parts(client) == ([], ["Pågår"])


def test_those_that_lack_people_come_first(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    make_event(title="Nog", slots=[a_slot(needed=0)])
    make_event(title="Behövs senare", day=date(2027, 3, 21))
    make_event(title="Behövs", day=SUNDAY)

    assert parts(client)[1] == ["Behövs", "Behövs senare", "Nog"]


def test_those_that_lack_people_are_never_cut_off(app: Flask, make_event: MakeEvent, maja: Person) -> None:
    for _ in range(4):
        make_event(title="Nog", slots=[a_slot(needed=0)])
    make_event(title="Behövs", day=SUNDAY)

    assert [slot.event.title for slot in open_slots(maja, limit=3)] == ["Behövs", "Nog", "Nog"]


def test_a_cancelled_event_stays_among_mine_with_the_news(
    client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    event = make_event(title="Flygblad")
    claim_slot(event.slots[0].id, maja)
    planning.cancel_event(event)

    page = page_of(client.get("/me"))

    assert parts(client) == (["Flygblad"], [])
    assert "Inställt. Du behöver inte komma." in page.words
    assert not [form for form in page.all("form") if "/release" in form.attributes["action"]]


def test_what_clashes_with_mine_says_so_and_has_no_button(
    client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    claim_slot(make_event(title="Mitt").slots[0].id, maja)
    make_event(title="Samtidigt")

    page = page_of(client.get("/me"))

    assert parts(client) == (["Mitt"], ["Samtidigt"])
    assert "Du har ett annat pass samtidigt" in page.words
    assert not [
        form
        for form in page.all("form")
        if "/claim" in form.attributes["action"] and "/slots/" in form.attributes["action"]
    ]


def test_what_is_over_is_not_mine_any_more(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    claim_slot(make_event().slots[0].id, maja)

    with clock.standing_at(NOW + timedelta(days=30)):
        assert parts(client) == ([], [])


def test_nobody_elses_places_are_mine(
    client: FlaskClient, make_event: MakeEvent, maja: Person, person: MakePerson
) -> None:
    claim_slot(make_event().slots[0].id, person(name="Sara Åkesson"))

    assert parts(client)[0] == []
    assert "Sara" not in client.get("/me").text


def test_many_slots_take_no_more_queries_than_few(
    app: Flask, client: FlaskClient, make_event: MakeEvent, maja: Person
) -> None:
    def asked() -> int:
        with queries(app) as seen:
            assert client.get("/me").status_code == 200
        return len(seen)

    def plan(first: int, days: int) -> None:
        for day in range(first, first + days):
            event = make_event(
                day=NEXT_SATURDAY + timedelta(days=day), slots=[a_slot(end=time(14)), a_slot(start=time(14))]
            )
            claim_slot(event.slots[0].id, maja)
            release_claim(claim_slot(event.slots[1].id, maja))

    plan(0, 1)
    few = asked()
    plan(1, 20)

    assert asked() == few <= 12
    assert len(parts(client)[0]) == 21
    assert {ClaimState.ACTIVE, ClaimState.RELEASED} == set(db.session.scalars(db.select(Claim.state)))


# ---- near, and soon


def first_section(client: FlaskClient) -> str:
    sections = [each.attributes.get("aria-labelledby", "") for each in page_of(client.get("/me")).all("section")]
    return next(name for name in sections if name in ("my-slots", "needed"))


@pytest.mark.parametrize(("day", "first"), [(SATURDAY, "my-slots"), (date(2027, 3, 7), "my-slots"), (SUNDAY, "needed")])
def test_my_slots_come_first_when_one_is_near(
    client: FlaskClient, make_event: MakeEvent, maja: Person, day: date, first: str
) -> None:
    claim_slot(make_event(day=day).slots[0].id, maja)

    assert first_section(client) == first


@pytest.mark.usefixtures("solna")
def test_an_area_is_chosen_and_stays_chosen(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    make_event(title="Bergshamra", point=(59.3816, 18.0365))
    there = make_event(title="Hagalund", point=IN_HAGALUND, day=SUNDAY)
    page = page_of(client.get(f"/me?area={there.area_id}"))

    assert titles(page.all("section", **{"aria-labelledby": "needed"})[0]) == [
        "Hagalund",
        "På andra ställen",
        "Bergshamra",
    ]
    [chosen] = [each for each in page.by_id("area").all("option") if "selected" in each.attributes]
    assert chosen.words == "Hagalund"
    form = typed(form_to(page, f"/slots/{there.slots[0].id}/claim"))
    taken = client.post(f"/slots/{there.slots[0].id}/claim", data=form)
    assert taken.location == f"/me?area={there.area_id}"


@pytest.mark.parametrize("area", ["", "0", "4711", "-1", "x", "9" * 30])
def test_an_area_that_is_none_shows_everything(
    client: FlaskClient, make_event: MakeEvent, maja: Person, area: str
) -> None:
    make_event(title="Flygblad")

    response = client.get("/me", query_string={"area": area})

    assert response.status_code == 200
    assert "Flygblad" in response.text


def test_what_is_full_can_be_waited_for(
    client: FlaskClient, make_event: MakeEvent, maja: Person, person: MakePerson
) -> None:
    slot = make_event(title="Fullt", slots=[a_slot(capacity=1)]).slots[0]
    claim_slot(slot.id, person())

    client.post(f"/slots/{slot.id}/wait", data=typed(form_to(page_of(client.get("/me")), f"/slots/{slot.id}/wait")))

    page = page_of(client.get("/me"))
    [queues] = page.all("section", **{"aria-labelledby": "my-queues"})
    assert titles(queues) == ["Fullt"]
    assert "plats 1 i kön" in queues.words


def test_no_name_of_others_stands_on_my_page(
    client: FlaskClient, make_event: MakeEvent, maja: Person, person: MakePerson
) -> None:
    slot = make_event(slots=[a_slot(capacity=3)]).slots[0]
    claim_slot(slot.id, person(name="Wilhelmina Rask"))
    claim_slot(slot.id, maja)

    assert "Wilhelmina" not in client.get("/me").text


def test_my_page_is_small(client: FlaskClient, make_event: MakeEvent, maja: Person) -> None:
    """All that a first visit fetches, as a proxy sends it: a bad network is what people have out of doors."""
    for day in range(1, 9):
        make_event(day=NEXT_SATURDAY + timedelta(days=day), point=IN_HAGALUND)
    page = page_of(client.get("/me"))
    paths = {"/me", "/offline", page.all("body")[0].attributes["data-worker"]}
    paths |= {link.attributes["href"] for link in page.all("link")} | {
        each.attributes["src"] for each in page.all("script")
    }
    paths.add(client.get("/manifest.webmanifest").get_json(force=True)["icons"][0]["src"])
    paths |= {path.replace("phone.js", "offline.js") for path in paths if path.endswith("phone.js")}

    sizes = {path: len(gzip.compress(client.get(path).data, 6)) for path in paths}

    assert len(sizes) > 10
    assert sum(sizes.values()) <= 60_000, sizes
