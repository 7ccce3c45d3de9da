"""The geography of a starter folder: districts, areas composed of them, venues, landmarks."""

import csv
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from outreach.db import db
from outreach.places import geometry as shapes
from outreach.places import rules
from outreach.places.models import District, Landmark, LandmarkKind, Venue
from outreach.places.queries import find_area_by_name
from outreach.places.service.areas import check_area, check_name, put_area


@dataclass(frozen=True)
class Loaded:
    """How many rows a starter folder added."""

    areas: int
    districts: int
    venues: int
    landmarks: int


def load_starter(folder: Path) -> Loaded:
    """Register the districts, areas, venues and landmarks of a starter folder.

    What has a known name (districts: code) is left as it is, so loading again undoes nobody's changes.
    """
    collection = json.loads((folder / "districts.geojson").read_text(encoding="utf-8"))
    places = tomllib.loads((folder / "areas.toml").read_text(encoding="utf-8"))
    spots = tomllib.loads((folder / "venues.toml").read_text(encoding="utf-8"))
    loaded = Loaded(
        districts=_load_districts(collection),
        areas=_load_areas(places["area"], collection),
        venues=_load_venues(spots["venue"], spots.get("permits", {})),
        landmarks=_load_landmarks(folder / "landmarks.csv"),
    )
    db.session.commit()
    return loaded


def _load_districts(collection: dict[str, Any]) -> int:
    known = set(db.session.scalars(select(District.code)))
    new = [
        District(
            code=feature["properties"]["code"],
            name=feature["properties"]["name"],
            eligible_voters=feature["properties"].get("eligible_voters"),
            geometry=feature["geometry"],
            source=collection.get("source", ""),
        )
        for feature in collection["features"]
        if feature["properties"]["code"] not in known
    ]
    db.session.add_all(new)
    return len(new)


def _load_areas(given: list[dict[str, Any]], collection: dict[str, Any]) -> int:
    """Areas are unions of districts; the weight is the sum of the eligible voters, unknown ones counting none."""
    features = {feature["properties"]["code"]: feature for feature in collection["features"]}
    new = [entry for entry in given if find_area_by_name(entry["name"]) is None]
    for entry in new:
        parts = [features[code] for code in entry["districts"]]
        name = check_name(entry["name"], None)
        put_area(
            None,
            name,
            check_area(name, shapes.union([part["geometry"] for part in parts]), None),
            is_priority=entry.get("is_priority", False),
            weight=float(sum(part["properties"].get("eligible_voters") or 0 for part in parts)),
            households=entry.get("households"),
            source=collection.get("source", ""),
            label=entry.get("label"),
        )
    return len(new)


def _load_venues(given: list[dict[str, Any]], permits: dict[str, str]) -> int:
    known = {rules.folded(name) for name in db.session.scalars(select(Venue.name))}
    new = [
        Venue(
            name=entry["name"],
            latitude=entry["point"][0],
            longitude=entry["point"][1],
            note=entry.get("note", ""),
            permit_note=permits[entry["permit"]] if "permit" in entry else "",
            is_verified=entry.get("is_verified", False),
        )
        for entry in given
        if rules.folded(entry["name"]) not in known
    ]
    db.session.add_all(new)
    return len(new)


def _load_landmarks(path: Path) -> int:
    known = {(mark.name, mark.kind) for mark in db.session.scalars(select(Landmark))}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["name"], LandmarkKind(row["kind"])) not in known]
    db.session.add_all(
        Landmark(
            name=row["name"],
            kind=LandmarkKind(row["kind"]),
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            is_verified=row["checked"] == "yes",
        )
        for row in rows
    )
    return len(rows)
