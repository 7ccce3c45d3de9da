"""A small page with a map of each sort, under the policy that all our pages have: for test_map_page.py."""

import json
import tomllib
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template_string, request
from flask_babel import Babel

from outreach import assets, maps
from outreach.places import geometry

STARTER = Path("outreach/starters/solna")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)

PAGE = """{% from "places/_map.html" import map_frame, map_styles, map_scripts with context %}
<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Karta</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{{ asset("app.css") }}">{{ map_styles(parts) }}
<link rel="stylesheet" href="/page.css">{{ map_scripts(parts, script_url) }}</head><body>
<main><h1>Karta</h1><form><div id="room">{{ map_frame(parts, "Karta", is_picker, is_asked, is_shaded=is_asked) }}</div>
{% if is_picker %}<label>Lat <input name="latitude" value="{{ at[0] }}"></label>
<label>Long <input name="longitude" value="{{ at[1] }}"></label>
<select name="venue" aria-label="Plats"><option></option>
<option data-latitude="59.3622" data-longitude="18.0088">Hagalunds torg</option></select>{% endif %}</form>
<ul>{% for event in events %}<li><a href="/x" data-event-id="{{ event.properties.id }}">{{ event.properties.title }}</a>
{% endfor %}</ul></main></body></html>"""

# How much room the page gives its map.
STYLE = "main { padding: 0 } #room { height: 62vh; max-width: 720px }"


def make_app(events: list[dict[str, Any]] | None = None) -> Flask:
    """Pages /month, /month/read-only, /point, /picker and /broken; the events given are on the month's map."""
    app = Flask("map_page", static_folder=None, template_folder=str(Path("templates").resolve()))
    Babel(app, default_locale="sv")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    assets.init_app(app)
    shown = SAMPLE if events is None else events
    south_west, north_east = (59.33936, 17.96209), (59.39981, 18.05874)
    bounds = (south_west, north_east)
    sorts: dict[str, maps.MapParts] = {
        "month": maps.month_map("/events.geojson", "/areas.geojson", "/sketch.geojson", bounds),
        "point": maps.point_map(59.3622, 18.0088, "/areas.geojson", "/sketch.geojson", "square_meeting"),
        "picker": maps.picker_map("/areas.geojson", "/sketch.geojson", bounds),
        "broken": maps.month_map("/nothing.geojson", "/areas.geojson", "/sketch.geojson", bounds),
    }

    def page(sort: str) -> str:
        return render_template_string(
            PAGE,
            parts=sorts[sort],
            script_url=f"/{sort}/map.js",
            is_asked=sort == "month" and "read-only" not in request.args,
            is_picker=sort == "picker",
            events=shown if sort == "month" else [],
            at=(request.args.get("latitude", ""), request.args.get("longitude", "")),
        )

    app.add_url_rule("/<any(month, point, picker, broken):sort>", "page", page)
    app.add_url_rule("/<sort>/map.js", "script", lambda sort: maps.script_response(sorts[sort]))
    app.add_url_rule("/areas.geojson", "areas", lambda: jsonify(areas()))
    app.add_url_rule("/sketch.geojson", "sketch", lambda: jsonify(sketch()))
    app.add_url_rule("/events.geojson", "events", lambda: jsonify(type="FeatureCollection", features=shown))
    app.add_url_rule("/events/<int:number>", "event", lambda number: f"event {number}")
    app.add_url_rule("/page.css", "style", lambda: Response(STYLE, mimetype="text/css"))
    app.add_url_rule("/favicon.ico", "icon", lambda: Response(status=204))

    @app.after_request
    def put_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


def event(
    number: int,
    point: tuple[float, float],
    *,
    kind: str = "leaflet_drop",
    day: str = "2026-11-26",
    status: str = "scheduled",
    title: str = "Flygblad i Hagalund",
    taken: int = 1,
) -> dict[str, Any]:
    """A feature as the calendar's GeoJSON has it."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [point[1], point[0]]},
        "properties": {
            "id": number, "kind": kind, "title": title, "day": day, "start": "17:00", "end": "18:30",
            "status": status, "area": "Hagalund", "needed": 3, "taken": taken, "capacity": 4,
            "url": f"/events/{number}", "label": f"{title}, {day} 17.00, {taken} av 4",
        },
    }  # fmt: skip


HAGALUND = (59.3622, 18.0088)
SAMPLE = [
    event(1, HAGALUND),
    event(2, HAGALUND, kind="square_meeting", day="2026-11-28", title="Torgmöte i Hagalund"),
    event(3, HAGALUND, day="2026-11-03", status="held", taken=4),
    event(4, (59.35847, 17.9988), kind="square_meeting", day="2026-11-14", taken=4, title="Torgmöte i centrum"),
    event(5, (59.3813, 18.0363), day="2026-11-24", title="Flygblad i Bergshamra"),
    event(6, (59.3496, 17.9862), day="2026-11-12", status="held", taken=4, title="Flygblad i Huvudsta"),
    event(7, (59.3650, 17.9915), kind="square_meeting", day="2026-11-07", status="held", title="Torgmöte i Råsunda"),
    event(8, (59.3684, 17.9796), day="2026-11-29", status="draft", taken=0, title="Flygblad vid Näckrosen"),
    event(9, (59.3717, 18.0135), kind="study_circle", day="2026-11-18", taken=3, title="Studiecirkel"),
    event(10, (59.3872, 17.9885), kind="visit", day="2026-11-19", taken=2, title="Besök"),
    event(11, (59.3590, 17.9892), day="2026-11-21", status="cancelled", title="Flygblad i Skytteholm"),
    event(12, (59.3703, 18.0040), kind="square_meeting", day="2026-11-30", status="draft", title="Torgmöte"),
]


def areas() -> dict[str, Any]:
    """The starter's areas as the app gives them out."""
    collection = json.loads((STARTER / "districts.geojson").read_text(encoding="utf-8"))
    outlines = {each["properties"]["code"]: each["geometry"] for each in collection["features"]}
    features = []
    for number, entry in enumerate(tomllib.loads((STARTER / "areas.toml").read_text(encoding="utf-8"))["area"]):
        outline = geometry.union([outlines[code] for code in entry["districts"]])
        properties = {
            "id": number, "name": entry["name"], "is_priority": entry.get("is_priority", False), "weight": 1,
            "level": number % 4,
            "label": entry.get("label") or geometry.label_point(outline), "source": collection["source"],
        }  # fmt: skip
        features.append({"type": "Feature", "geometry": outline, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def sketch() -> dict[str, Any]:
    """The starter's districts and landmarks as the app gives them out."""
    collection = json.loads((STARTER / "districts.geojson").read_text(encoding="utf-8"))
    features = [{**each, "properties": {**each["properties"], "kind": "district"}} for each in collection["features"]]
    for line in (STARTER / "landmarks.csv").read_text(encoding="utf-8").splitlines()[1:]:
        name, kind, latitude, longitude, _, checked = line.replace(", ", "; ").replace('"', "").split(",")
        features.append({
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(longitude), float(latitude)]},
            "properties": {"kind": kind, "name": name.replace("; ", ", "), "is_verified": checked == "yes"},
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
