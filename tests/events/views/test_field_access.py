"""Who may open and do what with walks, permits and rapid responses."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.events.models import EventKind, EventStatus
from outreach.events.service import walks
from outreach.people.models import Role
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import IN_HAGALUND, MakeEvent, a_walk

FEATURES = ("walks.", "permits.", "rapid.")
WHO = ["stranger", "volunteer", "walker", "organiser", "admin"]


@dataclass(frozen=True)
class Row:
    """A route, and the status that each kind of person gets; the walker is who has the walk {taken}."""

    rule: str
    method: str
    path: str
    stranger: int
    volunteer: int
    walker: int
    organiser: int
    admin: int


# fmt: off
MATRIX = [
    # rule, method, path: stranger, volunteer, walker, organiser, admin
    Row("/events/rapid",                        "GET",  "/events/rapid",                  303, 403, 403, 200, 403),
    Row("/events/rapid",                        "POST", "/events/rapid",                  303, 403, 403, 422, 403),
    Row("/events/<int:event_id>/take-back-call", "POST", "/events/{open}/take-back-call",  303, 403, 403, 303, 403),
    Row("/events/<int:event_id>/permit",        "POST", "/events/{meeting}/permit",       303, 403, 403, 303, 403),
    Row("/events/<int:event_id>/permit",        "POST", "/events/4711/permit",            303, 403, 403, 404, 403),
    Row("/events/<int:event_id>/permit",        "POST", "/events/{cancelled}/permit",     303, 403, 403, 409, 403),
    Row("/events/<int:event_id>/walks/new",     "GET",  "/events/{open}/walks/new",       303, 403, 403, 200, 403),
    Row("/events/<int:event_id>/walks/new",     "GET",  "/events/{cancelled}/walks/new",  303, 403, 403, 409, 403),
    Row("/events/<int:event_id>/walks/new",     "POST", "/events/{open}/walks/new",       303, 403, 403, 422, 403),
    Row("/events/<int:event_id>/walks.geojson", "GET",  "/events/{open}/walks.geojson",   303, 200, 200, 200, 200),
    Row("/events/<int:event_id>/walks.geojson", "GET",  "/events/{draft}/walks.geojson",  303, 404, 404, 200, 404),
    Row("/events/<int:event_id>/walks.js",      "GET",  "/events/{open}/walks.js",        303, 200, 200, 200, 200),
    Row("/events/<int:event_id>/walks.js",      "GET",  "/events/{draft}/walks.js",       303, 404, 404, 200, 404),
    Row("/walks/<int:walk_id>/edit",            "GET",  "/walks/{free}/edit",             303, 403, 403, 200, 403),
    Row("/walks/<int:walk_id>/edit",            "POST", "/walks/{free}/edit",             303, 403, 403, 422, 403),
    Row("/walks/<int:walk_id>/edit",            "GET",  "/walks/4711/edit",               303, 403, 403, 404, 403),
    Row("/walks/<int:walk_id>/delete",          "POST", "/walks/{free}/delete",           303, 403, 403, 303, 403),
    Row("/walks/<int:walk_id>/delete",          "POST", "/walks/{taken}/delete",          303, 403, 403, 409, 403),
    Row("/walks/<int:walk_id>/claim",           "POST", "/walks/{free}/claim",            303, 303, 303, 303, 303),
    Row("/walks/<int:walk_id>/claim",           "POST", "/walks/{taken}/claim",           303, 409, 303, 409, 409),
    Row("/walks/<int:walk_id>/claim",           "POST", "/walks/{drafted}/claim",         303, 409, 409, 409, 409),
    Row("/walks/<int:walk_id>/claim",           "POST", "/walks/4711/claim",              303, 404, 404, 404, 404),
    Row("/walks/<int:walk_id>/release",         "POST", "/walks/{taken}/release",         303, 404, 303, 303, 404),
    Row("/walks/<int:walk_id>/release",         "POST", "/walks/{done}/release",          303, 404, 404, 409, 404),
    Row("/walks/<int:walk_id>/done",            "GET",  "/walks/{taken}/done",            303, 404, 200, 200, 404),
    Row("/walks/<int:walk_id>/done",            "GET",  "/walks/{drafted}/done",          303, 404, 404, 409, 404),
    Row("/walks/<int:walk_id>/done",            "POST", "/walks/{taken}/done",            303, 404, 422, 422, 404),
    Row("/walks/<int:walk_id>/sheet",           "GET",  "/walks/{taken}/sheet",           303, 200, 200, 200, 200),
    Row("/walks/<int:walk_id>/sheet",           "GET",  "/walks/{drafted}/sheet",         303, 404, 404, 200, 404),
]
# fmt: on


@pytest.fixture
def there(
    request: pytest.FixtureRequest, make_event: MakeEvent, client: FlaskClient, person: MakePerson, sign_in: SignIn
) -> dict[str, int]:
    """What the matrix names; and whoever is asking is signed in."""
    who = request.node.callspec.params["who"]
    walker, other = person(), person()
    if who != "stranger":
        sign_in(client, walker if who == "walker" else person(Role(who)))
    event = make_event(point=IN_HAGALUND)
    draft = make_event(EventStatus.DRAFT)
    free, taken, done = (walks.add_walk(event, a_walk(name=name)) for name in ("free", "taken", "done"))
    walks.take_walk(taken.id, walker)
    walks.take_walk(done.id, other)
    walks.finish_walk(done, 100)
    return {
        "open": event.id,
        "draft": draft.id,
        "cancelled": make_event(EventStatus.CANCELLED).id,
        "meeting": make_event(kind=EventKind.SQUARE_MEETING).id,
        "free": free.id,
        "taken": taken.id,
        "done": done.id,
        "drafted": walks.add_walk(draft, a_walk()).id,
    }


@pytest.mark.parametrize("who", WHO)
def test_who_may_look_at_what(client: FlaskClient, there: dict[str, int], who: str) -> None:
    rows = [row for row in MATRIX if row.method == "GET"]
    before = fingerprint()

    answers = {row.path: client.get(row.path.format(**there)).status_code for row in rows}

    assert answers == {row.path: getattr(row, who) for row in rows}
    assert fingerprint() == before


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("row", [row for row in MATRIX if row.method == "POST"], ids=lambda row: row.path)
def test_who_may_do_what(client: FlaskClient, there: dict[str, int], row: Row, who: str) -> None:
    before = fingerprint()
    path = row.path.format(**there)

    forged = client.post(path, csrf=False).status_code
    assert forged == 403
    response = client.post(path)

    assert response.status_code == getattr(row, who)
    if response.status_code >= 400 or who == "stranger":
        assert fingerprint() == before


def test_the_matrix_has_every_route(app: Flask) -> None:
    known = {(row.rule, row.method) for row in MATRIX}
    ours = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(FEATURES)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert known == ours
