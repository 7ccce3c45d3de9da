"""What a starter folder says, read file by file and checked: raises StarterError, saves nothing."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from outreach.goals.rules.measures import Measure
from outreach.media.models import OutletTier, TermKind
from outreach.places.models import LandmarkKind
from outreach.places.rules import is_on_earth, why_not_geometry
from outreach.starter.files import (
    Row,
    StarterError,
    csv_rows,
    read_text,
    read_toml,
    refuse_doubles,
    table_rows,
)


def read_association(folder: Path) -> dict[str, Any]:
    row = Row("association.toml", read_toml(folder, "association.toml"))
    row.only("name", "municipality", "contact_email", "permit_lead_days")
    days = row.values.get("permit_lead_days")
    if days is not None and (type(days) is not int or not 0 <= days <= 365):
        raise row.wrong("“permit_lead_days” must be a whole number of days, up to 365")
    return {
        "permit_lead_days": days,
        "name": row.text("name", 100),
        "municipality": row.text("municipality", 100, default=""),
        "contact_email": row.text("contact_email", 254, default=""),
    }


def read_goals(folder: Path) -> list[tuple[Measure, int, str]]:
    goals = []
    for row in table_rows(folder, "goals.toml", "goal"):
        row.only("measure", "amount", "section")
        amount = row.values.get("amount")
        if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= 1_000_000:
            raise row.wrong("“amount” must be a whole number from 1")
        measure = row.choice("measure", Measure)
        if measure.is_share and amount > 100:
            raise row.wrong("“amount” is in per cent: 100 at most")
        goals.append((row, measure, amount, row.text("section", default="")))
    refuse_doubles((row, measure) for row, measure, _, _ in goals)
    return [(measure, amount, section) for _, measure, amount, section in goals]


def read_outlets(folder: Path) -> list[dict[str, Any]]:
    outlets = []
    for row in table_rows(folder, "outlets.toml", "outlet"):
        row.only("name", "tier", "only_here", "is_verified")
        values = {
            "name": row.text("name", 100),
            "tier": row.choice("tier", OutletTier),
            "only_here": row.flag("only_here"),
            "is_verified": row.flag("is_verified"),
        }
        outlets.append((row, values))
    refuse_doubles((row, values["name"]) for row, values in outlets)
    return [values for _, values in outlets]


def read_feeds(folder: Path) -> list[dict[str, Any]]:
    outlets = {outlet["name"] for outlet in read_outlets(folder)}
    feeds = []
    for row in table_rows(folder, "feeds.toml", "feed"):
        row.only("outlet", "url", "is_verified")
        url = row.text("url", 500)
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise row.wrong("“url” must be an address that begins with https:// or http://")
        if row.text("outlet") not in outlets:
            raise row.wrong(f"outlets.toml has no outlet “{row.text('outlet')}”")
        feeds.append((row, {"outlet": row.text("outlet"), "url": url, "is_verified": row.flag("is_verified")}))
    refuse_doubles((row, values["url"]) for row, values in feeds)
    return [values for _, values in feeds]


def read_match_words(folder: Path) -> list[dict[str, Any]]:
    words = []
    for row in table_rows(folder, "match_words.toml", "match_word"):
        row.only("kind", "word", "forms", "is_prefix", "is_case_exact")
        values = {
            "kind": row.choice("kind", TermKind),
            "word": row.text("word", 100),
            "forms": row.texts("forms"),
            "is_prefix": row.flag("is_prefix"),
            "is_case_exact": row.flag("is_case_exact"),
        }
        words.append((row, values))
    refuse_doubles((row, (values["kind"], values["word"])) for row, values in words)
    return [values for _, values in words]


def check_places(folder: Path) -> None:
    """Raise StarterError when the geography's files don't fit together."""
    codes = _check_districts(folder)
    for row in table_rows(folder, "areas.toml", "area"):
        row.only("name", "is_priority", "households", "districts", "label")
        row.text("name", 80)
        row.flag("is_priority")
        for code in row.texts("districts") or [""]:
            if code not in codes:
                raise row.wrong(f"districts.geojson has no district “{code}”")
    permits = read_toml(folder, "venues.toml").get("permits", {})
    for row in table_rows(folder, "venues.toml", "venue"):
        row.only("name", "point", "note", "permit", "is_verified")
        row.text("name", 80)
        row.flag("is_verified")
        _check_point(row, row.values.get("point"))
        if "permit" in row.values and row.values["permit"] not in permits:
            raise row.wrong(f"“permit” must be one of {', '.join(permits)}")
    for row in csv_rows(folder, "landmarks.csv", ("name", "kind", "latitude", "longitude", "checked")):
        row.text("name", 120)
        row.choice("kind", LandmarkKind)
        _check_point(row, [row.values["latitude"], row.values["longitude"]])


def _check_districts(folder: Path) -> set[str]:
    try:
        collection = json.loads(read_text(folder, "districts.geojson"))
        features = list(collection["features"])
    except (ValueError, LookupError, TypeError) as error:
        raise StarterError(f"districts.geojson: not a GeoJSON collection ({error})") from error
    codes = set()
    for number, feature in enumerate(features, start=1):
        row = Row(f"districts.geojson, feature {number}", feature.get("properties") or {})
        row.text("name", 80)
        codes.add(row.text("code", 20))
        refusal = why_not_geometry(feature.get("geometry"))
        if refusal:
            raise row.wrong(refusal.value)
    return codes


def _check_point(row: Row, point: Any) -> None:
    try:
        latitude, longitude = (float(part) for part in point)
    except (TypeError, ValueError):
        raise row.wrong("latitude and longitude must be two numbers") from None
    if not is_on_earth(latitude, longitude):
        raise row.wrong("the point lies outside the earth: latitude first, then longitude, in degrees")
