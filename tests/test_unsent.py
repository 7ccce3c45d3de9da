"""Nothing typed is lost: each form comes back with its fields when it did not get through, whatever the reason."""

from datetime import timedelta

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from outreach import clock, unsent
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.service import walks
from outreach.events.service.claiming import claim_slot
from outreach.events.service.copying import save_template
from outreach.people import service as people
from outreach.people.access import open_to_all, signed_in
from outreach.people.models import Person, Role, SignInSession
from outreach.places.service import save_area
from tests.conftest import MakeApp, MakePerson, SignIn
from tests.events.conftest import SATURDAY, MakeEvent, a_walk
from tests.events.conftest import make_event as make_event
from tests.events.conftest import now as now
from tests.events.conftest import organiser as organiser
from tests.pages import Element, form_to, page_of, typed
from tests.places.shapes import box

OWN = {"Sec-Fetch-Site": "same-origin"}
TEXT = "Åsa & <b>Örjan</b>, 5 > 4"


@pytest.fixture
def everything(client: FlaskClient, person: MakePerson, sign_in: SignIn, make_event: MakeEvent) -> dict[str, int]:
    """Somebody with every role, and something of each kind that has a form."""
    me = person(*Role)
    sign_in(client, me)
    coming = make_event(point=(59.3622, 18.0088))
    begun = make_event(day=SATURDAY)
    walk = walks.add_walk(coming, a_walk())
    claim_slot(coming.slots[0].id, me)
    save_template(coming, "Torget")
    return {
        "event": coming.id,
        "begun": begun.id,
        "slot": coming.slots[0].id,
        "walk": walk.id,
        "area": save_area(name="Haga", geometry=box(18.0, 59.3, 18.1, 59.4)).id,
    }


# Pages on which forms stand that something is typed into.
PAGES = [
    "/sign-in",
    "/me",
    "/me/messages",
    "/events/new",
    "/events/import",
    "/events/{event}",
    "/events/{event}/edit",
    "/events/{event}/move",
    "/events/{event}/copy",
    "/events/{begun}",
    "/events/{begun}/day",
    "/slots/{slot}/edit",
    "/events/{event}/walks/new",
    "/walks/{walk}/edit",
    "/walks/{walk}/done",
    "/events/rapid",
    "/settings/templates",
    "/settings/people",
    "/settings/venues",
    "/settings/venues/new",
    "/areas/new",
    "/areas/{area}/edit",
    "/areas/{area}/split",
    "/areas/import",
    "/media/coverage/new",
]


def forms_of(page: Element, path: str) -> list[tuple[str, MultiDict[str, str]]]:
    """Where each form of the page is sent, and what is in it once a text is written in every field."""
    found = []
    for form in page.all("form", method="post"):
        fields: MultiDict[str, str] = MultiDict()
        for control in [*form.all("input"), *form.all("textarea"), *form.all("select")]:
            name, kind = control.attributes.get("name", ""), control.attributes.get("type", "text")
            if not name or name == "csrf_token" or kind in ("file", "submit"):
                continue
            is_text = control.tag != "input" or kind in ("text", "search", "email", "tel", "number", "date", "time")
            fields.add(name, f"{TEXT} {name}" if is_text else control.attributes.get("value", "on"))
        found.append((form.attributes.get("action", path), fields))
    return found


def offered(page: Element) -> tuple[str, MultiDict[str, str]]:
    """Where the form that is offered again is sent, and with what; its token apart."""
    [form] = [each for each in page.all("form") if "data-unsent-form" in each.attributes]
    assert form.attributes["method"] == "post"
    fields = MultiDict((each.attributes["name"], each.attributes["value"]) for each in form.all("input"))
    assert fields.pop("csrf_token")
    return form.attributes["action"], fields


def nothing_offered(page: Element) -> bool:
    return not any("data-unsent-form" in form.attributes for form in page.all("form"))


# ---- a token that is no longer good


