"""How long the calendar takes with 10,000 events over ten years: see scripts/bench.

Server: each page by Flask's test client, without a network between; the median of several, after two that do not
count. Browser: Chromium and a threaded server on loopback, from the click on a link to a map with its areas and all
events drawn and painted.
"""

import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import insert, select

from outreach import clock
from outreach.app import MIGRATIONS, create_app
from outreach.config import Config
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, Slot
from outreach.events.service import calendars
from outreach.events.views.calendar_files import my_calendar_url
from outreach.people import service as people
from outreach.people.models import Person, Role
from outreach.starter import load
from scripts.measures import Measure, show
from tests.browser import DESKTOP, PHONE, chromium, context_options
from tests.counting import queries
from tests.many import put_events
from tests.parts import CHROMIUM
from tests.serving import Client, Server

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
YEARS = range(2022, 2032)
EVENTS = 10_000
TIMES, LOADS = 15, 5
IN_FILES = 500
MONTH = "2027-03"
# Months of their own, with that many events in view.
IN_VIEW = {10: date(2033, 1, 1), 300: date(2033, 3, 1), 3_000: date(2033, 5, 1)}

# Notes when the map has its areas and its events, and has been painted since.
USABLE = """
const done = () => document.querySelector(".has-areas.has-events");
const note = () => requestAnimationFrame(() => requestAnimationFrame(() => { window.usableAt = performance.now(); }));
const observer = new MutationObserver(() => { if (done()) { observer.disconnect(); note(); } });
observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, clock.standing_at(NOW):
        files = [*measure_files(Path(folder))]
    with tempfile.TemporaryDirectory() as folder, clock.standing_at(NOW):
        server = Server()
        app = make_app(Path(folder), server.url)
        server.serve(app)
        found = [*files, *measure_server(app)]
        if CHROMIUM.find() is None:
            print(f"no browser, its rows are left out: {CHROMIUM.command}", file=sys.stderr)  # noqa: T201
        else:
            with chromium() as browser:
                found += measure_browser(app, browser, server.url)
        server.close()
        with app.app_context():
            db.engine.dispose()
    show(found)


def make_app(instance: Path, url: str) -> Flask:
    app = create_app(Config(instance, f"sqlite:///{instance / 'bench.db'}", "not a secret", base_url=url))
    app.test_client_class = Client
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        load("solna", NOW.year)
        people.add_person("bench@example.org", "Bo Ek", *Role)
        start = date(YEARS[0], 1, 1)
        length = (date(YEARS[-1], 12, 31) - start).days
        put_events([start + timedelta(days=round(length * number / EVENTS)) for number in range(EVENTS)])
        for count, first in IN_VIEW.items():
            put_events([first + timedelta(days=number % 28) for number in range(count)])
    return app


# ---- the server


def measure_server(app: Flask) -> Iterator[Measure]:
    client = app.test_client()
    with client.session_transaction() as session:
        session["key"] = key_of_organiser(app)
    with app.app_context():
        event_id = db.session.scalar(select(Event.id).where(Event.starts_at >= NOW).order_by(Event.starts_at))
    month = f"from={MONTH}-01&to={MONTH}-31"
    for what, path in (
        ("month page", f"/calendar?month={MONTH}"),
        ("month as GeoJSON", f"/events.geojson?{month}"),
        ("areas as GeoJSON", "/areas.geojson"),
        ("event page", f"/events/{event_id}"),
    ):
        yield from measure_path(app, client, what, path)


def key_of_organiser(app: Flask) -> str:
    with app.app_context():
        person = db.session.scalars(select(Person)).one()
        return people.sign_in(people.make_sign_in_link(person).rsplit("/", 1)[1])[1]


def measure_path(app: Flask, client: FlaskClient, what: str, path: str) -> Iterator[Measure]:
    def get() -> bytes:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        body: bytes = response.data
        return body

    with queries(app) as seen:
        body = get()
    yield Measure(f"{what}, median of {TIMES}", median_ms(get, TIMES), "ms")
    yield Measure(f"{what}, queries", len(seen), "queries")
    yield Measure(f"{what}, size", len(body), "bytes")
    yield Measure(f"{what}, size gzipped", len(gzip.compress(body, 6)), "bytes")


def median_ms(call: Callable[[], Any], times: int) -> float:
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 1)


# ---- calendar files and the public pages


def measure_files(instance: Path) -> Iterator[Measure]:
    """One person with 500 slots, and 500 square meetings to come, on an instance of their own."""
    app = create_app(Config(instance, f"sqlite:///{instance / 'files.db'}", "not a secret"))
    app.test_client_class = Client
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        load("solna", NOW.year)
        person = people.add_person("bench@example.org", "Bo Ek", *Role)
        put_events([NOW.date() + timedelta(days=1 + number // 5) for number in range(3 * IN_FILES)])
        slots = db.session.scalars(select(Slot.id).order_by(Slot.id).limit(IN_FILES)).all()
        rows = [
            {"slot_id": slot, "person_id": person.id, "state": ClaimState.ACTIVE, "created_at": NOW} for slot in slots
        ]
        db.session.execute(insert(Claim), rows)
        calendars.new_calendar_address(person)
        with app.test_request_context():
            mine = my_calendar_url(person).removeprefix(app.extensions["outreach"].base_url)
    client = app.test_client()
    for what, path in (
        (f"my calendar file, {IN_FILES} slots", mine),
        (f"public.ics, {IN_FILES} meetings", "/public.ics"),
        (f"public.geojson, {IN_FILES} meetings", "/public.geojson"),
        (f"public page, {IN_FILES} meetings", "/public"),
    ):
        yield from measure_path(app, client, what, path)
    with app.app_context():
        db.engine.dispose()


# ---- the browser


def measure_browser(app: Flask, browser: Browser, url: str) -> Iterator[Measure]:
    for size, name in ((DESKTOP, "desk"), (PHONE, "phone")):
        for count, first in IN_VIEW.items():
            with signed_in_page(app, browser, url, size) as page:
                taken = [usable_after(page, first, count) for _ in range(LOADS)]
                yield Measure(f"usable map, {name}, {count} in view", round(statistics.median(taken)), "ms")


@contextmanager
def signed_in_page(app: Flask, browser: Browser, url: str, size: str) -> Iterator[Page]:
    context = browser.new_context(**context_options(size, url))
    context.set_default_timeout(60_000)
    page = context.new_page()
    with app.app_context():
        link = people.make_sign_in_link(db.session.scalars(select(Person)).one())
    page.goto(link)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.add_init_script(USABLE)
    yield page
    context.close()


def usable_after(page: Page, month: date, count: int) -> float:
    """Milliseconds from the navigation's start until everything is drawn."""
    page.goto(f"/calendar?month={month:%Y-%m}&view=map", wait_until="commit")
    page.locator(".has-areas.has-events").wait_for(state="attached")
    drawn = page.locator(".map-event").count() or int(page.locator("[data-dots]").get_attribute("data-dots") or 0)
    assert drawn == count, f"{drawn} of {count} are drawn"
    while (at := page.evaluate("window.usableAt")) is None:
        page.evaluate("new Promise(requestAnimationFrame)")
    return float(at)


if __name__ == "__main__":
    main()
