"""Static files: addresses that follow the content, kept for ever, and nothing beside them."""

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from outreach import assets

Fetch = Callable[..., TestResponse]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A static folder of our own, with a secret beside it and one in it that is of no served type."""
    static = tmp_path / "static"
    (static / "parts").mkdir(parents=True)
    (static / "app.css").write_text("body { color: red }")
    (static / "parts" / "map.css").write_text("a { color: blue }")
    (static / "notes.txt").write_text("not served")
    (tmp_path / "secret.css").write_text("not served")
    monkeypatch.setattr(assets, "STATIC", static)
    return static


def make_app() -> Flask:
    app = Flask("outreach", static_folder=None)
    assets.init_app(app)
    return app


@pytest.fixture
def small(folder: Path) -> Flask:
    return make_app()


@pytest.fixture
def fetch(small: Flask) -> Fetch:
    """Asks for an address and reads the whole answer, which closes the file behind it."""
    return partial(small.test_client().get, buffered=True, follow_redirects=True)


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return assets.asset(name)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("app.css", "text/css; charset=utf-8"),
        ("parts/map.css", "text/css; charset=utf-8"),
        ("leaflet/leaflet.css", "text/css; charset=utf-8"),
        ("leaflet/leaflet.js", "text/javascript; charset=utf-8"),
        ("leaflet/images/layers.png", "image/png"),
    ],
)
def test_files_are_served_with_their_type_and_kept_for_ever(
    small: Flask, fetch: Fetch, name: str, content_type: str
) -> None:
    response = fetch(address(small, name))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_leaflet_is_the_package_s_own(small: Flask, fetch: Fetch) -> None:
    assert b"Leaflet 1.9.4" in fetch(address(small, "leaflet/leaflet.js")).data[:200]


@pytest.mark.parametrize(
    "name",
    [
        "../secret.css",
        "..%2fsecret.css",
        "parts/../../secret.css",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "..\\secret.css",
        "leaflet/../../__init__.py",
        "notes.txt",
        "parts",
        "parts/",
        "nothing.css",
        "app.css%00",
        "APP.CSS",
    ],
)
def test_nothing_else_is_served(small: Flask, fetch: Fetch, name: str) -> None:
    start = address(small, "app.css").removesuffix("app.css")

    assert fetch(start + name).status_code == 404


def test_an_old_address_gives_the_current_file_that_is_not_kept(fetch: Fetch) -> None:
    response = fetch("/static/0123456789abcdef/app.css")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.data == b"body { color: red }"


def test_unchanged_files_are_not_sent_again(small: Flask, fetch: Fetch) -> None:
    tag = fetch(address(small, "app.css")).headers["ETag"]

    assert fetch(address(small, "app.css"), headers={"If-None-Match": tag}).status_code == 304


def test_the_address_follows_the_content_of_the_whole_tree(folder: Path, small: Flask) -> None:
    before, same = address(small, "app.css"), address(make_app(), "app.css")
    (folder / "parts" / "map.css").write_text("a { color: green }")

    assert re.fullmatch(r"/static/[0-9a-f]{16}/app\.css", before)
    assert same == before
    assert address(make_app(), "app.css") != before


@pytest.mark.parametrize("is_debug", [True, False])
def test_only_debug_runs_look_for_changes(folder: Path, small: Flask, is_debug: bool) -> None:
    small.debug = is_debug
    before = address(small, "app.css")
    (folder / "app.css").write_text("body { color: green }")
    os.utime(folder / "app.css", ns=(2**62, 2**62))

    assert (address(small, "app.css") != before) is is_debug


def test_a_slip_in_a_template_shows_at_once(small: Flask) -> None:
    with pytest.raises(KeyError, match=r"ap\.css"):
        address(small, "ap.css")


def test_templates_have_it(small: Flask) -> None:
    with small.test_request_context():
        assert small.jinja_env.from_string("{{ asset('app.css') }}").render() == address(small, "app.css")
