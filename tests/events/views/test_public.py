"""What everybody may see of the square meetings, and how it may be kept and framed."""

import json
from datetime import date, time, timedelta
from typing import Any

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person, Role
from outreach.people.service import set_association
from tests.browser import PHONE, Watch
from tests.conftest import MakePerson, OpenPage, SignIn
from tests.counting import queries
from tests.events.conftest import IN_HAGALUND, NOW, MakeEvent, a_slot
from tests.pages import page_of
from tests.serving import Server

PATHS = ("/public", "/public/embed", "/public.ics", "/public.geojson")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    with app.app_context():
        set_association(name="Vänsterpartiet Solna", municipality="Solna", contact_email="hej@example.org")


@pytest.fixture
def meeting(make_event: MakeEvent) -> Event:
    return make_event(kind=EventKind.SQUARE_MEETING, title="Torgmöte om skolan", place="Solna torg", point=IN_HAGALUND)


def titles(client: FlaskClient, path: str = "/public") -> list[str]:
    return [heading.words for heading in page_of(client.get(path)).all("h2") if not heading.attributes.get("id")]


def test_coming_square_meetings_and_nothing_else(client: FlaskClient, make_event: MakeEvent, meeting: Event) -> None:
    square: dict[str, Any] = {"kind": EventKind.SQUARE_MEETING}
    make_event(title="Flygblad")
    make_event(EventStatus.DRAFT, **square, title="Utkast")
    make_event(**square, title="Nyss", day=date(2027, 3, 5))
    make_event(EventStatus.CANCELLED, **square, title="Inställt möte", day=date(2027, 3, 20))
    planning.cancel_event(make_event(EventStatus.DRAFT, **square, title="Inställt utkast"))

    assert titles(client) == ["Torgmöte om skolan", "Inställt möte"]
    assert titles(client, "/public/embed") == titles(client)
    features = json.loads(client.get("/public.geojson").text)["features"]
    assert [feature["properties"]["title"] for feature in features] == titles(client)
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [IN_HAGALUND[1], IN_HAGALUND[0]]}
    assert set(features[0]["properties"]) == {
        "id", "kind", "title", "day", "start", "end", "status", "area", "place", "url",
    }  # fmt: skip
    entries = list(vobject.readOne(client.get("/public.ics").text).contents["vevent"])
    assert [entry.summary.value for entry in entries] == ["Nyss", *titles(client)]
    assert [entry.status.value for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_nothing_is_planned(client: FlaskClient) -> None:
    assert "Inget torgmöte är planerat just nu" in page_of(client.get("/public")).words
    assert json.loads(client.get("/public.geojson").text)["features"] == []
    assert "BEGIN:VEVENT" not in client.get("/public.ics").text


@pytest.mark.parametrize("path", PATHS)
def test_caches_may_keep_it_since_it_is_the_same_for_everybody(
    app: Flask, client: FlaskClient, person: MakePerson, sign_in: SignIn, meeting: Event, path: str
) -> None:
    stranger = client.get(path)
    insider = app.test_client()
    sign_in(insider, person(Role.ORGANISER, name="Olle Kanarie"))
    insider.post("/language", data={"language": "en"})

    answer = insider.get(path)

    assert answer.data == stranger.data, "nothing depends on who asks"
    for got in (answer, stranger):
        assert got.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in got.headers
        assert "Cookie" not in got.headers.get("Vary", "")
    again = client.get(path, headers={"If-None-Match": stranger.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_only_the_list_may_be_framed_and_nothing_else_is_loosened(client: FlaskClient, meeting: Event) -> None:
    usual, framed = client.get("/public").headers, client.get("/public/embed").headers

    assert "X-Frame-Options" not in framed
    assert framed["Content-Security-Policy"] == usual["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    loosened = {"X-Frame-Options", "Content-Security-Policy", "Content-Length", "ETag"}
    assert {name: value for name, value in framed if name not in loosened} == {
        name: value for name, value in usual if name not in loosened
    }
    for path in ("/public", "/public.ics", "/sign-in", "/public/nothing"):
        assert client.get(path).headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_the_address_says_the_language(client: FlaskClient, meeting: Event) -> None:
    assert page_of(client.get("/public?lang=en")).all("h1")[0].words == "Meet us"
    assert page_of(client.get("/public?lang=xx")).all("h1")[0].words == "Träffa oss"


@pytest.mark.parametrize("path", PATHS)
def test_nobodys_name_stands_there(
    client: FlaskClient, make_event: MakeEvent, person: MakePerson, organiser: Person, path: str
) -> None:
    """Each person who has to do with a meeting carries a word that must not come out."""
    event = make_event(
        kind=EventKind.SQUARE_MEETING,
        title="Torgmöte",
        description="Ring Kanarie Ek, 070-555 12 34",
        slots=[a_slot(capacity=5)],
    )
    organiser.name, organiser.phone = "Kanarie Olsson", "070-555 99 99"
    for number in range(3):
        claim_slot(event.slots[0].id, person(name=f"Kanarie {number}", email=f"kanarie{number}@example.org"))
    db.session.commit()

    text = client.get(path).text
    text = json.dumps(json.loads(text), ensure_ascii=False) if path.endswith("json") else text

    assert "Torgmöte" in text
    assert not [word for word in ("kanarie", "070", "olsson", "olle@") if word in text.lower()]


def test_many_meetings_cost_no_more_queries(client: FlaskClient, make_event: MakeEvent) -> None:
    def asked(path: str) -> int:
        with queries(client.application) as found:
            assert client.get(path).status_code == 200
        return len(found)

    make_event(kind=EventKind.SQUARE_MEETING)
    one = [asked(path) for path in PATHS]
    for day in range(30):
        make_event(kind=EventKind.SQUARE_MEETING, day=date(2027, 4, 1) + timedelta(days=day))
    assert [asked(path) for path in PATHS] == one


def test_a_moved_meeting_has_a_higher_number(client: FlaskClient, meeting: Event) -> None:
    def entry() -> tuple[str, int]:
        [found] = vobject.readOne(client.get("/public.ics").text).contents["vevent"]
        return found.uid.value, int(found.sequence.value)

    uid, sequence = entry()
    with clock.standing_at(NOW + timedelta(hours=1)):
        planning.edit_event(
            meeting, planning.Plan(EventKind.SQUARE_MEETING, date(2027, 3, 20), time(12), time(13), "Torgmöte")
        )
        moved_uid, moved_sequence = entry()
    assert moved_uid == uid
    assert moved_sequence > sequence


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_another_site_shows_the_list_in_a_frame(
    open_page: OpenPage, live_server: str, make_event: MakeEvent, watch: Watch
) -> None:
    """The control beside it: the whole page stays out of a frame."""
    make_event(kind=EventKind.SQUARE_MEETING, title="Torgmöte om skolan", allows_guests=True)
    elsewhere = Server()
    watch.expect(elsewhere.url)
    watch.expect("frame-ancestors 'none'")
    frames = "".join(f"<iframe src='{live_server}{path}' width=380 height=300></iframe>" for path in PATHS[:2])
    site = Flask("elsewhere")
    site.add_url_rule("/", "home", lambda: frames)
    site.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    elsewhere.serve(site)
    page = open_page(PHONE)

    page.goto(elsewhere.url)

    whole, listed = (page.locator("iframe").nth(number).content_frame for number in (0, 1))
    expect(listed.get_by_role("heading", name="Torgmöte om skolan")).to_be_visible()
    expect(whole.get_by_role("heading", name="Torgmöte om skolan")).to_have_count(0)
    elsewhere.close()
