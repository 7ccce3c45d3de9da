"""Fixtures. What uses `database`, directly or not, runs on SQLite and on PostgreSQL; all else runs once."""

import contextlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, Page

from outreach.db import db
from outreach.people import service
from outreach.people.models import Person, Role
from tests.browser import DESKTOP, PHONE, Watch, chromium, context_options
from tests.databases import KINDS, Database, dispose
from tests.parts import CHROMIUM, FEED_CORPUS, POSTGRESQL, require
from tests.serving import Client

settings.register_profile("outreach", deadline=None, print_blob=True)
# the full figures: see tests/rounds.py
settings.register_profile("promises", parent=settings.get_profile("outreach"), max_examples=300, stateful_step_count=50)
settings.load_profile("outreach")


def pytest_report_header() -> list[str]:
    return [
        f"{part.name} is missing, tests that need it are skipped: {part.command}"
        for part in (CHROMIUM, POSTGRESQL, FEED_CORPUS)
        if part.find() is None
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens pages, so that -m "not browser" leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


# ---- databases and apps


@pytest.fixture(scope="session")
def _databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """Each kind of database, made when first asked for and kept for the whole session."""
    made: dict[str, Database] = {}
    with contextlib.ExitStack() as stack:

        def get(kind: str) -> Database:
            if kind not in made:
                folder = tmp_path_factory.mktemp(kind)
                made[kind] = Database(folder, stack.enter_context(KINDS[kind](folder)))
                stack.callback(made[kind].close)
            return made[kind]

        yield get


@pytest.fixture(params=list(KINDS))
def database(request: pytest.FixtureRequest, _databases: Callable[[str], Database]) -> Iterator[Database]:
    """A migrated, empty database."""
    found = _databases(request.param)
    found.app  # noqa: B018  (its first use makes the tables)
    yield found
    found.empty()


@pytest.fixture
def app(request: pytest.FixtureRequest, database: Database) -> Iterator[Flask]:
    """The app, with its context pushed: `db.session` and services work as they stand in the test.

    Not so in tests that use `live_server` or pages: there the test is one of several threads, and a
    transaction left open between two steps would lock out the others. Write `with app.app_context():`
    around a look.
    """
    if "live_server" in request.fixturenames:
        yield database.app
    else:
        with database.app.app_context():
            yield database.app


class MakeApp(Protocol):
    def __call__(self, **overrides: Any) -> Flask: ...


@pytest.fixture
def make_app(database: Database) -> Iterator[MakeApp]:
    """Makes a further app on the same database, with other settings: make_app(demo=True)."""
    made: list[Flask] = []

    def make(**overrides: Any) -> Flask:
        app = database.make_app(**overrides)
        app.test_client_class = Client
        made.append(app)
        return app

    yield make
    for app in made:
        dispose(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without its screen: cookies, CSRF tokens; nobody is signed in."""
    app.test_client_class = Client
    return app.test_client()


# ---- people


class MakePerson(Protocol):
    def __call__(self, *roles: Role, name: str = ..., email: str = ...) -> Person: ...


NAMES = ("Alrik Lind", "Botvid Berg", "Dagny Åkesson", "Farah Haddad", "Gunvor Ström", "Holger Ek", "Ingegerd Demir")


@pytest.fixture
def person(app: Flask) -> MakePerson:
    """Registers somebody: person(Role.ORGANISER); a volunteer when no role is given."""
    made = 0

    def make(*roles: Role, name: str = "", email: str = "") -> Person:
        nonlocal made
        made += 1
        with contextlib.nullcontext() if has_app_context() else app.app_context():
            address = email or f"person{made}@example.org"
            someone = service.add_person(address, name or random.choice(NAMES), *(roles or (Role.VOLUNTEER,)))
            db.session.refresh(someone)
            return someone

    return make


class SignIn(Protocol):
    def __call__(self, where: FlaskClient | Page, someone: Person) -> None: ...


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Signs a person in, in a client or in a page's browser: sign_in(client, person(Role.MEDIA))."""

    def sign_in(where: FlaskClient | Page, someone: Person) -> None:
        with contextlib.nullcontext() if has_app_context() else app.app_context():
            link = service.make_sign_in_link(db.session.get_one(Person, someone.id))
            _, key = service.sign_in(link.rsplit("/", 1)[1])
        if isinstance(where, FlaskClient):
            with where.session_transaction() as session:
                session["key"] = key
            return
        interface: Any = app.session_interface
        cookie = interface.get_signing_serializer(app).dumps({"key": key, "_permanent": True})
        name, url = app.config["SESSION_COOKIE_NAME"], app.extensions["outreach"].base_url
        where.context.add_cookies([{"name": name, "value": cookie, "url": url}])

    return sign_in


# ---- pages


@pytest.fixture
def live_server(database: Database) -> str:
    """The address at which the app answers over real HTTP, in threads."""
    return database.server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def watch(live_server: str) -> Iterator[Watch]:
    """What went wrong in the pages: the test fails for it. watch.expect("409") lets something pass."""
    watch = Watch(live_server)
    yield watch
    assert watch.unexpected() == []


class OpenPage(Protocol):
    def __call__(self, size: str = ..., **options: Any) -> Page: ...


@pytest.fixture
def open_page(browser: Browser, live_server: str, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page in a browser of its own: open_page(PHONE); options go to Playwright's new_context."""
    contexts = []

    def open_page(size: str = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(**{**context_options(size, live_server), **options})
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        watch.follow(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(params=[PHONE, DESKTOP])
def size(request: pytest.FixtureRequest) -> str:
    """Both screens that pages are made for: a phone's and a desk's."""
    return str(request.param)


@pytest.fixture
def page(open_page: OpenPage, size: str) -> Page:
    """A page, once on a phone and once on a desk."""
    return open_page(size)


# ---- samples


@pytest.fixture
def feed_corpus() -> Path:
    """A folder of feeds as newspapers really sent them, which can't be kept here: named by FEED_CORPUS."""
    return require(FEED_CORPUS)
