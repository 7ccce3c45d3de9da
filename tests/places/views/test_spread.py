"""The spread over areas: figures, order, years, the file, and who may read and change it."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus
from outreach.events.visits import Visits, visits_by_area
from outreach.goals.queries import tally
from outreach.goals.rules.measures import Measure
from outreach.goals.service import set_goal
from outreach.people.models import Role
from outreach.places import queries, service
from outreach.places.models import Area
from tests.conftest import MakePerson, SignIn
from tests.counting import queries as counted_queries
from tests.pages import page_of
from tests.places.shapes import box

TODAY = date(2026, 6, 30)
STAFF = [Role.ORGANISER, Role.BOARD, Role.MEDIA, Role.ADMIN]


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.standing_at(clock.day_start(TODAY)) as moment:
        yield moment


@pytest.fixture
def areas(app: Flask) -> dict[str, Area]:
    """West is behind, East on pace without a count of households, Far has no goal."""
    set_goal(2026, Measure.LEAFLET_DROPS, 10)
    made = {
        "West": service.save_area(
            name="=West", geometry=box(18.0, 59.3, 18.1, 59.4), is_priority=True, weight=9, households=200
        ),
        "East": service.save_area(name="Östra", geometry=box(18.1, 59.3, 18.2, 59.4), is_priority=True, weight=1),
        "Far": service.save_area(name="Far", geometry=box(18.2, 59.3, 18.3, 59.4)),
    }
    add(made["West"], "2025-12-20", letterbox=999)
    add(made["West"], "2026-03-01", letterbox=150, by_hand=20)
    add(made["West"], "2026-04-01", letterbox=50)
    add(made["West"], "2026-05-01", EventKind.SOCIAL, by_hand=7)
    add(made["West"], "2026-07-20", status=EventStatus.SCHEDULED)
    add(made["East"], "2024-05-05")
    return made


def add(
    area: Area,
    day: str,
    kind: EventKind = EventKind.LEAFLET_DROP,
    status: EventStatus = EventStatus.HELD,
    letterbox: int | None = None,
    by_hand: int | None = None,
) -> Event:
    start = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=clock.STOCKHOLM)
    event = Event(
        kind=kind, title="", starts_at=start, ends_at=clock.day_end(start.date()), status=status, area_id=area.id,
        leaflets_letterbox=letterbox, leaflets_by_hand=by_hand, created_at=start, changed_at=start,
    )  # fmt: skip
    db.session.add(event)
    db.session.commit()
    return event


def table(client: FlaskClient, address: str) -> list[list[str]]:
    page = page_of(client.get(address))
    [body] = page.all("tbody")
    return [[cell.words for cell in row.children if cell.tag in ("th", "td")] for row in body.all("tr")]


def names(client: FlaskClient, query: str) -> list[str]:
    return [row[0].split()[0] for row in table(client, f"/areas?{query}")]


@pytest.mark.parametrize("role", STAFF)
def test_staff_may_read(
    client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn, role: Role
) -> None:
    sign_in(client, person(role))

    page = client.get("/areas")

    assert page.status_code == client.get("/areas.csv").status_code == client.get("/areas/map.js").status_code == 200
    assert client.get("/areas/export.geojson").status_code == 200
    may_edit = role in (Role.ORGANISER, Role.ADMIN)
    assert ("/areas/new" in page.text) is may_edit
    assert (client.get("/areas/new").status_code == 200) is may_edit


def test_others_may_not(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    addresses = ["/areas", "/areas.csv", "/areas/map.js", "/areas/export.geojson", "/areas/import", "/areas/new"]

    assert {client.get(address).status_code for address in addresses} == {303}
    sign_in(client, person(Role.VOLUNTEER))
    assert {client.get(address).status_code for address in addresses} == {403}
    assert "/areas" not in [each.attributes["href"] for each in page_of(client.get("/calendar")).all("a")]


def test_what_the_table_says(client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person(Role.BOARD))

    west, east, far = table(client, "/areas?sort=goal")

    assert west[1:] == ["9", "2", "1", "2", "2026-04-01", "90", "200", "1", "0,14"]
    assert east[1:] == ["1", "0", "0", "i takt", "2024-05-05", "786", "–", "–", "–"]
    assert far[1:] == ["–", "0", "0", "–", "aldrig", "–", "–", "–", "–"]


def test_leaflets_and_last_visits_are_those_of_held_events(app: Flask, areas: dict[str, Area]) -> None:
    west, east = areas["West"].id, areas["East"].id

    assert visits_by_area(2026, TODAY) == {
        west: Visits(200, 27, date(2026, 4, 1)),
        east: Visits(0, 0, date(2024, 5, 5)),
    }
    assert visits_by_area(2026, date(2026, 3, 1))[west] == Visits(150, 20, date(2026, 3, 1))
    assert visits_by_area(2025, date(2025, 12, 31))[west] == Visits(999, 0, date(2025, 12, 20))


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["=West", "Östra", "Far"]),
        ("sort=area", ["=West", "Far", "Östra"]),
        ("sort=area&dir=desc", ["Östra", "Far", "=West"]),
        ("sort=days", ["Östra", "=West", "Far"]),
        ("sort=days&dir=asc", ["=West", "Östra", "Far"]),  # what is not known stands last either way
        ("sort=households&dir=asc", ["=West", "Far", "Östra"]),
        ("sort=nonsense&dir=sideways", ["=West", "Östra", "Far"]),
    ],
)
def test_order(
    client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn, query: str, order: list[str]
) -> None:
    sign_in(client, person(Role.MEDIA))

    assert names(client, query) == order


@pytest.mark.parametrize(
    "key", ["area", "goal", "done", "planned", "behind", "last", "days", "households", "letterbox", "by_hand"]
)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_every_column_says_how_it_is_sorted(
    client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn, key: str, direction: str
) -> None:
    sign_in(client, person(Role.BOARD))

    page = page_of(client.get(f"/areas?sort={key}&dir={direction}"))

    sorted_by = [each for each in page.all("th") if "aria-sort" in each.attributes]
    assert [each.attributes["aria-sort"] for each in sorted_by] == [f"{direction}ending"]
    [link] = sorted_by[0].all("a")
    other = "desc" if direction == "asc" else "asc"
    assert f"sort={key}" in link.attributes["href"]
    assert f"dir={other}" in link.attributes["href"]


def test_the_year_can_be_switched(
    client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn
) -> None:
    set_goal(2025, Measure.LEAFLET_DROPS, 1)
    sign_in(client, person(Role.BOARD))

    page = client.get("/areas")
    assert "year=2025" in page.text
    rows = {row[0].split()[0]: row for row in table(client, "/areas?year=2025")}

    assert rows["=West"][2] == "1"
    assert rows["=West"][5:7] == ["2025-12-20", "11"]
    assert client.get("/areas?year=9999999").status_code == 404


def test_the_file_has_the_same_rows_and_runs_nothing(
    client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn
) -> None:
    sign_in(client, person(Role.BOARD))

    response = client.get("/areas.csv?sort=goal")

    assert response.data.startswith(b"\xef\xbb\xbf")
    assert "omraden-2026.csv" in response.headers["Content-Disposition"]
    header, *rows = csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";")
    assert header[:3] == ["Område", "Mål", "Gjort"]
    assert rows[0] == ["'=West", "9", "2", "1", "2", "2026-04-01", "90", "200", "1,0", "0,14", "200", "27", "ja", "9,0"]
    assert rows[2][5:10] == ["", "", "", "", ""]


def test_a_retired_area_stays_in_the_years_it_was_visited(
    client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn
) -> None:
    set_goal(2027, Measure.LEAFLET_DROPS, 10)
    service.retire_area(areas["West"])
    sign_in(client, person(Role.BOARD))

    rows = {row[0].split()[0]: row for row in table(client, "/areas?year=2026")}
    assert rows["=West"][1:3] == ["–", "2"]
    assert "används inte längre" in rows["=West"][0]
    assert names(client, "year=2027&sort=area") == ["Far", "Östra"]
    assert {each.name for each in tally(2026, TODAY).areas} == {"=West", "Östra", "Far"}
    assert {each.name for each in tally(2027, TODAY).areas} == {"Östra", "Far"}


def test_an_empty_instance_says_what_to_do(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person(Role.ORGANISER))

    page = client.get("/areas")

    assert page.status_code == 200
    assert "Rita ett område" in page.text
    assert client.get("/areas.csv").status_code == 200


def test_thirty_areas_ask_no_more_than_one(
    app: Flask, client: FlaskClient, person: MakePerson, sign_in: SignIn
) -> None:
    sign_in(client, person(Role.ORGANISER))
    service.save_area(name="0", geometry=box(18.0, 59.3, 18.01, 59.4))
    with counted_queries(app) as one:
        client.get("/areas")
    for number in range(1, 31):
        west = 18.0 + number / 100
        service.save_area(name=str(number), geometry=box(west, 59.3, west + 0.01, 59.4))
    with counted_queries(app) as thirty:
        client.get("/areas")

    assert len(queries.areas()) == 31
    assert len(thirty) == len(one) <= 14


def test_the_map_is_told_how_each_area_stands(
    client: FlaskClient, areas: dict[str, Area], person: MakePerson, sign_in: SignIn
) -> None:
    add(areas["East"], "2026-06-29", status=EventStatus.SCHEDULED)
    later = add(areas["East"], "2026-08-01", status=EventStatus.SCHEDULED)
    add(areas["East"], "2026-09-01", status=EventStatus.SCHEDULED)
    sign_in(client, person(Role.VOLUNTEER))

    answer = client.get("/areas.geojson").json
    assert answer is not None
    found = {each["properties"]["name"]: each["properties"] for each in answer["features"]}

    west, east = found["=West"], found["Östra"]
    assert (west["goal"], west["done"], west["planned"], west["behind"], west["level"]) == (9, 2, 1, 2, 1)
    assert west["last_visited_on"] == "2026-04-01"
    assert west["plan_url"] == f"/events/new?area={areas['West'].id}"
    assert east["next_event"] == {
        "title": "Flygblad i Östra", "day": "2026-08-01", "url": f"/events/{later.id}",
    }  # fmt: skip
    assert found["Far"]["next_event"] is None
    earlier = client.get("/areas.geojson?on=2025-12-31").json
    assert earlier is not None
    assert [each["properties"]["done"] for each in earlier["features"]] == [1, 0, 0]
    assert (
        client.get("/areas.geojson?on=yesterday").status_code
        == client.get("/areas.geojson?on=0001-01-01").status_code
        == 400
    )