def test_every_form_is_offered_again_with_all_its_fields(client: FlaskClient, everything: dict[str, int]) -> None:
    seen = set()
    for path in PAGES:
        address = path.format(**everything)
        answer = client.get(address)
        assert answer.status_code == 200, path
        for action, fields in forms_of(page_of(answer), address):
            refused = client.post(action, data=fields, csrf=False, headers=OWN)
            assert refused.status_code == 403, action
            assert offered(page_of(refused)) == (action, fields)
            seen.add(action)

    assert len(seen) > 25


def test_the_token_in_the_offered_form_is_good(client: FlaskClient, everything: dict[str, int]) -> None:
    path = f"/events/{everything['event']}/template"

    page = page_of(client.post(path, data={"name": "Torget i dag"}, csrf=False, headers=OWN))
    [form] = [each for each in page.all("form") if "data-unsent-form" in each.attributes]
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}

    assert client.post(path, data=fields).status_code == 303
    assert "Torget i dag" in client.get("/settings/templates").text


@pytest.mark.parametrize(
    ("headers", "is_offered"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "{own}"}, True),
        ({"Referer": "{own}/events/new"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Referer": "{own}.evil.example/"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Referer": "{own}/"}, False),
        ({}, False),
    ],
)
def test_what_another_site_sends_is_never_offered(
    app: Flask, client: FlaskClient, headers: dict[str, str], is_offered: bool
) -> None:
    """Else a page elsewhere could have us show its own form with a token that is good: one press, and it is done."""
    own = app.extensions["outreach"].base_url
    sent = {name: value.format(own=own) for name, value in headers.items()}

    response = client.post("/sign-in", data={"email": "maja@example.org"}, csrf=False, headers=sent)

    assert response.status_code == 403
    assert nothing_offered(page_of(response)) is not is_offered


def test_secrets_and_files_are_not_sent_back(client: FlaskClient) -> None:
    fields = {"email": "maja@example.org", "password": "hunter2", "new_password": "hunter3"}

    response = client.post("/sign-in", data=fields, csrf=False, headers=OWN)

    assert offered(page_of(response)) == ("/sign-in", MultiDict({"email": "maja@example.org"}))
    assert "hunter" not in response.text


# ---- other ways in which it does not get through


@pytest.fixture
def failing(make_app: MakeApp) -> FlaskClient:
    """An app in which things go wrong: /fails/500, /fails/429 and so on."""
    app = make_app()

    def fails(code: int) -> str:
        if code == 500:
            raise RuntimeError
        abort(code)

    app.add_url_rule("/fails/<int:code>", "fails", open_to_all(fails), methods=["POST"])
    return app.test_client()


@pytest.mark.parametrize("code", [400, 409, 429, 500])
def test_whatever_goes_wrong_it_can_be_sent_again(failing: FlaskClient, code: int) -> None:
    fields = MultiDict([("title", TEXT), ("note", "två\r\nrader"), ("also", "1"), ("also", "2")])

    response = failing.post(f"/fails/{code}", data=fields, headers=OWN)

    assert response.status_code == code
    assert offered(page_of(response)) == (f"/fails/{code}", fields)


def test_without_a_database_too(make_app: MakeApp, tmp_path: object) -> None:
    away = make_app(database_url=f"sqlite:///{tmp_path}/nowhere/outreach.db").test_client()

    response = away.post("/sign-in", data={"email": "maja@example.org"}, headers=OWN)

    assert response.status_code == 503
    assert offered(page_of(response)) == ("/sign-in", MultiDict({"email": "maja@example.org"}))


