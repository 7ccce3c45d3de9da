"""Walks, permits and rapid responses in a real browser, on a phone and on a desk."""

import re
from datetime import time, timedelta
from typing import Protocol

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from outreach.db import db
from outreach.events.models import Event, EventKind, Walk
from outreach.events.rules.notice import MANY
from outreach.events.rules.walks import length_of
from outreach.events.service import walks
from outreach.messages.models import Message
from outreach.people.models import Person, Role
from tests.browser import DESKTOP, PHONE, axe_findings
from tests.conftest import MakePerson, OpenPage, SignIn
from tests.events.conftest import IN_HAGALUND, SATURDAY, MakeEvent, a_walk

pytestmark = pytest.mark.usefixtures("solna")


@pytest.fixture
def as_organiser(page: Page, person: MakePerson, sign_in: SignIn) -> Person:
    someone = person(Role.ORGANISER)
    sign_in(page, someone)
    return someone


def drawn(page: Page) -> None:
    """Wait until the map stands still."""
    page.locator("[data-map].has-areas.has-sketch:not([aria-busy])").wait_for()


def tap(page: Page, x: float, y: float) -> None:
    """Where on the map, in parts of its width and height; and wait for the point, which a double click may undo."""
    text = page.locator("textarea[name=points]")
    before = text.input_value()
    box = page.locator(".folium-map").bounding_box()
    assert box
    page.locator(".folium-map").click(position={"x": box["width"] * x, "y": box["height"] * y})
    expect(text).not_to_have_value(before)


def points(page: Page) -> list[str]:
    return page.locator("textarea[name=points]").input_value().splitlines()


# The browser works the length out by itself: it must come to the same.
LENGTH = round(length_of(a_walk().points))


class DrawWalks(Protocol):
    def __call__(self, event: Event, *names: str) -> list[int]: ...


@pytest.fixture
def draw_walks(app: Flask) -> DrawWalks:
    """Draws walks, in a context of its own, since the test is one of several threads: their ids."""

    def draw(event: Event, *names: str) -> list[int]:
        with app.app_context():
            found = db.session.get_one(Event, event.id)
            return [walks.add_walk(found, a_walk(name=name)).id for name in names]

    return draw


# ---- draw


def test_a_walk_is_drawn_by_tapping(app: Flask, page: Page, as_organiser: Person, make_event: MakeEvent) -> None:
    event = make_event(point=IN_HAGALUND)
    page.goto(f"/events/{event.id}")
    page.get_by_role("link", name="Rita en runda").click()
    drawn(page)
    expect(page.get_by_role("button", name="Ångra sista punkten")).to_be_disabled()

    for x, y in ((0.3, 0.3), (0.5, 0.4), (0.6, 0.7)):
        tap(page, x, y)
    expect(page.locator("path.map-walk.is-new")).to_have_count(1)
    expect(page.locator("[data-walk-length]")).to_have_text(re.compile(r"^\d[\d\s]* m lång"))
    assert len(points(page)) == 3
    page.get_by_role("button", name="Ångra sista punkten").click()
    assert len(points(page)) == 2
    page.get_by_label("Namn").fill("Östra sidan")
    page.get_by_label("Hushåll").fill("320")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Spara rundan").click()

    expect(page.get_by_role("heading", name="Östra sidan")).to_be_visible()
    expect(page.locator("path.map-walk.is-free")).to_have_count(1)
    with app.app_context():
        [walk] = db.session.scalars(select(Walk))
        assert len(walk.geometry["coordinates"]) == 2
    drawn(page)
    assert axe_findings(page) == []


