"""The month: grid, list, map data; the filter; who sees drafts; how much the database is asked."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.events.models import EventKind, EventStatus
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person, Role
from outreach.places.queries import find_area_by_name
from tests.conftest import MakePerson, SignIn
from tests.counting import queries
from tests.events.conftest import IN_HAGALUND, MakeEvent, a_slot
from tests.pages import Element, page_of, typed

MARCH = "/calendar?month=2027-03"
MARCH_MAP = "/events.geojson?from=2027-03-01&to=2027-03-31"
MOST_QUERIES = 12


@pytest.fixture
def volunteer(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    """A volunteer, signed in."""
    maja = person(name="Maja Lind")
    sign_in(client, maja)
    return maja


def in_grid(page: Element) -> list[str]:
    """The days of the chips in the month grid, with what they say."""
    return [
        chip.words
        for chip in page.all("table", **{"class": "month calendar-month"})[0].all("a")
        if "data-event-id" in chip.attributes
    ]


def in_list(page: Element) -> list[str]:
    [part] = page.all("div", **{"class": "calendar-list"})
    return [heading.words for heading in part.all("h3")]


def features(client: FlaskClient, address: str = MARCH_MAP) -> list[dict[str, Any]]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "application/geo+json"
    found: list[dict[str, Any]] = response.get_json(force=True)["features"]
    return found


# ---- what is shown


def test_an_event_stands_in_grid_list_and_map(
    client: FlaskClient, solna: None, make_event: MakeEvent, volunteer: Person
) -> None:
    event = make_event(point=IN_HAGALUND, slots=[a_slot(needed=2, capacity=3)])
    claim_slot(event.slots[0].id, volunteer)

    page = page_of(client.get(MARCH))
    [feature] = features(client)

    assert in_grid(page) == ["Hagalund Flygblad vid torget, Planerad 13.00 1/3"]
    assert in_list(page) == ["Flygblad vid torget"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [IN_HAGALUND[1], IN_HAGALUND[0]]}
    assert feature["properties"] == {
        "id": event.id,
        "kind": "leaflet_drop",
        "title": "Flygblad vid torget",
        "day": "2027-03-13",
        "start": "13:00",
        "end": "15:00",
        "status": "scheduled",
        "area": "Hagalund",
        "needed": 2,
        "taken": 1,
        "capacity": 3,
        "url": f"/events/{event.id}",
        "label": "Flygblad vid torget, lör 13 mars 13.00, 1 av 3",
    }


def test_an_event_without_a_title_is_called_by_its_kind_and_area(
    client: FlaskClient, solna: None, make_event: MakeEvent, volunteer: Person
) -> None:
    make_event(title="", point=IN_HAGALUND)
    make_event(title="", place="", kind=EventKind.STUDY_CIRCLE, start=time(18), end=time(20), slots=[])

    assert in_list(page_of(client.get(MARCH))) == ["Flygblad i Hagalund", "Studiecirkel"]


def test_an_event_without_a_point_is_not_on_the_map(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person
) -> None:
    make_event()

    assert features(client) == []
    assert len(in_list(page_of(client.get(MARCH)))) == 1


def test_drafts_are_for_organisers(
    app: Flask, client: FlaskClient, make_event: MakeEvent, volunteer: Person, organiser: Person, sign_in: SignIn
) -> None:
    make_event(EventStatus.DRAFT, title="Hemligt utkast", point=IN_HAGALUND)
    theirs = app.test_client()
    sign_in(theirs, organiser)

    for address in (MARCH, MARCH_MAP, MARCH + "&staffing=needed", MARCH + "&kind=leaflet_drop"):
        assert "Hemligt" not in client.get(address).get_data(as_text=True)
        assert "Hemligt" in theirs.get(address).get_data(as_text=True)


def test_the_map_data_names_nobody(
    app: Flask, client: FlaskClient, make_event: MakeEvent, volunteer: Person, organiser: Person, sign_in: SignIn
) -> None:
    event = make_event(point=IN_HAGALUND)
    claim_slot(event.slots[0].id, volunteer)
    theirs = app.test_client()
    sign_in(theirs, organiser)

    for data in (client.get(MARCH_MAP).text, theirs.get(MARCH_MAP).text):
        assert f"/events/{event.id}" in data
        for secret in ("Maja", "Lind", "Olle", "Berg", "example.org"):
            assert secret not in data


def test_days_are_stockholms(client: FlaskClient, make_event: MakeEvent, volunteer: Person) -> None:
    """Half past midnight in Stockholm is still the day before in UTC, and that day is in another month."""
    make_event(
        title="Nattvandring", day=date(2027, 7, 1), start=time(0, 30), end=time(1, 30), point=IN_HAGALUND, slots=[]
    )

    assert in_list(page_of(client.get("/calendar?month=2027-07"))) == ["Nattvandring"]
    assert in_list(page_of(client.get("/calendar?month=2027-06"))) == []
    assert len(features(client, "/events.geojson?from=2027-07-01&to=2027-07-01")) == 1
    assert features(client, "/events.geojson?from=2027-06-01&to=2027-06-30") == []


def test_the_grid_shows_the_days_around_and_the_list_only_the_month(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person
) -> None:
    make_event(day=date(2027, 4, 1))

    page = page_of(client.get(MARCH))

    assert len(in_grid(page)) == 1
    assert in_list(page) == []


def test_what_needs_people_comes_first_and_what_is_over_last(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person
) -> None:
    make_event(title="Förra veckan", day=date(2027, 3, 1))
    make_event(title="Utan pass", day=date(2027, 3, 7), slots=[])
    make_event(title="Behöver folk", day=date(2027, 3, 20))

    page = page_of(client.get(MARCH))

    assert in_list(page) == ["Behöver folk", "Utan pass", "Förra veckan"]
    assert [heading.words for heading in page.all("h2", **{"class": "calendar-part"})] == [
        "Behöver folk",
        "Kommande",
        "Tidigare i månaden",
    ]


# ---- the filter


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ("", ["Flygblad", "Torgmöte"]),
        ("&kind=square_meeting", ["Torgmöte"]),
        ("&kind=social", []),
        ("&staffing=needed", ["Flygblad"]),
        ("&area={area}", ["Flygblad"]),
        ("&area={area}&kind=square_meeting", []),
        ("&area=4711", []),
        ("&status=scheduled", ["Flygblad", "Torgmöte"]),
        ("&status=held", []),
        ("&status=draft", []),
        ("&q=flyg", ["Flygblad"]),
        ("&q=HAGA", ["Flygblad"]),
        ("&q=torg", ["Torgmöte"]),
        ("&q=under+BRON+flyg", ["Flygblad"]),
        ("&q=bron+torg", ["Torgmöte"]),
        ("&q=bron+torg+flyg", []),
    ],
)
def test_one_filter_for_grid_list_and_map(
    client: FlaskClient, solna: None, make_event: MakeEvent, volunteer: Person, chosen: str, titles: list[str]
) -> None:
    make_event(title="Flygblad", point=IN_HAGALUND)
    make_event(title="Torgmöte", kind=EventKind.SQUARE_MEETING, point=(59.3496, 17.9862), slots=[])
    hagalund = find_area_by_name("Hagalund")
    assert hagalund is not None
    chosen = chosen.format(area=hagalund.id)

    page = page_of(client.get(MARCH + chosen))

    assert sorted(in_list(page)) == titles
    assert len(in_grid(page)) == len(titles)
    assert sorted(feature["properties"]["title"] for feature in features(client, MARCH_MAP + chosen)) == titles


@pytest.mark.parametrize(
    "nonsense",
    [
        "month=2027-13",
        "month=mars",
        "month=%00",
        "month=0000-00",
        "month=99999-01",
        "month=2027-03&month=2027-04",
        "kind=nonsense",
        "kind=%00",
        "area=x",
        "area=-1",
        "area=" + "9" * 30,
        "area=" + "9" * 3000,
        "staffing=%F0%9F%98%80",
        "status=nonsense",
        "status=%00",
        "q=%00",
        "day=2027-13-01",
        "day=1999-01-01",
        "day=2027-W10-6",
        "event=x",
        "event=-1",
        "event=0",
        "event=4711",
        "event=" + "9" * 30,
        "event=%C2%B2",
        "point=nan,nan",
        "point=91,18",
        "point=59.3",
        "point=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "view=nonsense",
        "view=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "kind=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_nonsense_in_the_address_is_harmless(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person, nonsense: str
) -> None:
    make_event(point=IN_HAGALUND)

    response = client.get(f"/calendar?{nonsense}")

    assert response.status_code == 200
    assert "<script>alert" not in response.text
    titles = in_list(page_of(response))
    assert len(titles) == ("q=" not in nonsense), "the month that it is"


@pytest.mark.parametrize(
    "span",
    [
        "",
        "from=2027-03-01",
        "to=2027-03-01",
        "from=2027-03-31&to=2027-03-01",
        "from=2027-01-01&to=2031-01-01",
        "from=0001-01-01&to=0001-01-02",
        "from=9999-12-30&to=9999-12-31",
        "from=x&to=y",
        "from=%00&to=2027-03-01",
    ],
)
def test_a_span_that_is_none_is_a_bad_request(client: FlaskClient, volunteer: Person, span: str) -> None:
    assert client.get(f"/events.geojson?{span}").status_code == 400


# ---- which days


def test_a_week_has_its_seven_days_and_their_events(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person
) -> None:
    make_event(title="I veckan")
    make_event(title="Veckan efter", day=date(2027, 3, 15))

    page = page_of(client.get("/calendar?view=week&day=2027-03-13"))

    assert [day.attributes["data-day"] for day in page.all("section") if "data-day" in day.attributes] == [
        f"2027-03-{number:02}" for number in range(8, 15)
    ]
    assert page.all("h1")[0].words == "Vecka 10 mån 8 mars – sön 14 mars"
    assert "I veckan" in page.words
    assert "Veckan efter" not in page.words
    steps = [page.by_id(name).attributes["href"] for name in ("before", "after")]
    assert steps == ["/calendar?view=week&day=2027-03-06", "/calendar?view=week&day=2027-03-20"]


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/calendar", "Mars 2027"),
        ("/calendar?day=2027-05-04", "Maj 2027"),
        ("/calendar?month=2027-03&day=2027-05-04", "Maj 2027"),
        ("/calendar?month=2000-01", "Januari 2000"),
        ("/calendar?month=2100-12", "December 2100"),
    ],
)
def test_a_day_brings_its_month(client: FlaskClient, volunteer: Person, address: str, heading: str) -> None:
    page = page_of(client.get(address))

    assert page.all("h1")[0].words == heading
    assert client.get(page.by_id("plan").attributes["data-events"]).status_code == 200


def test_links_to_other_days_and_views_keep_the_filter(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person
) -> None:
    event = make_event()
    page = page_of(client.get(f"{MARCH}&kind=leaflet_drop&q=torget&event={event.id}"))

    for name in ("before", "today", "after", "view-week", "view-list"):
        assert "kind=leaflet_drop&q=torget" in page.by_id(name).attributes["href"]
    assert page.by_id("view-week").attributes["href"].endswith(f"&event={event.id}")
    assert typed(page.by_id("filters")) | {"month": "2027-03", "kind": "leaflet_drop", "q": "torget"} == typed(
        page.by_id("filters")
    )


def test_a_full_day_shows_some_and_leads_to_the_rest(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person
) -> None:
    for number in range(6):
        make_event(title=f"Nummer {number}")

    page = page_of(client.get(MARCH))
    [more] = page.all("a", **{"class": "more"})

    assert len(in_grid(page)) == 3
    assert (more.words, more.attributes["href"]) == ("+3 till", "/calendar?view=week&day=2027-03-13")
    assert page_of(client.get(more.attributes["href"])).words.count("Nummer") == 6


# ---- what is picked


def the_dock(client: FlaskClient, address: str) -> Element:
    whole, alone = (page_of(client.get(f"{path}?{address}")).by_id("dock") for path in ("/calendar", "/calendar/dock"))
    assert whole.words == alone.words
    return whole


def test_the_picked_event_stands_in_the_dock(
    client: FlaskClient, solna: None, make_event: MakeEvent, volunteer: Person
) -> None:
    event = make_event(point=IN_HAGALUND, slots=[a_slot(needed=3, capacity=4)])
    claim_slot(event.slots[0].id, volunteer)

    dock = the_dock(client, f"event={event.id}")
    page = page_of(client.get(f"/calendar?event={event.id}"))

    assert dock.words == (
        "Flygblad vid torget 2 till behövs lör 13 mars 13.00–15.00 · Under bron · Olle ansvarar Öppna ×"
    )
    assert [chip.words for chip in page.all("a", **{"aria-current": "true"})] == [
        "Hagalund Flygblad vid torget, Planerad 13.00 1/4",
        "lör13 Flygblad vid torget lör 13 mars kl. 13.00–15.00 · Under bron 2 till behövs",
    ]


def test_a_picked_event_brings_its_month(client: FlaskClient, make_event: MakeEvent, volunteer: Person) -> None:
    event = make_event(day=date(2027, 9, 4))

    assert page_of(client.get(f"/calendar?event={event.id}")).all("h1")[0].words == "September 2027"


def test_only_organisers_move_and_see_drafts(
    app: Flask, client: FlaskClient, make_event: MakeEvent, volunteer: Person, organiser: Person, sign_in: SignIn
) -> None:
    draft = make_event(EventStatus.DRAFT, title="Hemligt utkast")
    theirs = app.test_client()
    sign_in(theirs, organiser)

    assert "Hemligt" not in the_dock(client, f"event={draft.id}").words
    dock = the_dock(theirs, f"event={draft.id}")
    assert [link.attributes["href"] for link in dock.all("a")][:2] == [
        f"/events/{draft.id}", f"/events/{draft.id}/move",
    ]  # fmt: skip


def test_a_point_shows_its_area_and_how_it_stands_there(
    app: Flask, client: FlaskClient, solna: None, make_event: MakeEvent, volunteer: Person, organiser: Person,
    sign_in: SignIn,
) -> None:  # fmt: skip
    make_event(EventStatus.HELD, day=date(2027, 3, 6), start=time(9), end=time(10), point=IN_HAGALUND)
    make_event(point=IN_HAGALUND)
    address = "month=2027-03&point={},{}".format(*IN_HAGALUND)
    theirs = app.test_client()
    sign_in(theirs, organiser)

    words = the_dock(client, address).words

    assert words == (
        "Hagalund 1 i år, inget mål · 1 planerad Senast där lör 6 mars · "
        "Nästa: Flygblad vid torget, lör 13 mars ×"
    )  # fmt: skip
    [plan] = [link for link in the_dock(theirs, address).all("a") if link.words == "Planera här"]
    assert plan.attributes["href"] == "/events/new?day=2027-03-06&latitude=59.3622&longitude=18.0088"
    outside = the_dock(theirs, "point=59.33,18.07").words
    assert outside.startswith("Utanför alla områden")
    assert "Planera här" in outside


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ORGANISER])
def test_what_may_be_moved_says_so_and_how_many_are_booked(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, sign_in: SignIn, role: Role
) -> None:
    someone = person(role)
    sign_in(client, someone)
    event = make_event(slots=[a_slot(end=time(14)), a_slot(start=time(14))])
    for slot in event.slots:
        claim_slot(slot.id, someone)
    make_event(EventStatus.HELD, title="Hållen", day=date(2027, 3, 6), start=time(9), end=time(10))

    page = page_of(client.get(MARCH))
    [grid] = page.all("table")
    chips = {
        chip.attributes["data-title"]: chip.attributes for chip in grid.all("a") if "data-title" in chip.attributes
    }

    is_organiser = role is Role.ORGANISER
    assert ("data-movable" in chips["Flygblad vid torget"]) == is_organiser
    assert "data-movable" not in chips["Hållen"]
    assert chips["Flygblad vid torget"]["data-booked"] == ("1" if is_organiser else "0"), "people, not places"


# ---- how much it takes


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ORGANISER])
def test_a_full_month_takes_no_more_queries_than_an_empty_one(
    app: Flask, client: FlaskClient, solna: None, make_event: MakeEvent, person: MakePerson, sign_in: SignIn, role: Role
) -> None:
    sign_in(client, person(role))
    takers = [person() for _ in range(2)]

    def asked(address: str) -> int:
        with queries(app) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    def plan(days: int) -> None:
        for day in range(days):
            event = make_event(day=date(2027, 3, 1) + timedelta(days=day), place="Hagalunds torg")
            for taker in takers:
                if event.ends_at > event.created_at:
                    claim_slot(event.slots[0].id, taker)

    plan(1)
    first = make_event(point=IN_HAGALUND)
    picked = [f"{MARCH}&event={first.id}", f"/calendar?event={first.id}", "{}&point={},{}".format(MARCH, *IN_HAGALUND)]
    addresses = [MARCH, MARCH_MAP, f"{MARCH}&view=week&day=2027-03-08", *picked]
    one = [asked(address) for address in addresses]
    plan(30)
    many = [asked(address) for address in addresses]

    assert len(features(client)) == 32
    assert many == one
    assert max(many) <= MOST_QUERIES


def test_the_page_shows_stockholms_time_whatever_the_servers_zone(
    client: FlaskClient, make_event: MakeEvent, volunteer: Person, server_zone: str
) -> None:
    event = make_event(day=date(2027, 3, 28), start=time(17), end=time(18, 30), point=IN_HAGALUND)

    page = page_of(client.get(f"/events/{event.id}"))

    assert "söndag 28 mars 2027, kl. 17.00–18.30" in page.words
    assert features(client)[0]["properties"]["start"] == "17:00"
    assert "17.00" in in_grid(page_of(client.get(MARCH)))[0]