def test_a_refusal_gives_the_words_back_but_a_bare_button_no_second_try(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    sign_in(client, person(Role.ORGANISER))
    event = make_event(EventStatus.CANCELLED)

    written = client.post(f"/events/{event.id}/edit", data={"title": TEXT}, headers=OWN)
    pressed = client.post(f"/events/{event.id}/cancel", headers=OWN)

    assert (written.status_code, pressed.status_code) == (409, 409)
    assert offered(page_of(written)) == (f"/events/{event.id}/edit", MultiDict({"title": TEXT}))
    assert nothing_offered(page_of(pressed))


# ---- a session that has ended


def end_sessions() -> None:
    db.session.execute(delete(SignInSession))
    db.session.commit()


def sign_in_again(client: FlaskClient, someone: Person) -> str:
    """By a new link, as a person does; the address that they come to."""
    link = people.make_sign_in_link(someone)
    response = client.post(f"/sign-in/{link.rsplit('/', 1)[1]}")
    assert response.status_code == 303
    return str(response.location)


@pytest.fixture
def typist(client: FlaskClient, person: MakePerson) -> Person:
    """An organiser who signed in by link, and whose session has ended since."""
    someone = person(Role.ORGANISER)
    sign_in_again(client, someone)
    end_sessions()
    return someone


def send_new_event(client: FlaskClient, **more: str) -> str:
    fields = {"kind": "leaflet_drop", "title": TEXT, "day": "2027-04-03", "start": "10.00", "end": "12.00", **more}
    response = client.post("/events/new", data=fields, headers=OWN)
    assert response.status_code == 303
    return str(response.location)


def ask_for_link(client: FlaskClient, location: str, someone: Person) -> None:
    page = page_of(client.get(location))
    assert "utloggad" in page.words
    fields = typed(form_to(page, "/sign-in")) | {"email": someone.email}
    assert client.post("/sign-in", data=fields).status_code == 200


def test_what_was_typed_waits_until_one_has_signed_in_again(client: FlaskClient, typist: Person) -> None:
    ask_for_link(client, send_new_event(client), typist)

    location = sign_in_again(client, typist)
    assert location == "/unsent"
    action, fields = offered(page_of(client.get(location)))
    done = client.post(action, data=fields)

    assert (action, done.status_code) == ("/events/new", 303)
    assert db.session.scalars(db.select(Event.title)).all() == [TEXT]
    assert client.get("/unsent").status_code == 303, "it has been sent, and waits no longer"


def test_it_is_not_for_whoever_signs_in_next(client: FlaskClient, typist: Person, person: MakePerson) -> None:
    send_new_event(client)

    sign_in_again(client, person(Role.ORGANISER))

    assert client.get("/unsent").status_code == 303


def test_it_does_not_wait_for_ever(client: FlaskClient, typist: Person) -> None:
    send_new_event(client)
    with clock.standing_at(clock.now() + timedelta(hours=3)):
        sign_in_again(client, typist)

        assert client.get("/unsent").status_code == 303


def test_what_is_too_long_for_the_cookie_waits_in_the_browser_instead(client: FlaskClient, typist: Person) -> None:
    """keep.js has it; without scripts one comes back to the form at least."""
    import random

    long = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyzåäö 0123456789", k=4000))
    headers = {**OWN, "Referer": f"{client.application.extensions['outreach'].base_url}/events/new?day=2027-04-03"}

    response = client.post("/events/new", data={"description": long}, headers=headers)

    assert "next=/events/new?day%3D2027-04-03" in str(response.location)
    assert all(len(cookie) < 4000 for cookie in response.headers.getlist("Set-Cookie"))


def test_signing_out_forgets_it(client: FlaskClient, typist: Person) -> None:
    send_new_event(client)
    client.post("/sign-out")

    sign_in_again(client, typist)

    assert client.get("/unsent").status_code == 303


# ---- what counts as typed


@pytest.fixture
def form(make_app: MakeApp) -> Flask:
    app = make_app()
    app.add_url_rule("/form", "form", signed_in(lambda: ""), methods=["POST"])
    return app


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"title": "Torget", "key": "a-key", "from": "me", "next": "/me", "was": "yes"}, ["Torget"]),
        ({"from": "me", "key": "a-key"}, []),
        ({"note": "  "}, []),
    ],
)
def test_what_a_form_carries_by_itself_is_not_shown_as_typed(
    form: Flask, fields: dict[str, str], shown: list[str]
) -> None:
    with form.test_request_context("/form", method="POST", data=fields, headers=OWN):
        found = unsent.find_unsent()
        assert found is not None
        assert found.typed == shown
