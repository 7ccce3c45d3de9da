"""What a phone fetches on its first visit, and how long until a slot can be taken on a bad network: see scripts/bench.

Every byte counts: the page, its style sheets and scripts, icons, the service worker and what it puts by. Sizes are
those of the bodies, as they are and as gzip (level 6) leaves them, as a proxy would.
"""

import gzip
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from playwright.sync_api import Browser, Page

from outreach import clock, demo
from outreach.app import MIGRATIONS, create_app
from outreach.config import Config
from outreach.db import db
from outreach.events.queries import open_slots
from outreach.people import service as people
from outreach.people.models import Person
from outreach.people.queries import find_person
from outreach.starter import load
from scripts.measures import Measure, show
from tests.browser import PHONE, chromium, context_options
from tests.serving import Server

DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VOLUNTEER = "viktor.isaksson@example.org"
# What browsers' developer tools call "slow 3G": bytes a second, milliseconds to the server and back.
SLOW = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}


class Counter:
    """Between the app and its server: how large each answer is."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.sizes: dict[str, tuple[int, int]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = b"".join(self.app(environ, start_response))
        self.sizes[environ["PATH_INFO"]] = (len(body), len(gzip.compress(body, 6)))
        return [body]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, clock.standing_at(DAY), chromium() as browser:
        server = Server()
        app = make_app(Path(folder), server.url)
        counter = app.wsgi_app = Counter(app.wsgi_app)  # type: ignore[method-assign]
        server.serve(app)
        show(measure(app, browser, server.url, counter))
        server.close()
        with app.app_context():
            db.engine.dispose()


def make_app(instance: Path, url: str) -> Flask:
    app = create_app(Config(instance, f"sqlite:///{instance / 'bench.db'}", "not a secret", base_url=url))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        load("solna", DAY.year)
        demo.fill()
    return app


def measure(app: Flask, browser: Browser, url: str, counter: Counter) -> Iterator[Measure]:
    with app.app_context():
        event_id = open_slots(volunteer())[0].event_id
    for what, path in (("my page", "/me"), ("event page with its map", f"/events/{event_id}")):
        page = signed_in_page(app, browser, url)
        counter.sizes.clear()
        page.goto(path, wait_until="networkidle")
        page.evaluate("navigator.serviceWorker.ready")
        for unit, at in (("bytes", 0), ("bytes gzipped", 1)):
            yield Measure(
                f"{what}, first visit, {len(counter.sizes)} answers",
                sum(pair[at] for pair in counter.sizes.values()),
                unit,
            )
        page.context.close()
        yield Measure(
            f"{what}, slow 3G, until the slot can be taken", slow(signed_in_page(app, browser, url), path), "ms"
        )


def volunteer() -> Person:
    person = find_person(VOLUNTEER)
    assert person is not None
    return person


def signed_in_page(app: Flask, browser: Browser, url: str) -> Page:
    context = browser.new_context(**{**context_options(PHONE, url), "service_workers": "allow"})
    with app.app_context():
        _, key = people.sign_in(people.make_sign_in_link(volunteer()).rsplit("/", 1)[1])
    interface: Any = app.session_interface
    cookie = interface.get_signing_serializer(app).dumps({"key": key, "_permanent": True})
    context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": cookie, "url": url}])
    return context.new_page()


def slow(page: Page, path: str) -> float:
    """Milliseconds from the press on a link until the button stands there, with nothing in the cache."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    page.goto(path, wait_until="commit")
    page.get_by_role("button", name="Ta passet").first.wait_for()
    taken = float(page.evaluate("performance.now()"))
    page.context.close()
    return round(taken)


if __name__ == "__main__":
    main()
