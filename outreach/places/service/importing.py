"""Areas out of a GeoJSON file: first what would become of each, then all of it at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from math import isfinite
from typing import Any

from sqlalchemy import delete

from outreach import clock
from outreach.db import db
from outreach.i18n import N_
from outreach.people.models import Person
from outreach.places import geometry as shapes
from outreach.places import rules
from outreach.places.models import Area, AreaDraft
from outreach.places.queries import areas
from outreach.places.rules import PlaceRefusal
from outreach.places.service.areas import check_extent, check_form, finish, hectares, hold_areas, put_area
from outreach.refusals import Refused
from outreach.texts import clean_line

MOST_BYTES = 5 * 1024 * 1024
MOST_AREAS = 500
KEPT_FOR = timedelta(days=1)

DEFAULTS: dict[str, Any] = {
    "is_priority": False, "weight": 1.0, "households": None, "own_goal": None, "source": "",
}  # fmt: skip


class Verdict(StrEnum):
    """What an import would do with a feature."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.NEW: N_("New"),
    Verdict.CHANGED: N_("Changed"),
    Verdict.SAME: N_("As it is"),
    Verdict.REFUSED: N_("Refused"),
}


@dataclass(frozen=True)
class ImportRow:
    """One feature of the file and what would become of it; `refused` says why it would be left out."""

    number: int
    name: str
    verdict: Verdict
    geometry: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    area: Area | None = None
    refused: Refused | None = None


@dataclass(frozen=True)
class AreaImport:
    """All features of a file, in its order."""

    rows: tuple[ImportRow, ...]

    def of(self, verdict: str) -> list[ImportRow]:
        return [row for row in self.rows if row.verdict == verdict]

    @property
    def to_write(self) -> list[ImportRow]:
        return self.of(Verdict.NEW) + self.of(Verdict.CHANGED)


def read_collection(content: bytes) -> dict[str, Any]:
    """What the bytes of a file say; Refused when it is no GeoJSON."""
    if len(content) > MOST_BYTES:
        raise Refused(PlaceRefusal.FILE_TOO_LARGE)
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Refused(PlaceRefusal.BAD_FILE) from error
    return {"type": "FeatureCollection", "features": [_what_we_need(feature) for feature in _features(found)]}


def plan_import(collection: object) -> AreaImport:
    """What an import would do, feature by feature, against the areas as they are. Changes nothing.

    Areas are known by their names. Overlaps are looked for in what would stand in the end, so neighbours may
    exchange ground; of two that overlap, the one that is changed or stands later in the file is refused.
    """
    known = {rules.folded(area.name): area for area in areas()}
    rows: list[ImportRow] = []
    for number, feature in enumerate(_features(collection), start=1):
        row = _row(number, feature, known)
        if row.refused is None and any(rules.folded(row.name) == rules.folded(other.name) for other in rows):
            row = _refuse(row, Refused(PlaceRefusal.TWICE_IN_FILE))
        rows.append(row)
    return AreaImport(tuple(_without_overlaps(rows, list(known.values()))))


def import_collection(collection: object, by: Person | None = None, *, or_nothing: bool = False) -> AreaImport:
    """Write what is new and changed in one transaction, as it stands now: what was done.

    What is refused is left out; with `or_nothing` one refusal leaves everything as it was.
    """
    hold_areas()
    plan = plan_import(collection)
    if or_nothing and plan.of(Verdict.REFUSED):
        db.session.rollback()
        return plan
    try:
        for row in plan.to_write:
            put_area(row.area, row.name, row.geometry, by=by, **row.values)
        finish()
    except Refused:
        db.session.rollback()
        raise
    return plan


def import_areas(collection: object, by: Person | None = None) -> int:
    """Import all features, or none: the first refusal is raised. How many areas were written."""
    plan = import_collection(collection, by, or_nothing=True)
    for row in plan.rows:
        if row.refused is not None:
            raise row.refused
    return len(plan.to_write)


