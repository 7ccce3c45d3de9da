"""What makes the app one of a phone's own: its manifest, icons, service worker and offline page."""

import re
import struct

import pytest
from flask.testing import FlaskClient

from tests.conftest import MakePerson, SignIn
from tests.pages import page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_manifest_says_nothing_of_whose_it_is(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person(name="Viktor Ek"))
    [link] = page_of(client.get("/me")).all("link", rel="manifest")

    response = client.get(link.attributes["href"])

    manifest = response.get_json(force=True)
    assert response.mimetype == "application/manifest+json"
    assert (manifest["name"], manifest["short_name"]) == ("Outreach", "Outreach")
    assert (manifest["scope"], manifest["start_url"], manifest["display"]) == ("/", "/me", "standalone")
    assert "Viktor" not in response.text
    for icon in manifest["icons"]:
        picture = client.get(icon["src"])
        width, height = struct.unpack(">II", picture.data[16:24])
        assert picture.mimetype == icon["type"] == "image/png"
        assert f"{width}x{height}" == icon["sizes"]
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


def test_the_worker_is_asked_for_anew_and_named_after_the_files(
    client: FlaskClient, person: MakePerson, sign_in: SignIn
) -> None:
    assert "data-worker" not in client.get("/sign-in").text, "strangers need none"
    sign_in(client, person())
    [address] = re.findall(r'data-worker="([^"]+)"', client.get("/me").text)
    digest = client.application.extensions["assets"].digest

    response = client.get(address.replace("&amp;", "&"))

    assert f"version={digest}" in address
    assert address.startswith("/sw.js?"), "a worker rules what lies below its own address"
    assert (response.mimetype, response.headers["Cache-Control"]) == ("text/javascript", "no-cache")


@pytest.mark.parametrize(("language", "words"), [("sv", "Inget nät"), ("en", "No network"), ("xx", "Inget nät")])
def test_the_offline_page_is_about_nobody(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, language: str, words: str
) -> None:
    sign_in(client, person(name="Viktor Ek"))

    response = client.get(f"/offline?language={language}")

    assert words in page_of(response).words
    assert "Viktor" not in response.text
    assert "csrf" not in response.text


def test_what_the_worker_puts_by_is_there(client: FlaskClient) -> None:
    """Else it would never be installed, and nobody would see why."""
    digest = client.application.extensions["assets"].digest
    [names] = re.findall(r"const NEEDED = \[(.+?)\]", client.get("/sw.js").text)
    needed = {f"/static/{digest}/{name}" for name in re.findall(r'"([^"]+)"', names)}
    page = page_of(client.get("/offline"))
    used = {sheet.attributes["href"] for sheet in page.all("link", rel="stylesheet")}
    used |= {script.attributes["src"] for script in page.all("script")}

    assert used == needed
    assert all(client.get(path).status_code == 200 for path in needed)


def test_signing_out_clears_what_the_browser_keeps(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person())

    response = client.post("/sign-out")

    assert '"storage"' in response.headers["Clear-Site-Data"]
