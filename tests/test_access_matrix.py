"""Who may open what: each route of people and events, for strangers, volunteers, organisers and administrators."""

from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.events.models import EventStatus
from outreach.events.service.claiming import claim_slot
from outreach.events.service.copying import save_template
from outreach.people.models import Role
from outreach.places.service import save_area
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import SATURDAY, MakeEvent, a_slot
from tests.events.conftest import make_event as make_event
from tests.events.conftest import now as now
from tests.events.conftest import organiser as organiser
from tests.places.shapes import box

FEATURES = (
    "people.", "calendar.", "event.", "changes.", "copies.", "bulk.", "slots.", "importing.", "me.", "healthz",
    "asset_file",
)  # fmt: skip
AREAS = ("places.", "spread.", "areas.", "reshaping.", "area_import.", "tiles.")


@dataclass(frozen=True)
class Row:
    """A route, and the status that each kind of person gets. {draft} and so on are ids of what stands in `there`."""

    rule: str
    method: str
    path: str
    stranger: int
    volunteer: int
    organiser: int
    admin: int


# fmt: off
MATRIX = [
    # rule, method, path: stranger, volunteer, organiser, admin
    Row("/",                              "GET",  "/",                                             303, 303, 303, 303),
    Row("/healthz",                       "GET",  "/healthz",                                      200, 200, 200, 200),
    Row("/static/<digest>/<path:name>",   "GET",  "/static/0/app.css",                             200, 200, 200, 200),
    Row("/sign-in",                       "GET",  "/sign-in",                                      200, 200, 200, 200),
    Row("/sign-in",                       "POST", "/sign-in",                                      422, 422, 422, 422),
    Row("/sign-in/<token>",               "GET",  "/sign-in/made-up",                              200, 200, 200, 200),
    Row("/sign-in/<token>",               "POST", "/sign-in/made-up",                              409, 409, 409, 409),
    Row("/sign-out",                      "POST", "/sign-out",                                     303, 303, 303, 303),
    Row("/language",                      "POST", "/language",                                     303, 303, 303, 303),
    Row("/settings/people",               "GET",  "/settings/people",                              303, 403, 200, 200),
    Row("/settings/people",               "POST", "/settings/people",                              303, 403, 422, 422),
    Row("/calendar",                      "GET",  "/calendar?month=2027-03",                       303, 200, 200, 200),
    Row("/calendar/map.js",               "GET",  "/calendar/map.js?month=2027-03",                303, 200, 200, 200),
    Row("/calendar/map.js",               "GET",  "/calendar/map.js",                              303, 404, 404, 404),
    Row("/events.geojson",                "GET",  "/events.geojson?from=2027-03-01&to=2027-03-31", 303, 200, 200, 200),
    Row("/events.geojson",                "GET",  "/events.geojson",                               303, 400, 400, 400),
    Row("/me",                            "GET",  "/me",                                           303, 200, 200, 200),
    Row("/events/new",                    "GET",  "/events/new",                                   303, 403, 200, 403),
    Row("/events/new",                    "POST", "/events/new",                                   303, 403, 422, 403),
    Row("/events/import",              "GET",  "/events/import",                                303, 403, 200, 403),
    Row("/events/import",              "POST", "/events/import",                                303, 403, 422, 403),
    Row("/events/import/sample.csv",   "GET",  "/events/import/sample.csv",                     303, 403, 200, 403),
    Row("/events/import/<int:draft_id>", "GET", "/events/import/4711",                          303, 403, 404, 403),
    Row("/events/import/<int:draft_id>", "POST", "/events/import/4711",                         303, 403, 404, 403),
    Row("/events/import/<int:draft_id>/mend.csv", "GET", "/events/import/4711/mend.csv",        303, 403, 404, 403),
    Row("/events/picker.js",              "GET",  "/events/picker.js",                             303, 403, 200, 403),
    Row("/events/<int:event_id>",         "GET",  "/events/{open}",                                303, 200, 200, 200),
    Row("/events/<int:event_id>",         "GET",  "/events/{draft}",                               303, 404, 200, 404),
    Row("/events/<int:event_id>",         "GET",  "/events/{cancelled}",                           303, 200, 200, 200),
    Row("/events/<int:event_id>",         "GET",  "/events/4711",                                  303, 404, 404, 404),
    Row("/events/<int:event_id>/map.js",  "GET",  "/events/{open}/map.js",                         303, 200, 200, 200),
    Row("/events/<int:event_id>/map.js",  "GET",  "/events/{draft}/map.js",                        303, 404, 200, 404),
    Row("/events/<int:event_id>/map.js",  "GET",  "/events/{cancelled}/map.js",                    303, 404, 404, 404),
    Row("/events/<int:event_id>/edit",    "GET",  "/events/{open}/edit",                           303, 403, 200, 403),
    Row("/events/<int:event_id>/edit",    "GET",  "/events/{cancelled}/edit",                      303, 403, 409, 403),
    Row("/events/<int:event_id>/edit",    "POST", "/events/{open}/edit",                           303, 403, 422, 403),
    Row("/events/<int:event_id>/publish", "POST", "/events/{draft}/publish",                       303, 403, 303, 403),
    Row("/events/<int:event_id>/publish", "POST", "/events/{open}/publish",                        303, 403, 409, 403),
    Row("/events/<int:event_id>/move",    "POST", "/events/{open}/move",                           303, 403, 422, 403),
    Row("/events/<int:event_id>/cancel",  "POST", "/events/{open}/cancel",                         303, 403, 303, 403),
    Row("/events/<int:event_id>/hold",    "POST", "/events/{open}/hold",                           303, 403, 409, 403),
    Row("/events/<int:event_id>/hold",    "POST", "/events/{begun}/hold",                          303, 403, 303, 403),
    Row("/events/<int:event_id>/slots",   "POST", "/events/{open}/slots",                          303, 403, 422, 403),
    Row("/slots/<int:slot_id>/claim",     "POST", "/slots/{open_slot}/claim",                      303, 303, 303, 303),
    Row("/slots/<int:slot_id>/claim",     "POST", "/slots/{draft_slot}/claim",                     303, 409, 409, 409),
    Row("/slots/<int:slot_id>/claim",     "POST", "/slots/4711/claim",                             303, 404, 404, 404),
    Row("/slots/<int:slot_id>/edit",      "GET",  "/slots/{open_slot}/edit",                       303, 403, 200, 403),
    Row("/slots/<int:slot_id>/edit",      "POST", "/slots/{open_slot}/edit",                       303, 403, 422, 403),
    Row("/slots/<int:slot_id>/delete",    "POST", "/slots/{free_slot}/delete",                     303, 403, 303, 403),
    Row("/slots/<int:slot_id>/delete",    "POST", "/slots/{open_slot}/delete",                     303, 403, 409, 403),
    Row("/claims/<int:claim_id>/release", "POST", "/claims/{others_claim}/release",                303, 404, 303, 404),
    Row("/claims/<int:claim_id>/release", "POST", "/claims/4711/release",                          303, 404, 404, 404),
    Row("/calendar/dock",                "GET",  "/calendar/dock?month=2027-03",                  303, 200, 200, 200),
    Row("/events/<int:event_id>/move",   "GET",  "/events/{open}/move",                           303, 403, 200, 403),
    Row("/changes/<token>/undo",         "POST", "/changes/made-up/undo",                         303, 403, 404, 403),
    Row("/events/<int:event_id>/move",   "GET",  "/events/{cancelled}/move",                      303, 403, 409, 403),
    Row("/events/<int:event_id>/copy",   "GET",  "/events/{cancelled}/copy",                      303, 403, 200, 403),
    Row("/events/<int:event_id>/copy",   "POST", "/events/{open}/copy",                           303, 403, 422, 403),
    Row("/events/<int:event_id>/template", "POST", "/events/{open}/template",                     303, 403, 422, 403),
    Row("/settings/templates",           "GET",  "/settings/templates",                           303, 403, 200, 403),
    Row("/settings/templates/<int:template_id>/rename", "POST", "/settings/templates/{template}/rename",
        303, 403, 422, 403),
    Row("/settings/templates/<int:template_id>/delete", "POST", "/settings/templates/{template}/delete",
        303, 403, 303, 403),
    Row("/settings/templates/<int:template_id>/delete", "POST", "/settings/templates/4711/delete", 303, 403, 404, 403),
    Row("/events/bulk",                  "POST", "/events/bulk",                                  303, 403, 303, 403),
    # areas and their maps
    Row("/areas.geojson",              "GET",  "/areas.geojson",                                         303, 200, 200, 200),
    Row("/sketch.geojson",             "GET",  "/sketch.geojson",                                        303, 200, 200, 200),
    Row("/districts.geojson",          "GET",  "/districts.geojson",                                     303, 200, 200, 200),
    Row("/tiles.json",                 "GET",  "/tiles.json",                                            303, 404, 404, 404),
    Row("/tiles/<int:zoom>/<int:x>/<int:y>", "GET", "/tiles/1/0/0",                                      303, 404, 404, 404),
    Row("/areas",                      "GET",  "/areas",                                                 303, 403, 200, 200),
    Row("/areas.csv",                  "GET",  "/areas.csv",                                             303, 403, 200, 200),
    Row("/areas/map.js",               "GET",  "/areas/map.js",                                          303, 403, 200, 200),
    Row("/areas/editor.js",            "GET",  "/areas/editor.js",                                       303, 403, 200, 200),
    Row("/areas/export.geojson",       "GET",  "/areas/export.geojson",                                  303, 403, 200, 200),
    Row("/areas/new",                  "GET",  "/areas/new",                                             303, 403, 200, 200),
    Row("/areas/new",                  "POST", "/areas/new",                                             303, 403, 422, 422),
    Row("/areas/check",                "POST", "/areas/check",                                           303, 403, 200, 200),
    Row("/areas/<int:area_id>/edit",   "GET",  "/areas/{area}/edit",                                     303, 403, 200, 200),
    Row("/areas/<int:area_id>/edit",   "POST", "/areas/{area}/edit",                                     303, 403, 422, 422),
    Row("/areas/<int:area_id>/retire", "POST", "/areas/{area}/retire",                                   303, 403, 303, 303),
    Row("/areas/<int:area_id>/restore", "POST", "/areas/{area}/restore",                                 303, 403, 409, 409),
    Row("/areas/<int:area_id>/split",  "GET",  "/areas/{area}/split",                                    303, 403, 200, 200),
    Row("/areas/<int:area_id>/split",  "POST", "/areas/{area}/split",                                    303, 403, 422, 422),
    Row("/areas/merge",                "GET",  "/areas/merge",                                           303, 403, 200, 200),
    Row("/areas/merge",                "POST", "/areas/merge",                                           303, 403, 422, 422),
    Row("/areas/compose",              "GET",  "/areas/compose",                                         303, 403, 200, 200),
    Row("/areas/compose",              "POST", "/areas/compose",                                         303, 403, 422, 422),
    Row("/areas/import",               "GET",  "/areas/import",                                          303, 403, 200, 200),
    Row("/areas/import",               "POST", "/areas/import",                                          303, 403, 422, 422),
    Row("/areas/import/<int:draft_id>", "GET", "/areas/import/4711",                                     303, 403, 404, 404),
    Row("/areas/import/<int:draft_id>/confirm", "POST", "/areas/import/4711/confirm",                    303, 403, 404, 404),
]
# fmt: on


