"""The one door to folium: maps as parts of our own pages, under a Content-Security-Policy without exceptions.

folium writes the frame and the script of a map; what is on it travels as GeoJSON by address and is drawn by
static/map.js with textContent. No text of the database ever goes through folium: it would become script or HTML.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from flask import Response, current_app, has_app_context, request
from folium.template import Template
from markupsafe import Markup

from outreach import tiles

Corners = tuple[tuple[float, float], tuple[float, float]]

# What folium would fetch from four foreign hosts, and which file of ours does it instead. None: not needed here.
ASSETS: dict[str, str | None] = {
    "leaflet": "leaflet/leaflet.js",
    "leaflet_css": "leaflet/leaflet.css",
    "jquery": None,
    "bootstrap": None,
    "bootstrap_css": None,
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "awesome_rotate_css": None,
    "glyphicons_css": None,
    # folium's own head forbids zooming and styles inline
    "meta_http": None,
}

OWN_SCRIPTS = ("map.js", "map_tiles.js", "map_labels.js", "map_events.js", "map_crowd.js", "map_place.js")

# What says where the tiles of the background map are.
BACKGROUND_URL = "/tiles.json"

MAX_ZOOM = 18
CLOSE_ZOOM = 15
# Where a map opens that has neither areas nor a point: all of Sweden.
SWEDEN: Corners = ((55.2, 10.9), (69.1, 24.2))


@dataclass(frozen=True)
class MapParts:
    """What a page needs for a map: the frame for its body, the script to send as a file, names of assets."""

    html: Markup
    script: str
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]


class Setup(MacroElement):
    """First child of each map: hands it to our script, with numbers and flags alone."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "outreach.setUp({{ this._parent.get_name() }}, {{ this.options|tojson }});{% endmacro %}"
    )

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self._name = "Setup"
        self.options = options


class UrlLayer(folium.map.Layer):
    """A layer whose data the browser fetches from one of our own addresses."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = "
        "outreach.layer({{ this.kind|tojson }}, {{ this.url|tojson }});{% endmacro %}"
    )

    def __init__(self, kind: str, url: str) -> None:
        # the name goes into folium: a fixed word, never a text
        super().__init__(name=_word(kind), overlay=True, control=False)
        self._name = "UrlLayer"
        self.kind = kind
        self.url = _own_address(url)


class Pin(MacroElement):
    """One point that is not fetched: the spot of an event, or the one being picked."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "outreach.pin({{ this._parent.get_name() }}, {{ this.options|tojson }});{% endmacro %}"
    )

    def __init__(self, latitude: float | None, longitude: float | None, kind: str, is_picker: bool) -> None:
        super().__init__()
        self._name = "Pin"
        point = None if latitude is None or longitude is None else [float(latitude), float(longitude)]
        self.options = {"point": point, "kind": _word(kind), "isPicker": is_picker}


def month_map(events_url: str, areas_url: str, sketch_url: str, bounds: Corners | None = None) -> MapParts:
    """The calendar's map: areas, sketch, and the events behind `events_url`; `bounds` are those of the areas."""
    layers = [UrlLayer("areas", areas_url), UrlLayer("sketch", sketch_url), UrlLayer("events", events_url)]
    return _parts("month", Setup(bounds=bounds or SWEDEN), layers)


def point_map(latitude: float, longitude: float, areas_url: str, sketch_url: str, kind: str = "other") -> MapParts:
    """An event's map: one marker, in the shape of its kind, and the streets of town around it."""
    point = (float(latitude), float(longitude))
    layers = [UrlLayer("areas", areas_url), UrlLayer("sketch", sketch_url), Pin(*point, kind, is_picker=False)]
    return _parts("point", Setup(center=point, zoom=CLOSE_ZOOM), layers)


def picker_map(
    areas_url: str,
    sketch_url: str,
    bounds: Corners | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    kind: str = "other",
) -> MapParts:
    """The form's map: a tap sets the point, in the fields latitude and longitude, and the fields set the marker."""
    pin = Pin(latitude, longitude, kind, is_picker=True)
    layers = [UrlLayer("areas", areas_url), UrlLayer("sketch", sketch_url), pin]
    return _parts("picker", Setup(bounds=bounds or SWEDEN), layers)


