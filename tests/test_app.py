"""What holds for every answer: headers, error pages, hosts, health, and a database that is away."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from outreach import db as database
from outreach.db import db
from outreach.people.access import open_to_all
from outreach.people.models import Person, Role
from tests.conftest import MakeApp, MakePerson, SignIn
from tests.databases import Database
from tests.pages import page_of

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
}

HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "X-Robots-Tag": "noindex",
}


def policy_of(response: TestResponse) -> dict[str, list[str]]:
    [policy] = response.headers.getlist("Content-Security-Policy")
    return {part.split()[0]: part.split()[1:] for part in policy.split(";")}


def assert_headers(response: TestResponse) -> None:
    for name, value in HEADERS.items():
        assert response.headers.getlist(name) == [value], (response.status, name)
    assert policy_of(response) == POLICY
    assert len(response.headers.getlist("Cache-Control")) == 1


def boom() -> Response:
    raise RuntimeError("the password is hunter2")


@pytest.fixture
def fragile(make_app: MakeApp) -> FlaskClient:
    """An app with a fault in it."""
    app = make_app()
    app.add_url_rule("/boom", "boom", open_to_all(boom))
    return app.test_client()


@pytest.fixture
def away(make_app: MakeApp, database: Database, tmp_path: Path) -> FlaskClient:
    """An app whose database can't be reached."""
    nowhere = tmp_path / "nowhere"
    if database.url.startswith("sqlite"):
        url = f"sqlite:///{nowhere}/outreach.db"
    else:
        url = f"postgresql+psycopg://outreach@/outreach?host={nowhere}"
    return make_app(database_url=url).test_client()


# ---- headers


def test_headers_are_on_every_answer(
    client: FlaskClient, fragile: FlaskClient, away: FlaskClient, person: MakePerson, sign_in: SignIn
) -> None:
    answers = [
        client.get("/"),
        client.get("/sign-in"),
        client.post("/sign-in", data={"email": "x"}),
        client.post("/sign-in", csrf=False),
        client.post("/sign-in/made-up"),
        client.post("/sign-in", data={"email": "x" * 1_000_000}),
        client.get("/nowhere"),
        client.get("/sign-out"),
        client.get("/healthz"),
        away.get("/healthz"),
        away.get("/sign-in"),
        fragile.get("/boom"),
    ]
    sign_in(client, person())
    tag = client.get("/areas.geojson").headers["ETag"]
    answers += [
        client.get("/me"),
        client.get("/events/new"),
        client.get("/events.geojson"),
        client.get("/areas.geojson", headers={"If-None-Match": tag}),
        client.options("/me"),
        client.head("/me"),
        client.open("/me", method="TRACE"),
    ]

    for answer in answers:
        assert_headers(answer)
        assert answer.headers["Cache-Control"] in ("no-store", "no-cache") or answer.status_code == 304
    seen = {answer.status_code for answer in answers}
    assert seen >= {200, 303, 304, 400, 403, 404, 405, 409, 413, 422, 500, 503}


def test_headers_are_on_static_files_which_may_be_kept(client: FlaskClient) -> None:
    [sheet] = page_of(client.get("/sign-in")).all("link", rel="stylesheet")

    response = client.get(sheet.attributes["href"])

    assert response.status_code == 200
    assert response.mimetype == "text/css"
    assert_headers(response)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("tiles", "images"),
    [
        ("", ["'self'", "data:"]),
        ("instance/solna.mbtiles", ["'self'", "data:"]),
        ("https://tiles.example.org/{z}/{x}/{y}.png", ["'self'", "data:", "https://tiles.example.org"]),
    ],
)
def test_images_come_from_a_tile_host_only_when_one_is_set(make_app: MakeApp, tiles: str, images: list[str]) -> None:
    response = make_app(tiles=tiles).test_client().get("/sign-in")

    assert policy_of(response) == POLICY | {"img-src": images}


def test_no_cookie_is_set_before_one_is_needed(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/healthz").headers
    assert "Set-Cookie" not in client.get("/me").headers


# ---- health


def test_healthy(client: FlaskClient) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_a_database_that_is_away_is_no_secret_and_no_detail(away: FlaskClient) -> None:
    response = away.get("/healthz")

    assert (response.status_code, response.get_json()) == (503, {"status": "unavailable"})


def test_tables_of_another_version_are_not_healthy(app: Flask, client: FlaskClient) -> None:
    [version] = db.session.scalars(text("SELECT version_num FROM alembic_version"))
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    try:
        assert client.get("/healthz").status_code == 503
    finally:
        db.session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
        db.session.commit()
    assert client.get("/healthz").status_code == 200


# ---- a database that is away


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/made-up", "/me", "/calendar", "/events/1", "/board", "/nowhere"]
)
def test_every_page_says_so_without_a_database(away: FlaskClient, path: str) -> None:
    with away.session_transaction() as session:
        session["key"] = "some key"

    response = away.get(path)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Något är fel hos oss" in page_of(response).words
    assert "sql" not in response.text.lower()


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/made-up", "/events/new", "/slots/1/claim", "/sign-out"])
def test_nothing_is_said_to_be_saved_without_a_database(away: FlaskClient, path: str) -> None:
    with away.session_transaction() as session:
        session["key"] = "some key"

    assert away.post(path, data={"email": "maja@example.org"}).status_code == 503
    assert away.post(path, csrf=False).status_code in (403, 503)