def test_a_walk_is_drawn_with_the_keyboard(page: Page, as_organiser: Person, make_event: MakeEvent) -> None:
    page.goto(f"/events/{make_event(point=IN_HAGALUND).id}/walks/new")
    drawn(page)

    page.locator(".folium-map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=points]")).to_have_value(re.compile(r"^59\.36\d+, 18\.0\d+$"))
    page.get_by_text("Utan kartan: punkter").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Punkter").fill("59.3622, 18.0088\n59,3635 18,0095\n59.3645, 18.0110")

    expect(page.locator("path.map-walk.is-new")).to_have_count(1)
    expect(page.locator("[data-walk-length]")).to_have_text(f"{LENGTH} m lång")
    page.get_by_label("Punkter").fill("59.3622, 18.0088\n59.3822, 18.0088")
    expect(page.locator("[data-walk-length]")).to_contain_text("gör hellre två rundor")
    page.get_by_label("Ett kvarter: allt inom gränsen").check()
    page.get_by_label("Punkter").fill("59.3622, 18.0088\n59.3635, 18.0095\n59.3645, 18.0110")
    expect(page.locator("path.map-walk.is-new.is-block")).to_have_count(1)


def test_what_is_wrong_is_said_and_nothing_is_lost(page: Page, as_organiser: Person, make_event: MakeEvent) -> None:
    page.goto(f"/events/{make_event(point=IN_HAGALUND).id}/walks/new")
    drawn(page)
    tap(page, 0.5, 0.5)
    page.get_by_label("Hushåll").fill("310")

    page.get_by_role("button", name="Spara rundan").click()

    expect(page.get_by_label("Namn")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Punkter")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Hushåll")).to_have_value("310")
    assert len(points(page)) == 1
    drawn(page)
    assert axe_findings(page) == []


def test_a_walk_that_is_changed_is_shown_as_it_is(
    page: Page, as_organiser: Person, make_event: MakeEvent, draw_walks: DrawWalks
) -> None:
    event = make_event(point=IN_HAGALUND)
    walk = draw_walks(event, "Västra", "Östra")[0]
    page.goto(f"/walks/{walk}/edit")
    drawn(page)

    expect(page.locator("path.map-walk.is-new")).to_have_count(1)
    expect(page.locator("path.map-walk.is-free")).to_have_count(1)
    expect(page.locator("[data-walk-length]")).to_have_text(f"{LENGTH} m lång")
    page.get_by_label("Namn").fill("Hela Västra")
    page.get_by_role("button", name="Spara rundan").click()
    expect(page.get_by_role("heading", name="Hela Västra")).to_be_visible()


# ---- take, done, print


def test_a_volunteer_takes_a_walk_and_counts(
    app: Flask, page: Page, person: MakePerson, sign_in: SignIn, make_event: MakeEvent, draw_walks: DrawWalks
) -> None:
    event = make_event(point=IN_HAGALUND)
    draw_walks(event, "Västra", "Östra")
    sign_in(page, person())
    page.goto(f"/events/{event.id}")
    west = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Västra"))

    west.get_by_role("button", name="Ta rundan").click()
    expect(page.get_by_role("status").first).to_contain_text("Rundan är din")
    expect(west.get_by_text("din", exact=True)).to_be_visible()
    drawn(page)
    assert axe_findings(page) == []
    page.goto("/me")
    mine = page.get_by_role("article").filter(has_text="Västra")
    assert axe_findings(page) == []
    mine.get_by_role("link", name="Klar").click()
    page.get_by_label("Flygblad i brevlådor").fill("")
    page.get_by_role("button", name="Den är klar").click()
    expect(page.get_by_label("Flygblad i brevlådor")).to_have_attribute("aria-invalid", "true")
    assert axe_findings(page) == []
    page.get_by_label("Flygblad i brevlådor").fill("315")
    page.get_by_role("button", name="Den är klar").click()

    expect(west.get_by_text("klar, 315 flygblad")).to_be_visible()
    expect(page.locator("path.map-walk.is-done")).to_have_count(1)
    page.goto("/me")
    expect(page.get_by_text("Västra")).to_have_count(0)