def walk_map(
    walks_url: str, areas_url: str, sketch_url: str, bounds: Corners | None, pin: tuple[float, float, str] | None = None
) -> MapParts:
    """A map of routes, those behind `walks_url`; `pin` is where people meet, with the event's kind."""
    layers = [UrlLayer("areas", areas_url), UrlLayer("sketch", sketch_url), UrlLayer("walks", walks_url)]
    pins = [Pin(*pin, is_picker=False)] if pin else []
    parts = _parts("walks", Setup(bounds=bounds or SWEDEN), [*layers, *pins])
    return replace(parts, scripts=(*parts.scripts, "walks.js"), stylesheets=(*parts.stylesheets, "parts/walks.css"))


def area_map(areas_url: str, sketch_url: str, bounds: Corners | None = None) -> MapParts:
    """A map of the areas alone; static/areas.js lets them be edited where it stands in an editor."""
    layers = [UrlLayer("areas", areas_url), UrlLayer("sketch", sketch_url)]
    parts = _parts("areas", Setup(bounds=bounds or SWEDEN), layers)
    scripts = (*parts.scripts, "areas.js", "areas_choose.js")
    return replace(parts, scripts=scripts, stylesheets=(*parts.stylesheets, "parts/areas.css"))


def script_response(parts: MapParts) -> Response:
    """The map's script as a file of our own origin, with an ETag."""
    response = Response(parts.script, mimetype="text/javascript")
    response.add_etag()
    response.make_conditional(request)
    return response


def page_parts(map_: folium.Map, name: str) -> MapParts:
    """Render a folium map into parts of a page of ours. Ids become `name` and numbers: folium's are random."""
    _fix_ids(map_, name)
    figure = map_.get_root()
    assert isinstance(figure, Figure)
    for child in figure._children.values():  # noqa: SLF001  (the figure itself would write a whole page)
        child.render()
    own = [_own_asset(key, map_) for key in figure.header._children]  # noqa: SLF001
    names = [asset for asset in own if asset]
    return MapParts(
        html=Markup(figure.html.render()),  # noqa: S704  (a frame with a fixed id, no text)
        script=_tidy(figure.script.render()),
        stylesheets=(*(asset for asset in names if asset.endswith(".css")), "parts/map.css", "parts/map_tiles.css"),
        scripts=(*(asset for asset in names if asset.endswith(".js")), *OWN_SCRIPTS),
    )


def _parts(name: str, setup: Setup, layers: list[Any]) -> MapParts:
    map_ = folium.Map(
        tiles=None,
        zoom_snap=0.1,
        zoom_delta=0.8,
        wheel_px_per_zoom_level=90,
        attribution_control=False,
    )
    # without a tile layer folium drops the limit
    map_.options["max_zoom"] = MAX_ZOOM
    background = [UrlLayer("tiles", BACKGROUND_URL)] if _has_background() else []
    for child in (setup, *background, *layers):
        map_.add_child(child)
    return page_parts(map_, name)


def _has_background() -> bool:
    """Whether this app has tiles to put under its maps."""
    settings = current_app.extensions.get("outreach") if has_app_context() else None
    return settings is not None and tiles.find(settings) is not None


def _fix_ids(element: Element, name: str) -> None:
    element._id = name  # noqa: SLF001  (folium has no other way; ids are drawn from urandom)
    for number, child in enumerate(element._children.values()):  # noqa: SLF001
        _fix_ids(child, f"{name}_{number}")


def _own_asset(key: str, map_: folium.Map) -> str | None:
    """Our file for a name in folium's head; an unknown one is a new folium that wants a look."""
    if key == map_.get_name():
        return None
    if key not in ASSETS:
        raise LookupError(f"folium asks for {key!r}, which has no place in outreach.maps.ASSETS")
    return ASSETS[key]


def _own_address(url: str) -> str:
    """Only our own addresses, so that no page of ours ever asks another host for data."""
    if not re.fullmatch(r"/(?![/\\])[^\s<>\"'`\\]*", url):
        raise ValueError(f"not an address of our own: {url!r}")
    return url


def _word(kind: str) -> str:
    if not re.fullmatch(r"[a-z_]+", kind):
        raise ValueError(f"not a plain word: {kind!r}")
    return kind


def _tidy(script: str) -> str:
    return "\n".join(line.strip() for line in script.splitlines() if line.strip()) + "\n"
