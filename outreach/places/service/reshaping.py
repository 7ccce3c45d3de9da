"""Split an area in two, and merge neighbours into one: weight and households go with the ground."""

from collections.abc import Sequence

from outreach.db import db
from outreach.people.models import Person
from outreach.places import geometry as shapes
from outreach.places import rules
from outreach.places.models import Area
from outreach.places.queries import find_voters
from outreach.places.rules import PlaceRefusal
from outreach.places.service.areas import (
    Geometry,
    check_extent,
    check_name,
    finish,
    hold_areas,
    put_area,
    refuse_retired,
    reshape,
    retire,
)
from outreach.refusals import Refused


def split_area(area: Area, line: object, name: str, by: Person | None = None) -> Area:
    """Cut an area in two along a line: the larger part stays the area, the smaller becomes a new one of that name.

    Weight and households go by where the voters live, as far as districts tell, else by surface; the new area is a
    priority area where the old one is.
    """
    hold_areas()
    refuse_retired(area)
    name = check_name(name, None)
    refusal = rules.why_not_line(line)
    if refusal:
        raise Refused(refusal)
    assert isinstance(line, dict)
    pieces = shapes.split(area.geometry, rules.flat(line))
    if len(pieces) != 2 or shapes.parts(pieces[1]) != 1:
        raise Refused(PlaceRefusal.NOT_CUT_IN_TWO, name=area.name)
    large, small = pieces
    check_extent(small)
    share = _share(small, area.geometry)
    part = put_area(
        None,
        name,
        small,
        is_priority=area.is_priority,
        weight=area.weight * share,
        households=None if area.households is None else round(area.households * share),
        source=area.source,
    )
    area.weight -= part.weight
    if area.households is not None and part.households is not None:
        area.households -= part.households
    reshape(area, large, by=by)
    finish()
    return part


def merge_areas(areas: Sequence[Area], by: Person | None = None) -> Area:
    """Make one area of several neighbours: the first one stays, the others are retired.

    Weights add up, and so do households where all are known.
    """
    if len({area.id for area in areas}) < 2:
        raise Refused(PlaceRefusal.PICK_TWO)
    hold_areas()
    for area in areas:
        refuse_retired(area)
    stays, *others = areas
    outline = merged_outline(areas)
    households = [area.households for area in areas]
    is_priority = any(area.is_priority for area in areas)
    weight = sum(area.weight for area in areas)
    for area in others:
        retire(area)
    stays.weight, stays.is_priority = weight, is_priority
    stays.households = None if None in households else sum(each or 0 for each in households)
    reshape(stays, outline, by=by)
    db.session.flush()
    finish()
    return stays


def merged_outline(areas: Sequence[Area]) -> Geometry:
    """The outline of all of them; Refused when they don't hang together."""
    outline = shapes.merge([area.geometry for area in areas])
    loose = sum(shapes.parts(area.geometry) for area in areas) - (len(areas) - 1)
    if shapes.parts(outline) > loose:
        raise Refused(PlaceRefusal.NO_COMMON_BORDER, names=", ".join(area.name for area in areas))
    return outline


def _share(part: Geometry, whole: Geometry) -> float:
    if find_voters(whole):
        return min((find_voters(part) or 0.0) / (find_voters(whole) or 1.0), 1.0)
    return shapes.square_metres(part) / shapes.square_metres(whole)
