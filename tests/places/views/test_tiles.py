"""Tiles by HTTP: for those who are signed in, from our own file, with a tag."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from outreach.config import Config, ConfigError
from outreach.people.models import Role
from tests.conftest import MakeApp, MakePerson, SignIn
from tests.mbtiles import PNG, make_mbtiles


@pytest.fixture
def signed_in(make_app: MakeApp, person: MakePerson, sign_in: SignIn, tmp_path: Path) -> FlaskClient:
    """Somebody in an association with a background map."""
    path = make_mbtiles(
        tmp_path / "town.mbtiles", {(1, 0, 1): PNG}, attribution="<b>OSM</b>", maxzoom="3", bounds="17,59,19,60"
    )
    client = make_app(tiles=str(path)).test_client()
    sign_in(client, person(Role.VOLUNTEER))
    return client


def test_a_tile_is_sent_once(signed_in: FlaskClient) -> None:
    response = signed_in.get("/tiles/1/0/0")

    assert (response.status_code, response.mimetype, response.data) == (200, "image/png", PNG)
    assert response.headers["Cache-Control"].startswith("private")
    again = signed_in.get("/tiles/1/0/0", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/1/0/1", 204),
        ("/tiles/1/7/0", 204),
        ("/tiles/23/0/0", 404),
        ("/tiles/1/0/x", 404),
        ("/tiles/1/0/-1", 404),
    ],
)
def test_what_is_not_there(signed_in: FlaskClient, path: str, status: int) -> None:
    assert signed_in.get(path).status_code == status


def test_what_maps_are_told(signed_in: FlaskClient) -> None:
    assert signed_in.get("/tiles.json").json == {
        "url": "/tiles/{z}/{x}/{y}",
        "attribution": "<b>OSM</b>",
        "min_zoom": 0,
        "max_zoom": 3,
        "bounds": [17, 59, 19, 60],
    }
    assert 'outreach.layer("tiles", "/tiles.json")' in signed_in.get("/calendar/map.js?month=2027-03").text


def test_strangers_see_no_tiles(make_app: MakeApp) -> None:
    client = make_app().test_client()

    assert [client.get(path).status_code for path in ("/tiles.json", "/tiles/0/0/0")] == [303, 303]


def test_without_a_file_there_is_no_background(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person())

    assert [client.get(path).status_code for path in ("/tiles.json", "/tiles/0/0/0")] == [404, 404]
    assert "tiles" not in client.get("/calendar/map.js?month=2027-03").text


def test_a_host_elsewhere_is_named_and_opened_for_images_alone(
    make_app: MakeApp, person: MakePerson, sign_in: SignIn
) -> None:
    client = make_app(tiles="https://tiles.example.org/{z}/{x}/{y}.png © Them").test_client()
    sign_in(client, person())

    response = client.get("/tiles.json")

    assert response.json == {
        "url": "https://tiles.example.org/{z}/{x}/{y}.png",
        "attribution": "© Them",
        "is_elsewhere": True,
    }
    policy = response.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example.org;" in policy
    assert policy.count("example.org") == 1


@pytest.mark.parametrize(
    "text",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/tiles.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://a.example.org;script-src/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "town.sqlite",
    ],
)
def test_settings_that_are_no_background_are_told_at_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="OUTREACH_TILES"):
        Config.from_environ({"OUTREACH_INSTANCE": str(tmp_path), "OUTREACH_TILES": text})