def keep_draft(person: Person, file_name: str, collection: dict[str, Any]) -> AreaDraft:
    """Keep what somebody has uploaded until they say yes; what nobody came back to is thrown away."""
    db.session.execute(delete(AreaDraft).where(AreaDraft.created_at < clock.now() - KEPT_FOR))
    draft = AreaDraft(person_id=person.id, file_name=file_name[:120], collection=collection, created_at=clock.now())
    db.session.add(draft)
    db.session.commit()
    return draft


def drop_draft(draft: AreaDraft) -> None:
    """Forget what was uploaded."""
    db.session.delete(draft)
    db.session.commit()


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is no number in JSON")
    return number


def _what_we_need(feature: dict[str, Any]) -> dict[str, Any]:
    given = feature.get("properties")
    known = {key: given[key] for key in ("name", *DEFAULTS) if key in given} if isinstance(given, dict) else {}
    return {"type": "Feature", "geometry": feature.get("geometry"), "properties": known}


def _features(collection: object) -> list[dict[str, Any]]:
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(each, dict) for each in features):
        raise Refused(PlaceRefusal.BAD_FILE)
    if len(features) > MOST_AREAS:
        raise Refused(PlaceRefusal.TOO_MANY)
    return features


def _row(number: int, feature: dict[str, Any], known: dict[str, Area]) -> ImportRow:
    """What the file does not say stays as it was, or is as for a new area."""
    given = feature.get("properties")
    given = given if isinstance(given, dict) else {}
    name = clean_line(str(given.get("name") or ""))
    area = known.get(rules.folded(name))
    kept = {each: getattr(area, each) for each in DEFAULTS} if area else DEFAULTS
    values = {each: given.get(each, kept[each]) for each in DEFAULTS}
    row = ImportRow(number, name[:80], Verdict.NEW, values=values, area=area)
    try:
        outline = _checked(name, feature.get("geometry"), values)
    except Refused as refused:
        return _refuse(row, refused)
    if area is None:
        return replace(row, geometry=outline)
    is_same = area.geometry == outline and area.name == name and values == kept
    return replace(row, geometry=outline, verdict=Verdict.SAME if is_same else Verdict.CHANGED)


def _checked(name: str, geometry: object, values: dict[str, Any]) -> dict[str, Any]:
    refusal = rules.why_not_name(name) or rules.why_not_figures(
        values["weight"], values["households"], values["own_goal"]
    )
    if refusal is None and not (type(values["is_priority"]) is bool and isinstance(values["source"], str)):
        refusal = PlaceRefusal.BAD_FIGURES
    if refusal:
        raise Refused(refusal)
    outline = check_form(geometry)
    check_extent(outline)
    values["source"] = clean_line(values["source"])[:200]
    return outline


def _without_overlaps(rows: list[ImportRow], living: Sequence[Area]) -> list[ImportRow]:
    """Refuse rows until nothing overlaps in what would stand in the end."""
    while True:
        good = [row for row in rows if row.refused is None]
        replaced = {row.area.id for row in good if row.area}
        standing = [(area.name, area.geometry) for area in living if area.id not in replaced]
        found = _first_overlap(good, standing)
        if found is None:
            return rows
        index = rows.index(found[0])
        rows[index] = _refuse(*found)


def _first_overlap(
    good: list[ImportRow], standing: list[tuple[str, dict[str, Any]]]
) -> tuple[ImportRow, Refused] | None:
    # what stays as it is has the older right, wherever it stands in the file
    same = [row for row in good if row.verdict is Verdict.SAME]
    standing = [*standing, *((row.name, row.geometry) for row in same)]
    for row in (row for row in good if row.verdict is not Verdict.SAME):
        for name, geometry in standing:
            common = shapes.overlap(row.geometry, geometry)
            if common:
                values = {"name": row.name, "other": name, "hectares": hectares(common)}
                return row, Refused(PlaceRefusal.OVERLAPS_IN_FILE, **values)
        standing = [*standing, (row.name, row.geometry)]
    return None


def _refuse(row: ImportRow, refused: Refused) -> ImportRow:
    return replace(row, verdict=Verdict.REFUSED, refused=refused)