@pytest.fixture
def there(make_event: MakeEvent, person: MakePerson) -> dict[str, int]:
    """What stands in the calendar, by the names that the matrix uses."""
    opened = make_event(point=(59.3622, 18.0088), slots=[a_slot(capacity=4)])
    draft = make_event(EventStatus.DRAFT, point=(59.3622, 18.0088))
    begun = make_event(day=SATURDAY, start=time(9), end=time(15))
    others = claim_slot(opened.slots[0].id, person())
    return {
        "open": opened.id,
        "draft": draft.id,
        "cancelled": make_event(EventStatus.CANCELLED).id,
        "begun": begun.id,
        "open_slot": opened.slots[0].id,
        "draft_slot": draft.slots[0].id,
        "free_slot": begun.slots[0].id,
        "others_claim": others.id,
        "area": save_area(name="Haga", geometry=box(18.0, 59.3, 18.1, 59.4)).id,
        "template": save_template(opened, "Torgmöte").id,
    }


@pytest.fixture
def as_whom(request: pytest.FixtureRequest, client: FlaskClient, person: MakePerson, sign_in: SignIn) -> str:
    """Signs nobody, a volunteer, an organiser or an administrator in."""
    who = str(request.param)
    if who != "stranger":
        sign_in(client, person(Role(who)))
    return who


