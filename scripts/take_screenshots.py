"""Open the main pages of a made-up year in Chromium and keep what they look like: see scripts/screenshots."""

import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
from flask import Flask
from playwright.sync_api import Browser, Page

from outreach import clock, demo
from outreach.app import MIGRATIONS, create_app
from outreach.config import Config
from outreach.events.queries import get_event
from outreach.people import service as people
from outreach.people.queries import find_person
from outreach.starter import load
from tests.browser import DESKTOP, PHONE, chromium, context_options
from tests.serving import Server

# The same day each time, so that a picture changes only when the page does.
DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ORGANISER, VOLUNTEER = "olle.lind@example.org", "viktor.isaksson@example.org"
LEADER = "karin.ek@example.org"

SHOTS = (
    ("calendar", "/calendar", DESKTOP, ORGANISER, "light"),
    ("calendar-dark", "/calendar", DESKTOP, ORGANISER, "dark"),
    ("calendar-phone", "/calendar?view=map", PHONE, ORGANISER, "light"),
    ("new-event-phone", "/events/new", PHONE, ORGANISER, "light"),
    ("event", "/events/{coming}", DESKTOP, ORGANISER, "light"),
    ("event-phone", "/events/{coming}", PHONE, VOLUNTEER, "light"),
    ("me-phone-dark", "/me", PHONE, VOLUNTEER, "dark"),
    ("areas", "/areas", DESKTOP, ORGANISER, "light"),
    ("area-edit", "/areas/1/edit", DESKTOP, ORGANISER, "light"),
    ("inbox", "/media", DESKTOP, ORGANISER, "light"),
    ("inbox-phone", "/media", PHONE, ORGANISER, "light"),
    ("submissions", "/media/submissions", DESKTOP, ORGANISER, "light"),
    ("feeds", "/media/feeds", DESKTOP, ORGANISER, "light"),
    ("match-word", "/settings/match-words/new?kind=exclude&word=Hagalund", DESKTOP, ORGANISER, "light"),
    ("board", "/board", DESKTOP, ORGANISER, "light"),
    ("board-phone", "/board", PHONE, ORGANISER, "dark"),
)


def main(folder: Path, names: Sequence[str] = ()) -> None:
    """All pictures; or only those of SHOTS that are named."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, clock.standing_at(DAY), chromium() as browser:
        server = Server()
        app = make_app(Path(instance), server.url)
        server.serve(app)
        coming = first_to_come(app)
        for name, path, size, email, scheme in SHOTS:
            if not names or name in names:
                shoot(browser, app, server.url, path.format(coming=coming), size, email, scheme, folder / f"{name}.png")
        if not names:
            take_a_slot(browser, app, server.url, folder)
            lead_a_day(browser, app, server.url, coming, folder)
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
    page = signed_in_page(browser, app, url, size, email, scheme)
    page.goto(path, wait_until="networkidle")
    page.screenshot(path=file)
    page.context.close()


def signed_in_page(browser: Browser, app: Flask, url: str, size: str, email: str, scheme: str = "light") -> Page:
    context = browser.new_context(
        **{**context_options(size, url), "device_scale_factor": 1, "color_scheme": scheme, "reduced_motion": "reduce"}
    )
    page = context.new_page()
    with app.app_context():
        person = find_person(email)
        assert person is not None
        page.goto(people.make_sign_in_link(person))
    page.get_by_role("button", name="Logga in").click()
    return page


def take_a_slot(browser: Browser, app: Flask, url: str, folder: Path) -> None:
    """With one thumb: my page, a tap, and my page with the slot on it."""
    page = signed_in_page(browser, app, url, PHONE, VOLUNTEER)
    page.goto("/me", wait_until="networkidle")
    page.screenshot(path=folder / "me-phone-before.png")
    page.get_by_role("button", name="Ta passet").first.tap()
    page.locator("[data-mine-all] article").wait_for()
    page.screenshot(path=folder / "me-phone-after.png")
    page.context.close()


def lead_a_day(browser: Browser, app: Flask, url: str, event_id: int, folder: Path) -> None:
    """The day itself, once it has begun; and the same on a phone that has lost its network."""
    with app.app_context():
        starts_at = get_event(event_id).starts_at
    with clock.standing_at(starts_at):
        page = signed_in_page(browser, app, url, PHONE, LEADER)
        page.goto(f"/events/{event_id}/day", wait_until="networkidle")
        page.locator(".tick-yes").first.tap()
        page.locator("#unsent").wait_for(state="hidden")
        page.screenshot(path=folder / "day-phone.png")
        page.context.set_offline(True)
        page.locator(".tick-no").nth(1).tap()
        page.get_by_label("Flygblad i brevlådor").fill("320")
        page.get_by_role("button", name="Den blev av").tap()
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=folder / "day-phone-offline.png")
        page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
