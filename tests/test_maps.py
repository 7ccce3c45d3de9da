"""folium as parts of our own pages: fixed ids, own files, no text of the database."""

import json
import re
from collections.abc import Callable

import folium
import pytest
from flask import Flask

from outreach import assets, maps

BOUNDS = ((59.3, 17.9), (59.4, 18.1))


def month() -> maps.MapParts:
    return maps.month_map("/events.geojson?from=a&to=b", "/areas.geojson", "/sketch.geojson", BOUNDS)


def point() -> maps.MapParts:
    return maps.point_map(59.36, 18.0, "/areas.geojson", "/sketch.geojson", "leaflet_drop")


def picker() -> maps.MapParts:
    return maps.picker_map("/areas.geojson", "/sketch.geojson")


@pytest.mark.parametrize("make", [month, point, picker])
def test_rendering_twice_gives_the_same(make: Callable[[], maps.MapParts]) -> None:
    assert make() == make()


@pytest.mark.parametrize("make", [month, point, picker])
def test_nothing_foreign_nothing_inline(make: Callable[[], maps.MapParts]) -> None:
    parts = make()

    assert re.search(r"https?:|//", parts.html + parts.script) is None
    assert re.search(r"<script|<style|style=|\son\w+=", parts.html) is None
    assert parts.html.strip().startswith('<div class="folium-map" id="map_')


@pytest.mark.parametrize("make", [month, point, picker])
def test_every_asset_is_one_of_our_files(make: Callable[[], maps.MapParts]) -> None:
    app = Flask("outreach", static_folder=None)
    assets.init_app(app)
    parts = make()

    with app.test_request_context():
        assert all(assets.asset(name) for name in (*parts.stylesheets, *parts.scripts))
    assert parts.scripts[0] == "leaflet/leaflet.js"
    assert "leaflet/leaflet.css" in parts.stylesheets


def test_month_map_fetches_its_layers_and_fits_the_bounds() -> None:
    script = month().script

    assert 'outreach.layer("areas", "/areas.geojson")' in script
    assert 'outreach.layer("events", "/events.geojson?from=a\\u0026to=b")' in script
    assert json.dumps({"bounds": BOUNDS}) in script
    assert '"maxZoom": 18' in script


def test_point_map_has_its_spot_and_kind() -> None:
    pin = {"isPicker": False, "kind": "leaflet_drop", "point": [59.36, 18.0]}

    assert f"outreach.pin(map_point, {json.dumps(pin)});" in point().script


def test_a_name_that_folium_adds_must_be_given_a_place() -> None:
    map_ = folium.Map(tiles=None)
    map_.default_js = [*map_.default_js, ("surprise", "https://example.org/surprise.js")]

    with pytest.raises(LookupError, match="surprise"):
        maps.page_parts(map_, "test")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/events.geojson",
        "//example.org/events.geojson",
        "/\\example.org",
        "events.geojson",
        "javascript:alert(1)",
        '/a"</script><script>alert(1)</script>',
        "/a`${alert(1)}`",
        "",
    ],
)
def test_only_addresses_of_our_own_become_layers(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        maps.month_map(address, "/areas.geojson", "/sketch.geojson")


@pytest.mark.parametrize("kind", ["Torgmöte", '"); alert(1); ("', "", "a b"])
def test_only_plain_words_become_kinds(kind: str) -> None:
    with pytest.raises(ValueError, match="plain word"):
        maps.point_map(59.36, 18.0, "/areas.geojson", "/sketch.geojson", kind)


def test_script_is_a_file_that_need_not_be_sent_twice() -> None:
    app = Flask("outreach", static_folder=None)
    with app.test_request_context():
        response = maps.script_response(month())
        tag = response.headers["ETag"]
    with app.test_request_context(headers={"If-None-Match": tag}):
        again = maps.script_response(month())

    assert response.mimetype == "text/javascript"
    assert response.get_data(as_text=True) == month().script
    assert again.status_code == 304
