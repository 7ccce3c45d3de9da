"""Walks on the event's page, their form, their data and their sheet."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.db import db
from outreach.events.models import EventKind, Walk
from outreach.events.queries import get_walk
from outreach.events.service import planning, walks
from outreach.people.models import Person, Role
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint, queries
from tests.events.conftest import IN_HAGALUND, MakeEvent, a_walk
from tests.mbtiles import make_mbtiles
from tests.pages import control, error_by, form_to, page_of, typed

GOOD = {
    "name": "Östra sidan",
    "shape": "route",
    "points": "59.3622, 18.0088\n59,3635 18,0095",
    "households": "320",
    "directions": "Jämna nummer.",
}


@pytest.fixture
def signed_in(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> Person:
    someone = person(Role.ORGANISER, name="Olle Berg")
    sign_in(client, someone)
    return someone


def test_a_walk_is_drawn_without_the_map(client: FlaskClient, signed_in: Person, make_event: MakeEvent) -> None:
    event = make_event()

    answer = client.post(f"/events/{event.id}/walks/new", data=GOOD)

    assert (answer.status_code, answer.location) == (303, f"/events/{event.id}#walks")
    [walk] = db.session.scalars(select(Walk))
    assert (walk.name, walk.households, walk.directions) == ("Östra sidan", 320, "Jämna nummer.")
    assert walk.geometry == {"type": "LineString", "coordinates": [[18.0088, 59.3622], [18.0095, 59.3635]]}


def test_one_more_at_once(client: FlaskClient, signed_in: Person, make_event: MakeEvent) -> None:
    address = f"/events/{make_event().id}/walks/new"

    assert client.post(address, data={**GOOD, "another": "1"}).location == address


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b"),
        ("name", "x" * 81),
        ("points", ""),
        ("points", "Hagalundsgatan"),
        ("points", "59.3622, 18.0088"),
        ("points", "59.3622, 18.0088\n59.3622, 18.0088"),
        ("points", "59.3622, 18.0088\n58.3622, 18.0088"),
        ("points", "59.3622, 18.0088\n" * 20_000),
        ("points", "\x00"),
        ("households", "-1"),
        ("households", "många"),
        ("households", "10001"),
        ("directions", "x" * 501),
    ],
)
def test_rubbish_comes_back_with_a_word_at_the_field(
    client: FlaskClient, signed_in: Person, make_event: MakeEvent, field: str, value: str
) -> None:
    address = f"/events/{make_event().id}/walks/new"
    before = fingerprint()

    answer = client.post(address, data={**GOOD, field: value})

    if len(value) > 100_000:
        assert answer.status_code == 413
        return
    assert answer.status_code == 422
    assert fingerprint() == before
    form = form_to(page_of(answer), address)
    assert error_by(form, field)
    kept = typed(form)
    assert all(kept[name].split() == text.split() for name, text in GOOD.items() if name not in (field, "shape"))


def test_a_shape_that_there_is_not(client: FlaskClient, signed_in: Person, make_event: MakeEvent) -> None:
    answer = client.post(f"/events/{make_event().id}/walks/new", data={**GOOD, "shape": "spiral"})

    assert answer.status_code == 422


def test_what_was_drawn_stands_in_the_form(client: FlaskClient, signed_in: Person, make_event: MakeEvent) -> None:
    walk = walks.add_walk(make_event(), a_walk(is_block=True, directions="Här"))
    address = f"/walks/{walk.id}/edit"
    before = fingerprint()

    form = form_to(page_of(client.get(address)), address)
    values: dict[str, Any] = typed(form)
    assert values["points"].splitlines() == ["59.36220, 18.00880", "59.36350, 18.00950", "59.36450, 18.01100"]
    [chosen] = [each for each in form.all("input", name="shape") if "checked" in each.attributes]
    values["shape"] = chosen.attributes["value"]
    answer = client.post(address, data=values)

    assert answer.status_code == 303
    assert fingerprint() == before


# ---- what volunteers and organisers see


def test_names_are_for_organisers(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    event = make_event()
    free = walks.add_walk(event, a_walk(name="Västra"))
    taken = walks.add_walk(event, a_walk(name="Östra"))
    walks.take_walk(taken.id, person(name="Maja Hemlig"))

    sign_in(client, person())
    seen = client.get(f"/events/{event.id}")
    data = client.get(f"/events/{event.id}/walks.geojson")
    sign_in(client, person(Role.ORGANISER))
    by_organiser = client.get(f"/events/{event.id}").get_data(as_text=True)

    text = seen.get_data(as_text=True)
    assert form_to(page_of(seen), f"/walks/{free.id}/claim").attributes["method"] == "post"
    assert page_of(seen).all("form", action=f"/walks/{taken.id}/claim") == []
    assert "Maja" not in text + data.get_data(as_text=True)
    assert "Maja Hemlig" in by_organiser
    assert "320" in text


def test_the_data_says_whose_it_is_without_a_name(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    me = person()
    event = make_event()
    made = {name: walks.add_walk(event, a_walk(name=name)) for name in ("free", "mine", "taken", "done")}
    walks.take_walk(made["mine"].id, me)
    walks.take_walk(made["taken"].id, person())
    walks.finish_walk(made["done"], 10)
    sign_in(client, me)

    features = client.get(f"/events/{event.id}/walks.geojson").json["features"]  # type: ignore[index]
    without = client.get(f"/events/{event.id}/walks.geojson?without={made['free'].id}").json["features"]  # type: ignore[index]

    assert {each["properties"]["name"]: each["properties"]["state"] for each in features} == {
        name: name for name in made
    }
    assert set(features[0]["properties"]) == {"id", "name", "households", "length", "state"}
    assert len(without) == 3
    assert features[0]["properties"]["length"] == pytest.approx(290, abs=15)


def test_the_rule_of_thumb_is_a_soft_word(client: FlaskClient, signed_in: Person, make_event: MakeEvent) -> None:
    event = make_event()
    walks.add_walk(event, a_walk())
    calm = client.get(f"/events/{event.id}").get_data(as_text=True)
    walks.add_walk(event, a_walk(households=401))

    assert "gör hellre två rundor" not in calm
    assert "gör hellre två rundor" in client.get(f"/events/{event.id}").get_data(as_text=True)


@pytest.mark.parametrize(("kind", "offered"), [(EventKind.LEAFLET_DROP, True), (EventKind.SQUARE_MEETING, False)])
def test_walks_are_for_leaflet_drops(
    client: FlaskClient, signed_in: Person, make_event: MakeEvent, kind: EventKind, offered: bool
) -> None:
    event = make_event(kind=kind)

    assert (f"/events/{event.id}/walks/new" in client.get(f"/events/{event.id}").get_data(as_text=True)) is offered


def test_many_walks_ask_no_more_than_one(
    app: Flask, client: FlaskClient, signed_in: Person, make_event: MakeEvent, person: MakePerson
) -> None:
    event = make_event(point=IN_HAGALUND)

    def asked() -> int:
        with queries(app) as seen:
            assert client.get(f"/events/{event.id}").status_code == 200
        return len(seen)

    maja = person()
    walks.take_walk(walks.add_walk(event, a_walk()).id, maja)
    one = asked()
    for number in range(29):
        walks.take_walk(walks.add_walk(event, a_walk(name=f"Runda {number}")).id, person())

    assert asked() == one


# ---- done


@pytest.mark.parametrize("count", ["", "-1", "10001", "mycket", "1.5"])
def test_a_count_that_is_none(client: FlaskClient, signed_in: Person, make_event: MakeEvent, count: str) -> None:
    walk = walks.add_walk(make_event(), a_walk())
    address = f"/walks/{walk.id}/done"

    answer = client.post(address, data={"leaflets": count})

    assert answer.status_code == 422
    form = form_to(page_of(answer), address)
    assert error_by(form, "leaflets")
    assert typed(form)["leaflets"] == count
    assert get_walk(walk.id).done_at is None


def test_the_walks_fill_in_the_outcome(client: FlaskClient, signed_in: Person, make_event: MakeEvent) -> None:
    from datetime import time

    from tests.events.conftest import SATURDAY

    event = make_event(day=SATURDAY, start=time(9), end=time(15))
    for number, leaflets in enumerate((300, 45)):
        walk = walks.add_walk(event, a_walk(name=f"Runda {number}"))
        assert client.post(f"/walks/{walk.id}/done", data={"leaflets": str(leaflets)}).status_code == 303
    address = f"/events/{event.id}/hold"

    page = page_of(client.get(f"/events/{event.id}"))
    form = form_to(page, address)

    assert control(form, "leaflets_letterbox").attributes["value"] == "345"
    assert "Rundorna ger tillsammans 345 flygblad" in page.words
    assert event.leaflets_letterbox is None

    planning.hold_event(event, planning.Outcome(leaflets_letterbox=360))
    form = form_to(page_of(client.get(f"/events/{event.id}")), address)
    assert control(form, "leaflets_letterbox").attributes["value"] == "360"


# ---- the sheet


@pytest.fixture
def responsible(make_event: MakeEvent, organiser: Person) -> Person:
    organiser.phone = "070-123 45 67"
    db.session.commit()
    return organiser


def sheet_for(client: FlaskClient, walk: Walk) -> str:
    answer = client.get(f"/walks/{walk.id}/sheet")
    assert answer.status_code == 200
    return page_of(answer).words


def test_the_sheet_has_what_one_needs_on_the_way(
    client: FlaskClient,
    solna: None,
    responsible: Person,
    make_event: MakeEvent,
    person: MakePerson,
    sign_in: SignIn,
) -> None:
    maja = person(name="Maja Hemlig")
    event = make_event(point=IN_HAGALUND)
    walk = walks.add_walk(event, a_walk(directions="Börja vid porten.\nJämna nummer."))
    walks.take_walk(walk.id, maja)
    sign_in(client, maja)

    words = sheet_for(client, walk)

    for part in (
        "Hagalundsgatan", "Flygblad vid torget", "lördag 13 mars 2027", "13.00–15.00", "Under bron", "320",
        "Olle", "070-123 45 67", "Börja vid porten.", "Maja", "Anteckningar",
    ):  # fmt: skip
        assert part in words
    assert "Berg" not in words
    assert "Hemlig" not in words.replace("Meny för Maja Hemlig", "")
    svg = page_of(client.get(f"/walks/{walk.id}/sheet")).all("path", **{"class": "sheet-route"})
    assert len(svg) == 1
    assert svg[0].attributes["d"].count("L") == 2


def test_the_phone_number_is_for_those_who_walk(
    client: FlaskClient, responsible: Person, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    walk = walks.add_walk(make_event(), a_walk())
    walks.take_walk(walk.id, person(name="Sara Åkesson"))
    sign_in(client, person(name="Nyfiken Person"))

    words = sheet_for(client, walk)

    assert "Olle" in words
    assert "070" not in words
    assert "Sara" not in words


def test_a_sheet_needs_neither_phone_nor_place_nor_areas(
    client: FlaskClient, signed_in: Person, make_event: MakeEvent
) -> None:
    event = make_event(place="")
    event.responsible_id = None
    db.session.commit()
    walk = walks.add_walk(event, a_walk(households=None, is_block=True))

    assert "Hagalundsgatan" in sheet_for(client, walk)


@pytest.fixture
def tiles_of_town(app: Flask) -> Iterator[None]:
    """A background map in the instance folder, which other tests use too."""
    path = app.extensions["outreach"].instance / "town.mbtiles"
    make_mbtiles(path, {}, attribution="<b>Kartan</b>", minzoom="10", maxzoom="16")
    yield
    path.unlink()


@pytest.mark.usefixtures("tiles_of_town")
def test_the_sheet_lies_on_the_background_map_where_there_is_one(
    client: FlaskClient, signed_in: Person, make_event: MakeEvent, solna: None
) -> None:
    walk = walks.add_walk(make_event(point=IN_HAGALUND), a_walk())

    page = page_of(client.get(f"/walks/{walk.id}/sheet"))

    tiles = page.all("image")
    assert tiles
    assert all(tile.attributes["href"].startswith("/tiles/16/") for tile in tiles)
    assert client.get(tiles[0].attributes["href"]).status_code == 204
    assert page.all("path", **{"class": "sheet-land"}) == []
    assert "<b>Kartan</b>" in page.words


def test_what_is_written_of_a_walk_stays_text(client: FlaskClient, signed_in: Person, make_event: MakeEvent) -> None:
    bad = "</text><script>alert(1)</script>"
    event = make_event()
    walk = walks.add_walk(event, a_walk(name=bad, directions=bad))

    for path in (f"/events/{event.id}", f"/walks/{walk.id}/sheet", f"/walks/{walk.id}/edit", f"/walks/{walk.id}/done"):
        assert "<script>alert" not in client.get(path).get_data(as_text=True)


# ---- my own page


def test_my_walks_stand_on_my_page(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    maja = person()
    walk = walks.add_walk(make_event(), a_walk())
    walks.take_walk(walk.id, maja)
    sign_in(client, maja)

    page = page_of(client.get("/me"))
    answer = client.post(f"/walks/{walk.id}/release", data={"from": "me"})

    assert "Hagalundsgatan" in page.words
    assert typed(form_to(page, f"/walks/{walk.id}/release"))["from"] == "me"
    assert answer.location == "/me"
    assert "Hagalundsgatan" not in page_of(client.get("/me")).words
