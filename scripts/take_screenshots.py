"""Open the main pages of a made-up year in Chromium and keep what they look like: see scripts/screenshots."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
from flask import Flask
from playwright.sync_api import Browser

from outreach import clock, demo
from outreach.app import MIGRATIONS, create_app
from outreach.config import Config
from outreach.people import service as people
from outreach.people.queries import find_person
from outreach.starter import load
from tests.browser import DESKTOP, PHONE, chromium, context_options
from tests.serving import Server

# The same day each time, so that a picture changes only when the page does.
DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ORGANISER, VOLUNTEER = "olle.lind@example.org", "viktor.isaksson@example.org"

SHOTS = (
    ("calendar", "/calendar", DESKTOP, ORGANISER, "light"),
    ("calendar-dark", "/calendar", DESKTOP, ORGANISER, "dark"),
    ("calendar-phone", "/calendar?view=map", PHONE, ORGANISER, "light"),
    ("new-event-phone", "/events/new", PHONE, ORGANISER, "light"),
    ("event", "/events/{coming}", DESKTOP, ORGANISER, "light"),
    ("event-phone", "/events/{coming}", PHONE, VOLUNTEER, "light"),
    ("me-phone", "/me", PHONE, VOLUNTEER, "light"),
    ("areas", "/areas", DESKTOP, ORGANISER, "light"),
    ("area-edit", "/areas/1/edit", DESKTOP, ORGANISER, "light"),
    ("inbox", "/media", DESKTOP, ORGANISER, "light"),
    ("inbox-phone", "/media", PHONE, ORGANISER, "light"),
    ("board", "/board", DESKTOP, ORGANISER, "light"),
    ("board-phone", "/board", PHONE, ORGANISER, "dark"),
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, clock.standing_at(DAY), chromium() as browser:
        server = Server()
        app = make_app(Path(instance), server.url)
        server.serve(app)
        coming = first_to_come(app)
        for name, path, size, email, scheme in SHOTS:
            shoot(browser, app, server.url, path.format(coming=coming), size, email, scheme, folder / f"{name}.png")
        server.close()


def make_app(instance: Path, url: str) -> Flask:
    app = create_app(Config(instance, f"sqlite:///{instance / 'shots.db'}", "not a secret", base_url=url))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        load("solna", DAY.year)
        demo.fill()
    return app


def first_to_come(app: Flask) -> int:
    from outreach.events.queries import open_slots

    with app.app_context():
        volunteer = find_person(VOLUNTEER)
        assert volunteer is not None
        return open_slots(volunteer)[0].event_id


def shoot(
    browser: Browser, app: Flask, url: str, path: str, size: str, email: str, scheme: str, file: Path
) -> None:  # fmt: skip
    context = browser.new_context(
        **{**context_options(size, url), "device_scale_factor": 1, "color_scheme": scheme, "reduced_motion": "reduce"}
    )
    page = context.new_page()
    with app.app_context():
        person = find_person(email)
        assert person is not None
        page.goto(people.make_sign_in_link(person))
    page.get_by_role("button", name="Logga in").click()
    page.goto(path, wait_until="networkidle")
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
