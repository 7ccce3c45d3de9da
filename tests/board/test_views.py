"""The board page: who may open it, and that it shows exactly what the tally says."""

import re
from datetime import date, timedelta

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import event as sa_event

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus
from outreach.goals.queries import tally
from outreach.goals.rules.measures import Measure
from outreach.goals.service import set_goal
from outreach.media.models import Coverage, CoverageKind, Outlet, OutletTier, Spokesperson
from outreach.people.models import Role
from outreach.places.models import Area
from tests.browser import axe_findings
from tests.conftest import MakePerson, SignIn

ON = date(2026, 11, 22)
MAIN = (
    (Measure.LEAFLET_DROPS, 20),
    (Measure.SQUARE_MEETINGS, 10),
    (Measure.LOCAL_MEDIA, 40),
    (Measure.REGIONAL_TRADE_MEDIA, 2),
)


def fill(rows: int) -> None:
    """A year with goals, and `rows` events, areas, outlets and letters."""
    for measure, amount in (*MAIN, (Measure.NEWSLETTERS, 12), (Measure.WOMEN_SPOKESPERSONS_PERCENT, 50)):
        set_goal(2026, measure, amount, "The plan, section 2")
    voice = Spokesperson(name="Kim", is_woman=True, consented_on=ON)
    db.session.add(voice)
    for number in range(rows):
        day = date(2026, 1, 5) + timedelta(days=11 * number)
        start = clock.day_start(day) + timedelta(hours=17)
        area = Area(
            name=f"Area {number}",
            geometry={},
            label_latitude=59.0,
            label_longitude=18.0,
            is_priority=number % 2 == 0,
        )
        outlet = Outlet(name=f"Paper {number}", tier=list(OutletTier)[number % 3])
        db.session.add_all([area, outlet])
        db.session.flush()
        db.session.add_all(
            Event(
                kind=kind,
                title="Square",
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                status=EventStatus.HELD if day <= ON and number % 3 else EventStatus.SCHEDULED,
                area_id=area.id,
                created_at=start,
                changed_at=start,
            )
            for kind in (EventKind.LEAFLET_DROP, EventKind.SQUARE_MEETING)
        )
        db.session.add(
            Coverage(
                outlet_id=outlet.id,
                kind=CoverageKind.LETTER if number % 2 else CoverageKind.ARTICLE,
                title="More trees",
                story_key=str(number),
                published_on=day,
                spokesperson_id=voice.id,
                created_at=start,
            )
        )
    db.session.commit()


def page_of(client: FlaskClient, address: str = "/board?year=2026&on=2026-11-22") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def cells(html: str, css_class: str) -> list[list[str]]:
    """The texts of a table's rows."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row if cell.get("aria-hidden") is None]
        for table in tree.iter("table")
        if css_class in table.get("class", "").split()
        for body in table.iter("tbody")
        for row in body
    ]


@pytest.fixture
def board_member(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.BOARD))
    return client


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/board")

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.VOLUNTEER, 403), (Role.ORGANISER, 200), (Role.MEDIA, 200), (Role.BOARD, 200), (Role.ADMIN, 200)],
)
def test_who_may_look(client: FlaskClient, person: MakePerson, sign_in: SignIn, role: Role, status: int) -> None:
    sign_in(client, person(role))

    assert client.get("/board").status_code == status


@pytest.mark.parametrize("query", ["year=soon", "year=0", "year=99999", "on=2026-02-30", "year=10000&on=2026-01-01"])
def test_years_that_are_none_are_not_found(board_member: FlaskClient, query: str) -> None:
    assert board_member.get(f"/board?{query}").status_code == 404


def test_an_empty_year_says_what_to_do(board_member: FlaskClient) -> None:
    html = page_of(board_member)

    assert "outreach init" in html
    assert "goal-bar-done" not in html


def test_goals_without_anything_done(board_member: FlaskClient) -> None:
    fill(0)

    html = page_of(board_member)

    assert [row[1] for row in cells(html, "board-others")] == ["– av 12"]


def test_the_figures_are_those_of_the_tally(board_member: FlaskClient) -> None:
    fill(30)
    said = tally(2026, ON).as_json()

    html = page_of(board_member)

    bars = re.findall(r"<strong>(\d+)</strong>\s*<span>av (\d+)(?: · <span[^>]*>(\d+) planerade?</span>)?</span>", html)
    assert [(int(done), int(goal), int(planned or 0)) for done, goal, planned in bars] == [
        (goal["done"], goal["goal"], goal["planned"]) for goal in said["goals"][:4]
    ]
    assert {(row[0], int(row[1]), int(row[2].replace("–", "0"))) for row in cells(html, "board-areas")} == {
        (area["name"], area["done"], area["goal"]) for area in said["areas"]
    }
    for goal in said["goals"][:4]:
        landing = goal["forecast"]
        if goal["done"] < goal["goal"]:
            assert f"Prognos {landing['low']}–{landing['high']}" in html
    letters, articles = (sum(int(row[at]) for row in cells(html, "board-outlets")) for at in (1, 2))
    assert letters + articles == sum(goal["done"] for goal in said["goals"][2:4]) == said["spokespersons"]["all"]
    assert f"{said['spokespersons']['women']} av {said['spokespersons']['all']}" in html


def test_areas_most_behind_stand_first(board_member: FlaskClient) -> None:
    fill(10)
    by_need = [area.name for area in tally(2026, ON).areas_by_need]

    assert [row[0] for row in cells(page_of(board_member), "board-areas")] == by_need


def test_other_years_are_offered_where_there_is_something(board_member: FlaskClient) -> None:
    fill(1)
    set_goal(2025, Measure.LEAFLET_DROPS, 20)

    html = page_of(board_member)

    assert "/board?year=2025" in html
    assert "/board?year=2024" not in page_of(board_member, "/board?year=2025")


def test_a_year_that_is_over_is_seen_from_its_end(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    fill(30)

    with clock.standing_at(clock.day_start(date(2027, 5, 5))):
        sign_in(client, person(Role.BOARD))
        assert "2026, vecka 53 av 53" in page_of(client, "/board?year=2026")


def queries(client: FlaskClient) -> int:
    asked = 0

    def ask(*_: object) -> None:
        nonlocal asked
        asked += 1

    db.session.commit()
    sa_event.listen(db.engine, "before_cursor_execute", ask)
    try:
        page_of(client)
    finally:
        sa_event.remove(db.engine, "before_cursor_execute", ask)
    return asked


@pytest.mark.parametrize("rows", [1, 30])
def test_asks_the_database_equally_often_whatever_there_is(board_member: FlaskClient, rows: int) -> None:
    fill(rows)

    assert queries(board_member) <= 12


def test_one_row_costs_as_many_queries_as_thirty(board_member: FlaskClient) -> None:
    fill(1)
    for_one = queries(board_member)
    for table in (Coverage, Event, Outlet, Area, Spokesperson):
        db.session.execute(db.delete(table))
    db.session.commit()
    fill(30)

    assert queries(board_member) == for_one


@pytest.mark.parametrize("rows", [0, 30])
def test_on_screen(app: Flask, page: Page, person: MakePerson, sign_in: SignIn, rows: int) -> None:
    sign_in(page, person(Role.BOARD))
    with app.app_context():
        fill(rows)
    page.goto("/board?year=2026&on=2026-11-22")

    for table in page.get_by_text("Visa som tabell").all():
        table.click()

    assert axe_findings(page) == []
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= shown, "the page scrolls sideways"