def test_a_volunteer_steps_back(
    page: Page, person: MakePerson, sign_in: SignIn, make_event: MakeEvent, draw_walks: DrawWalks
) -> None:
    event = make_event(point=IN_HAGALUND)
    draw_walks(event, "Västra")
    sign_in(page, person())
    page.goto(f"/events/{event.id}")
    page.get_by_role("button", name="Ta rundan").click()

    page.get_by_role("article").get_by_role("button", name="Jag kan inte").click()

    expect(page.get_by_role("button", name="Ta rundan")).to_be_visible()


@pytest.mark.parametrize(("scheme", "directions"), [("light", ""), ("dark", "Jämna nummer, sedan gården. " * 17)])
def test_the_sheet_fits_on_one_page(
    app: Flask,
    open_page: OpenPage,
    person: MakePerson,
    sign_in: SignIn,
    make_event: MakeEvent,
    scheme: str,
    directions: str,
) -> None:
    event = make_event(point=IN_HAGALUND)
    with app.app_context():
        plan = a_walk(name="Västra sidan av Hagalundsgatan och gårdarna innanför", directions=directions)
        walk = walks.add_walk(db.session.get_one(Event, event.id), plan).id
    for size in (PHONE, DESKTOP):
        page = open_page(size, color_scheme=scheme)
        sign_in(page, person(Role.ORGANISER))
        page.goto(f"/walks/{walk}/sheet")
        expect(page.get_by_role("img", name="Karta över rundan")).to_be_visible()
        expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        paper = page.pdf(prefer_css_page_size=True)

        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
        assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", paper)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Skriv ut")).to_be_hidden()
        expect(page.locator("header.top")).to_be_hidden()


def test_without_scripts_a_walk_is_drawn_taken_and_printed(
    open_page: OpenPage, person: MakePerson, sign_in: SignIn, make_event: MakeEvent
) -> None:
    page = open_page(DESKTOP, java_script_enabled=False)
    sign_in(page, person(Role.ORGANISER))
    page.goto(f"/events/{make_event(point=IN_HAGALUND).id}/walks/new")
    page.get_by_label("Namn").fill("Östra sidan")
    page.get_by_text("Utan kartan: punkter").click()
    page.get_by_label("Punkter").fill("59.3622, 18.0088\n59.3635, 18.0095")
    page.get_by_role("button", name="Spara rundan").click()
    page.get_by_role("button", name="Ta rundan").click()
    page.get_by_role("link", name="Skriv ut bladet").click()

    expect(page.locator("path.sheet-route")).to_have_count(1)
    expect(page.get_by_role("button", name="Skriv ut")).to_have_count(0)


# ---- permits


def test_a_permit_is_noted(page: Page, as_organiser: Person, make_event: MakeEvent) -> None:
    event = make_event(kind=EventKind.SQUARE_MEETING, place="Hagalunds torg", day=SATURDAY + timedelta(days=3))
    page.goto(f"/events/{event.id}")
    expect(page.get_by_text("Tillstånd saknas: det skulle ha sökts senast 2 mars")).to_be_visible()
    page.get_by_text("Notera tillståndet").click()
    drawn(page)
    assert axe_findings(page) == []

    page.get_by_label("Sökt den").fill("2027-03-20")
    page.get_by_role("button", name="Spara tillståndet").click()
    expect(page.get_by_label("Sökt den")).to_have_attribute("aria-invalid", "true")
    assert axe_findings(page) == []
    page.get_by_label("Sökt den").fill("2027-03-05")
    page.get_by_label("Ärendenummer").fill("A123")
    page.get_by_role("button", name="Spara tillståndet").click()

    expect(page.get_by_text("Tillstånd: sökt 5 mars, ärende A123")).to_be_visible()
    page.goto("/calendar?month=2027-03&view=list")
    expect(page.get_by_text("Tillstånd saknas")).to_have_count(0)


