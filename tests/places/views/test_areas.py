"""Areas by form: drawn, changed, split, merged, composed, retired; refusals by their field, nothing typed lost."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from outreach.db import db
from outreach.people.models import Role
from outreach.places import queries, service
from outreach.places.models import Area, District
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.pages import control, error_by, form_to, page_of, typed
from tests.places.shapes import box, feature, line

WEST, EAST = box(18.0, 59.3, 18.1, 59.4), box(18.1, 59.3, 18.2, 59.4)
BOW_TIE = {"type": "Polygon", "coordinates": [[[18, 59], [18.1, 59.1], [18.1, 59], [18, 59.1], [18, 59]]]}
EDITORS = [Role.ORGANISER, Role.ADMIN]
READERS = [Role.VOLUNTEER, Role.BOARD, Role.MEDIA]


@pytest.fixture
def west(app: Any) -> Area:
    return service.save_area(name="West", geometry=WEST, weight=4, source="Drawn")


@pytest.fixture
def east(app: Any) -> Area:
    return service.save_area(name="East", geometry=EAST)


@pytest.fixture
def organiser(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.ORGANISER, name="Olle Berg"))
    return client


def filled(name: str, geometry: object, **values: str) -> dict[str, str]:
    return {"name": name, "geometry": json.dumps(geometry), "overlap": "refuse", "weight": "", **values}


def names() -> list[str]:
    db.session.rollback()
    return [area.name for area in queries.areas()]


# ---- who may


def addresses(area: Area) -> tuple[list[str], list[str]]:
    """What editors look at, and what they do."""
    one = f"/areas/{area.id}"
    pages = ["/areas/new", f"{one}/edit", f"{one}/split", "/areas/merge", "/areas/compose", "/areas/import"]
    return [*pages, "/areas/editor.js"], [*pages, f"{one}/retire", f"{one}/restore", "/areas/check"]


@pytest.mark.parametrize("role", READERS)
def test_only_organisers_and_administrators_edit(
    client: FlaskClient, west: Area, person: MakePerson, sign_in: SignIn, role: Role
) -> None:
    gets, posts = addresses(west)
    before = fingerprint()

    assert {client.get(each).status_code for each in gets} == {client.post(each).status_code for each in posts} == {303}
    assert fingerprint() == before
    sign_in(client, person(role))
    before = fingerprint()
    assert {client.get(each).status_code for each in gets} == {client.post(each).status_code for each in posts} == {403}
    assert fingerprint() == before


@pytest.mark.parametrize("role", EDITORS)
def test_editors_may(client: FlaskClient, west: Area, person: MakePerson, sign_in: SignIn, role: Role) -> None:
    sign_in(client, person(role))
    gets, _posts = addresses(west)

    assert {each: client.get(each).status_code for each in gets} == dict.fromkeys(gets, 200)
    for path in ("/areas/4711/edit", "/areas/4711/split", "/areas/import/4711"):
        assert client.get(path).status_code == 404


def test_changes_need_a_token(organiser: FlaskClient, west: Area) -> None:
    _gets, posts = addresses(west)

    assert {organiser.post(each, csrf=False).status_code for each in posts} == {403}


# ---- drawing and changing


def test_a_new_area(organiser: FlaskClient) -> None:
    response = organiser.post(
        "/areas/new", data=filled("West", WEST, weight="2,5", households="300", own_goal="4", is_priority="y")
    )

    assert (response.status_code, response.location) == (303, "/areas")
    area = queries.find_area_by_name("West")
    assert area is not None
    assert (area.geometry, area.weight, area.households, area.own_goal, area.is_priority) == (WEST, 2.5, 300, 4, True)


def test_a_feature_is_taken_for_its_geometry(organiser: FlaskClient) -> None:
    assert organiser.post("/areas/new", data=filled("West", feature("x", WEST))).status_code == 303


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("name", filled("", EAST)),
        ("name", filled("west", EAST)),
        ("name", filled("x" * 81, EAST)),
        ("geometry", {**filled("New", EAST), "geometry": ""}),
        ("geometry", {**filled("New", EAST), "geometry": "POLYGON((0 0))"}),
        ("geometry", {**filled("New", EAST), "geometry": "[" * 5000}),
        ("geometry", filled("New", None)),
        ("geometry", filled("New", BOW_TIE)),
        ("geometry", filled("New", box(18.05, 59.3, 18.15, 59.4))),
        ("geometry", filled("New", box(59.3, 18.0, 59.4, 18.1))),
        ("weight", filled("New", EAST, weight="-1")),
        ("weight", filled("New", EAST, weight="much")),
        ("households", filled("New", EAST, households="2.5")),
        ("own_goal", filled("New", EAST, own_goal="-2")),
        ("overlap", filled("New", EAST, overlap="shrug")),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_nothing_typed_is_lost(
    organiser: FlaskClient, west: Area, field: str, data: dict[str, str]
) -> None:
    before = fingerprint()

    response = organiser.post("/areas/new", data=data)

    form = form_to(page_of(response), "/areas/new")
    assert response.status_code == 422
    assert error_by(form, field)
    assert control(form, field).attributes["aria-invalid"] == "true"
    kept = typed(form)
    assert {name: kept[name] for name in ("name", "geometry", "weight")} == {
        name: data[name] for name in ("name", "geometry", "weight")
    }
    assert fingerprint() == before


def test_an_overlap_names_both_and_one_may_give_way(organiser: FlaskClient, west: Area) -> None:
    middle = box(18.05, 59.3, 18.15, 59.4)

    refused = organiser.post("/areas/new", data=filled("Middle", middle))
    assert "Middle och West överlappar" in error_by(form_to(page_of(refused), "/areas/new"), "geometry")

    assert organiser.post("/areas/new", data=filled("Middle", middle, overlap="take")).status_code == 303
    db.session.rollback()
    assert [who for _version, who in queries.versions_of(west)] == ["Olle Berg"]


def test_changing_an_area(organiser: FlaskClient, west: Area, east: Area) -> None:
    address = f"/areas/{west.id}/edit"
    shown = typed(form_to(page_of(organiser.get(address)), address))
    assert (shown["name"], shown["weight"], json.loads(shown["geometry"])) == ("West", "4", WEST)

    smaller = box(18.0, 59.3, 18.1, 59.35)
    assert organiser.post(address, data=filled("Väst", smaller, weight="5")).status_code == 303

    db.session.rollback()
    assert (west.name, west.geometry, west.weight, west.source) == ("Väst", smaller, 5, "Drawn")
    [(version, _who)] = queries.versions_of(west)
    page = page_of(organiser.get(f"{address}?version={version.id}"))
    assert json.loads(typed(form_to(page, address))["geometry"]) == WEST
    assert organiser.get(f"{address}?version=99999999999").status_code == 200

    refused = organiser.post(address, data=filled("East", smaller))
    assert refused.status_code == 422
    assert error_by(form_to(page_of(refused), address), "name")


# ---- the message while drawing


@pytest.mark.parametrize(
    ("geometry", "values", "is_ok", "part"),
    [
        (EAST, {}, True, "går att spara"),
        (WEST, {}, False, "överlappar"),
        (WEST, {"overlap": "take"}, True, ""),
        (BOW_TIE, {}, False, "59.05, 18.05"),
        (None, {}, False, "GeoJSON"),
    ],
)
def test_an_outline_is_judged_while_it_is_drawn(
    organiser: FlaskClient, west: Area, geometry: object, values: dict[str, Any], is_ok: bool, part: str
) -> None:
    before = fingerprint()

    answer = organiser.post("/areas/check", json={"geometry": geometry, "area": None, "name": "New", **values}).json

    assert answer is not None
    assert answer["ok"] is is_ok
    assert part in answer["message"]
    assert fingerprint() == before


def test_an_area_does_not_overlap_itself(organiser: FlaskClient, west: Area) -> None:
    answer = organiser.post("/areas/check", json={"geometry": WEST, "area": west.id}).json

    assert answer is not None
    assert answer["ok"]


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'{"area": 99999999999999, "overlap": "x"}'])
def test_nonsense_to_judge(organiser: FlaskClient, body: bytes) -> None:
    response = organiser.post("/areas/check", data=body, content_type="application/json")

    assert response.status_code in (200, 400)


# ---- split, merge, compose


def test_splitting(organiser: FlaskClient, west: Area) -> None:
    address = f"/areas/{west.id}/split"
    cut = line([18.08, 59.2], [18.08, 59.5])

    refused = organiser.post(address, data={"name": "Part", "line": json.dumps(line([17, 59], [17.1, 59]))})
    form = form_to(page_of(refused), address)
    assert refused.status_code == 422
    assert "West" in error_by(form, "line")
    assert typed(form)["name"] == "Part"
    assert error_by(
        form_to(page_of(organiser.post(address, data={"name": "west", "line": json.dumps(cut)})), address), "name"
    )

    assert organiser.post(address, data={"name": "Part", "line": json.dumps(cut)}).status_code == 303
    assert names() == ["Part", "West"]


def test_merging(organiser: FlaskClient, west: Area, east: Area) -> None:
    page = page_of(organiser.get(f"/areas/merge?area={west.id}"))
    ticked = [each.attributes["value"] for each in page.all("input", name="areas") if "checked" in each.attributes]
    assert ticked == [str(west.id)]

    refused = organiser.post("/areas/merge", data={"areas": [str(west.id)], "stays": ""})
    assert refused.status_code == 422
    assert "minst två" in page_of(refused).by_id("areas-error").words
    assert organiser.post("/areas/merge", data={"areas": ["x", "4711"], "stays": "y"}).status_code == 422

    done = organiser.post("/areas/merge", data={"areas": [str(west.id), str(east.id)], "stays": str(east.id)})
    assert done.status_code == 303
    assert names() == ["East"]


@pytest.fixture
def districts(app: Any) -> None:
    for code, outline, voters in (("01", WEST, 1000), ("02", EAST, 3000), ("03", box(18.2, 59.3, 18.3, 59.4), 500)):
        db.session.add(District(code=code, name=f"District {code}", eligible_voters=voters, geometry=outline))
    db.session.commit()


def test_composing(organiser: FlaskClient, west: Area, districts: None) -> None:
    page = page_of(organiser.get("/areas/compose"))
    assert [each.words for each in page.all("h2")] == ["Utanför alla områden", "West"]

    refused = organiser.post("/areas/compose", data={"name": "New", "overlap": "refuse"})
    assert "minst ett distrikt" in page_of(refused).by_id("districts-error").words
    both = {"name": "New", "districts": ["01", "02"], "overlap": "refuse"}
    refused = organiser.post("/areas/compose", data=both)
    form = form_to(page_of(refused), "/areas/compose")
    assert refused.status_code == 422
    assert "West" in error_by(form, "overlap")
    ticked = [each.attributes["value"] for each in form.all("input", name="districts") if "checked" in each.attributes]
    assert sorted(ticked) == ["01", "02"]

    assert organiser.post("/areas/compose", data={**both, "overlap": "take"}).status_code == 303
    assert names() == ["New"]
    composed = queries.find_area_by_name("New")
    assert composed is not None
    assert composed.weight == pytest.approx(4000)
    assert len(composed.geometry["coordinates"][0]) <= 7


def test_districts_by_code(organiser: FlaskClient, districts: None) -> None:
    answer = organiser.get("/districts.geojson").json

    assert answer is not None
    assert [each["properties"]["code"] for each in answer["features"]] == ["01", "02", "03"]


def test_without_districts_there_is_nothing_to_compose_of(organiser: FlaskClient) -> None:
    assert "/areas/new" in organiser.get("/areas/compose").text


# ---- retiring


def test_retiring_and_bringing_back(organiser: FlaskClient, west: Area) -> None:
    assert organiser.post(f"/areas/{west.id}/retire").status_code == 303
    assert names() == []
    assert organiser.post(f"/areas/{west.id}/retire").status_code == 409
    assert organiser.get(f"/areas/{west.id}/edit").status_code == 409
    assert f"/areas/{west.id}/restore" in organiser.get("/areas").text

    assert organiser.post(f"/areas/{west.id}/restore").status_code == 303
    assert organiser.post(f"/areas/{west.id}/restore").status_code == 409
    assert names() == ["West"]
