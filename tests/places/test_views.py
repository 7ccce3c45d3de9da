"""Areas and sketch as GeoJSON: who may fetch them, and what is in them."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from outreach.places import service
from tests.conftest import MakePerson, SignIn

STARTER = Path("outreach/starters/solna")
ADDRESSES = ["/areas.geojson", "/sketch.geojson"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_are_sent_to_the_sign_in_page(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 303
    assert "/sign-in" in response.location


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_instance_has_an_empty_map(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, address: str
) -> None:
    sign_in(client, person())

    assert client.get(address).json == {"type": "FeatureCollection", "features": []}


def test_areas(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    service.load_starter(STARTER)
    sign_in(client, person())

    response = client.get("/areas.geojson")

    assert response.mimetype == "application/geo+json"
    assert response.json is not None
    names = [feature["properties"]["name"] for feature in response.json["features"]]
    assert len(names) == 14
    [hagalund] = [each for each in response.json["features"] if each["properties"]["name"] == "Hagalund"]
    assert hagalund["geometry"]["type"] == "Polygon"
    assert hagalund["properties"]["is_priority"] is True
    assert hagalund["properties"]["weight"] == 4703


def test_sketch(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    service.load_starter(STARTER)
    sign_in(client, person())

    response = client.get("/sketch.geojson")

    assert response.json is not None
    kinds = [feature["properties"]["kind"] for feature in response.json["features"]]
    assert kinds.count("district") == 46
    assert kinds.count("metro") == 6
    names = [feature["properties"]["name"] for feature in response.json["features"]]
    assert "Hagalund S" in names
    assert names.count("Arenastaden") == 0  # its area has that name already


@pytest.mark.parametrize("address", ADDRESSES)
def test_unchanged_data_is_not_sent_again(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, address: str
) -> None:
    service.load_starter(STARTER)
    sign_in(client, person())
    tag = client.get(address).headers["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert again.data == b""