def test_the_calendar_shows_what_lacks_its_permit(page: Page, as_organiser: Person, make_event: MakeEvent) -> None:
    make_event(kind=EventKind.SQUARE_MEETING, place="Hagalunds torg")
    page.goto("/calendar?month=2027-03&view=list")

    expect(page.get_by_text("Sök tillstånd")).to_be_visible()
    assert axe_findings(page) == []
    page.goto("/calendar?month=2027-03&view=month")
    mark = page.locator(".event-chip").get_by_role("img", name="sök tillstånd")
    expect(mark).to_have_count(1)
    assert axe_findings(page) == []


# ---- rapid


def test_people_are_called_in_one_form(app: Flask, page: Page, as_organiser: Person, person: MakePerson) -> None:
    for _ in range(3):
        person()
    page.goto("/calendar")
    page.get_by_role("link", name="Det brinner!").click()
    drawn(page)
    expect(page.get_by_text("3 aktivister får var sitt mejl")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("button", name="Publicera och kalla in folk").click()
    expect(page.get_by_label("Vad har hänt?")).to_have_attribute("aria-invalid", "true")
    drawn(page)
    assert axe_findings(page) == []

    page.get_by_label("Vad har hänt?").fill("De vill stänga biblioteket")
    page.locator(".folium-map").click(position={"x": 150, "y": 140})
    expect(page.locator("input[name=latitude]")).not_to_have_value("")
    page.get_by_role("button", name="Publicera och kalla in folk").click()

    expect(page.get_by_role("heading", name="De vill stänga biblioteket")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("3 personer får ett mejl")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Message)) == 3


def test_many_are_asked_about_first(app: Flask, page: Page, as_organiser: Person, person: MakePerson) -> None:
    for _ in range(MANY + 1):
        person()
    page.goto("/events/rapid")
    page.get_by_label("Vad har hänt?").fill("De vill stänga biblioteket")
    page.get_by_label("I morgon, sön 7 mars").check()
    page.get_by_label("Plats", exact=True).fill("Utanför biblioteket")
    page.get_by_role("button", name="Publicera och kalla in folk").click()

    sure = page.get_by_role("button", name="Ja, mejla 51 personer")
    expect(sure).to_be_focused()
    expect(sure).to_be_in_viewport()
    drawn(page)
    assert axe_findings(page) == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Message)) == 0
    sure.click()

    expect(page.get_by_role("status").first).to_contain_text("51 personer får ett mejl")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Message)) == MANY + 1
        [event] = db.session.scalars(select(Event))
        assert event.starts_at.date() == SATURDAY + timedelta(days=1)


def test_the_board_with_a_rapid_response(page: Page, as_organiser: Person, person: MakePerson) -> None:
    page.goto("/events/rapid")
    page.get_by_label("Vad har hänt?").fill("De vill stänga biblioteket")
    page.get_by_label("Plats", exact=True).fill("Utanför biblioteket")
    page.get_by_role("button", name="Publicera och kalla in folk").click()
    expect(page.get_by_role("heading", name="De vill stänga biblioteket")).to_be_visible()
    page.goto("/board")

    expect(page.get_by_text("1 snabbinsats")).to_be_visible()
    assert axe_findings(page) == []


def test_a_leaflet_drop_of_today_is_counted_from_its_walks(
    page: Page, as_organiser: Person, make_event: MakeEvent, draw_walks: DrawWalks
) -> None:
    event = make_event(day=SATURDAY, start=time(9), end=time(15), point=IN_HAGALUND)
    for walk in draw_walks(event, "Västra", "Östra"):
        page.goto(f"/walks/{walk}/done")
        page.get_by_label("Flygblad i brevlådor").fill("150")
        page.get_by_role("button", name="Den är klar").click()
        expect(page.get_by_role("status").first).to_contain_text("Noterat")

    expect(page.get_by_label("Flygblad i brevlådor")).to_have_value("300")
    drawn(page)
    assert axe_findings(page) == []