WHO = ["stranger", "volunteer", "organiser", "admin"]


@pytest.mark.parametrize("as_whom", WHO, indirect=True)
def test_who_may_look_at_what(client: FlaskClient, there: dict[str, int], as_whom: str) -> None:
    rows = [row for row in MATRIX if row.method == "GET"]

    answers = {row.path: client.get(row.path.format(**there)) for row in rows}

    assert {path: answer.status_code for path, answer in answers.items()} == {
        row.path: getattr(row, as_whom) for row in rows
    }
    if as_whom == "stranger":
        sent = [answer.location for answer in answers.values() if answer.status_code == 303]
        assert all(location.startswith("/sign-in?next=") for location in sent)


@pytest.mark.parametrize("as_whom", WHO, indirect=True)
@pytest.mark.parametrize("row", [row for row in MATRIX if row.method == "POST"], ids=lambda row: row.path)
def test_who_may_do_what(client: FlaskClient, there: dict[str, int], row: Row, as_whom: str) -> None:
    before = fingerprint()

    response = client.post(row.path.format(**there))

    assert response.status_code == getattr(row, as_whom)
    if response.status_code >= 400 or as_whom == "stranger":
        assert fingerprint() == before


@pytest.mark.parametrize("as_whom", WHO, indirect=True)
def test_without_a_token_nothing_is_changed(client: FlaskClient, there: dict[str, int], as_whom: str) -> None:
    before = fingerprint()
    paths = [row.path.format(**there) for row in MATRIX if row.method == "POST"]

    none = {path: client.post(path, csrf=False).status_code for path in paths}
    forged = {path: client.post(path, data={"csrf_token": "made-up"}).status_code for path in paths}

    assert none == forged == dict.fromkeys(paths, 403)
    assert fingerprint() == before


def test_the_matrix_has_every_route(app: Flask) -> None:
    known = {(row.rule, row.method) for row in MATRIX}
    ours = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(FEATURES + AREAS)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert known == ours


def arguments_for(rule: Any, there: dict[str, int]) -> dict[str, Any]:
    return {name: there["open"] if name == "event_id" else 1 for name in rule.arguments}


@pytest.mark.parametrize("as_whom", ["stranger", "volunteer", "organiser"], indirect=True)
def test_looking_changes_nothing(
    app: Flask, client: FlaskClient, there: dict[str, int], person: MakePerson, as_whom: str
) -> None:
    """Every route that answers GET, whichever feature's: no row is changed."""
    with app.test_request_context():
        adapter = app.url_map.bind("127.0.0.1")
        paths = [
            adapter.build(rule.endpoint, arguments_for(rule, there), method="GET", force_external=False)
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or set())
        ]
    paths += [row.path.format(**there) for row in MATRIX if row.method == "GET"]
    before = fingerprint()

    for path in paths:
        for answer in (client.get(path), client.head(path)):
            assert answer.status_code < 500, path

    assert len(paths) > 20
    assert fingerprint() == before