# ---- faults


def test_a_fault_shows_a_reference_and_no_detail(fragile: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    response = fragile.get("/boom")

    assert response.status_code == 500
    [reference] = re.findall(r"\b[0-9a-f]{8}\b", page_of(response).words)
    assert "hunter2" not in response.text
    assert "Traceback" not in response.text
    assert reference in caplog.text
    assert "hunter2" in caplog.text


def test_a_fault_leaves_nothing_half_done(make_app: MakeApp, person: MakePerson) -> None:
    someone = person().id
    db.session.commit()

    def half() -> str:
        db.session.get_one(Person, someone).name = "Half done"
        db.session.flush()
        raise RuntimeError

    app = make_app()
    app.add_url_rule("/half", "half", open_to_all(half), methods=["POST"])

    assert app.test_client().post("/half").status_code == 500

    db.session.expire_all()
    assert db.session.get_one(Person, someone).name != "Half done"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/sign-in", 405), ("PUT", "/healthz", 405), ("GET", "/sign-out", 405)],
)
def test_errors_are_pages_in_our_words_or_json(client: FlaskClient, method: str, path: str, status: int) -> None:
    page = client.open(path, method=method, csrf=False)
    data = client.open(path, method=method, csrf=False, headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == status
    assert page_of(page).all("h1")
    assert json.loads(data.text) == {"error": status}


@pytest.mark.parametrize("path", ["/%00", "/events/%00", "/static/x/../../outreach.db", "/sign-in/%ff", "/a" * 2000])
def test_odd_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (200 if path.startswith("/sign-in/") else 404, 404)


@pytest.mark.parametrize("name", ["../app.py", "app.css/..", "..%2fapp.py", "/etc/passwd", "app.py"])
def test_static_files_are_only_ours(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/0/{name}", follow_redirects=True).status_code == 404


def test_an_unbearable_form_is_refused(client: FlaskClient) -> None:
    many = {f"field{number}": "x" for number in range(150)}

    assert client.post("/sign-in", data=many, content_type="multipart/form-data").status_code == 413


# ---- hosts


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("outreach.example.org", 200),
        ("evil.example", 400),
        ("outreach.example.org.evil.example", 400),
        ("outreach.example.org:80@evil.example", 400),
    ],
)
def test_only_trusted_hosts_are_answered(make_app: MakeApp, host: str, status: int) -> None:
    client = make_app(trusted_hosts=("outreach.example.org",)).test_client()

    response = client.get("/sign-in", headers={"Host": host})

    assert response.status_code == status
    assert_headers(response)


@pytest.mark.parametrize(("hops", "scheme"), [(0, "http"), (1, "https")])
def test_a_proxy_is_believed_only_when_it_is_expected(make_app: MakeApp, hops: int, scheme: str) -> None:
    from flask import request

    app = make_app(proxy_hops=hops)
    app.add_url_rule("/scheme", "scheme", open_to_all(lambda: request.scheme))

    assert app.test_client().get("/scheme", headers={"X-Forwarded-Proto": "https"}).text == scheme


# ---- a way back


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("{base}/calendar", "{base}/calendar"),
        ("https://evil.example/", "/"),
        ("{base}.evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_refusal_leads_back_to_our_own_pages(
    client: FlaskClient, app: Flask, person: MakePerson, sign_in: SignIn, referrer: str, back: str
) -> None:
    base = app.extensions["outreach"].base_url
    sign_in(client, person(Role.ORGANISER))

    response = client.post("/language", csrf=False, headers={"Referer": referrer.format(base=base)})

    assert response.status_code == 403
    links = [link.attributes["href"] for link in page_of(response).all("a") if link.words == "Tillbaka"]
    assert links == [back.format(base=base)]


# ---- the demo


@pytest.mark.parametrize("demo", [True, False])
def test_the_demo_says_what_it_is(make_app: MakeApp, demo: bool) -> None:
    page = page_of(make_app(demo=demo).test_client().get("/sign-in"))

    assert bool(page.all("aside", **{"class": "banner"})) is demo


def test_the_database_module_is_the_one_that_is_used(app: Flask) -> None:
    settings: Any = app.config
    assert settings["SQLALCHEMY_ENGINE_OPTIONS"] == database.engine_options(settings["SQLALCHEMY_DATABASE_URI"])
