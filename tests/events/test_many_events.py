"""What lies outside the month costs the month nothing; more in view than marks have room for becomes dots."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from outreach.people.models import Person, Role
from tests.browser import axe_findings
from tests.conftest import MakePerson, SignIn
from tests.counting import queries
from tests.events.conftest import IN_HAGALUND, MakeEvent, a_slot
from tests.many import put_events

MOST_QUERIES = 12
OUTSIDE = 500
# The year's own bars count what is in the year: what lies outside here lies in others, before and after.
BEFORE = [date(2026, 12, 20) - timedelta(days=3 * number) for number in range(OUTSIDE // 2)]
AFTER = [date(2028, 1, 2) + timedelta(days=3 * number) for number in range(OUTSIDE // 2)]
PATHS = (
    "/calendar?month=2027-03",
    "/calendar?month=2027-03&view=list",
    "/calendar?month=2027-03&kind=leaflet_drop&staffing=needed",
    "/events.geojson?from=2027-03-01&to=2027-03-31",
)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ORGANISER])
def test_a_month_takes_no_more_for_what_lies_outside_it(
    app: Flask, client: FlaskClient, solna: None, make_event: MakeEvent, person: MakePerson, sign_in: SignIn, role: Role
) -> None:
    sign_in(client, person(role, name="Bo Ek"))
    for day in range(8, 28):
        make_event(day=date(2027, 3, day), point=IN_HAGALUND, slots=[a_slot(needed=2, capacity=3)])

    def looked_at(path: str) -> tuple[int, int]:
        with queries(app) as seen:
            response = client.get(path)
        assert response.status_code == 200
        return len(seen), len(response.data)

    alone = [looked_at(path) for path in PATHS]
    put_events([*BEFORE, *AFTER])
    among_many = [looked_at(path) for path in PATHS]

    assert among_many == alone
    assert max(count for count, _size in alone) <= MOST_QUERIES


# ---- in the browser


@pytest.fixture
def calendar(app: Flask, page: Page, solna: None, organiser: Person, sign_in: SignIn) -> Page:
    sign_in(page, organiser)
    return page


def open_map(page: Page, app: Flask, count: int) -> None:
    with app.app_context():
        put_events([date(2027, 5, 1 + number % 28) for number in range(count)])
    page.goto("/calendar?month=2027-05&view=map")
    expect(page.locator(".has-areas.has-events")).to_be_attached()


def test_as_many_as_can_be_told_apart_are_marks(app: Flask, calendar: Page) -> None:
    open_map(calendar, app, 300)

    expect(calendar.locator(".map-event")).to_have_count(300)
    expect(calendar.locator("canvas")).to_have_count(0)


def test_more_are_dots_and_the_page_says_so(app: Flask, calendar: Page) -> None:
    open_map(calendar, app, 301)

    expect(calendar.locator(".map-event")).to_have_count(0)
    expect(calendar.locator("[data-dots='301'] canvas")).to_be_visible()
    expect(calendar.get_by_text("Alla finns i listan också.")).to_be_visible()
    assert axe_findings(calendar) == []


def test_a_dot_leads_to_its_event(app: Flask, calendar: Page) -> None:
    with app.app_context():
        put_events([date(2027, 5, 1)] * 301)
    calendar.goto("/calendar?month=2027-05&view=map")
    expect(calendar.locator("[data-dots='301'] canvas")).to_be_visible()
    where = calendar.evaluate(
        """() => {
            const map = Object.values(window).find((one) => one instanceof L.Map);
            const box = map.getContainer().getBoundingClientRect();
            let point = null;
            map.eachLayer((dot) => { if (dot instanceof L.CircleMarker) point = dot.getLatLng(); });
            point = map.latLngToContainerPoint(point);
            return [box.x + point.x, box.y + point.y];
        }"""
    )

    calendar.mouse.click(*where)

    expect(calendar).to_have_url(re.compile(r"/events/\d+$"))
