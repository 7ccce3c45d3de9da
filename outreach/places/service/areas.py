"""Save, retire and bring back areas. No two areas in use overlap, whatever is saved."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.i18n import N_
from outreach.people.models import Person
from outreach.places import geometry as shapes
from outreach.places import rules
from outreach.places.models import Area, AreaVersion
from outreach.places.queries import areas, find_area_by_name, map_box, voters_in
from outreach.places.rules import PlaceRefusal
from outreach.refusals import Refused
from outreach.texts import clean_line

Geometry = dict[str, Any]
Follower = Callable[[], None]

# Any number that no other lock of this database has.
AREAS_LOCK = 4101

# What keeps something per area puts itself here, and is called before the commit of each change of outlines.
_followers: list[Follower] = []


class Overlap(StrEnum):
    """What becomes of ground that another area has."""

    REFUSE = "refuse"
    LEAVE = "leave"
    TAKE = "take"

    @property
    def label(self) -> str:
        return _OVERLAP_LABELS[self]


_OVERLAP_LABELS = {
    Overlap.REFUSE: N_("Say so, and save nothing"),
    Overlap.LEAVE: N_("Leave it to the other area"),
    Overlap.TAKE: N_("Take it from the other area"),
}


def follows_areas(follower: Follower) -> Follower:
    """Decorator: call this whenever outlines have changed, in the same transaction."""
    _followers.append(follower)
    return follower


def hold_areas() -> None:
    """Change areas one at a time, until the commit: what is checked here still holds when it is written.

    Whatever was read of them before is read anew. SQLite has one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(AREAS_LOCK)))
    db.session.scalars(select(Area).execution_options(populate_existing=True)).all()


def save_area(
    *,
    name: str,
    geometry: object,
    is_priority: bool = False,
    weight: float | None = 1.0,
    households: int | None = None,
    own_goal: int | None = None,
    source: str = "",
    area: Area | None = None,
    overlap: Overlap = Overlap.REFUSE,
    by: Person | None = None,
) -> Area:
    """Register an area, or change the one given, whose former outline is kept as history.

    Without a weight it weighs the eligible voters who live in it, as far as districts tell. Refused when its name
    is taken, its outline is none, or it overlaps other areas and nothing is said of that.
    """
    try:
        hold_areas()
        name = check_name(name, area)
        outline = _make_room(name, check_form(geometry), area, overlap, by)
        saved = put_area(
            area,
            name,
            outline,
            by=by,
            is_priority=is_priority,
            weight=voters_in(outline) if weight is None else weight,
            households=households,
            own_goal=own_goal,
            source=source,
        )
        finish()
    except Refused:
        db.session.rollback()
        raise
    return saved


def check_area(name: str, geometry: object, area: Area | None, overlap: Overlap = Overlap.REFUSE) -> Geometry:
    """Raise what save_area would refuse of an outline; the outline as it would be saved. Changes nothing."""
    outline = check_form(geometry)
    check_extent(outline)
    others = _others(area)
    if overlap is Overlap.LEAVE:
        outline = _left_of(name, outline, others)
        check_extent(outline)
    elif overlap is Overlap.REFUSE:
        refuse_overlap(name, outline, others)
    return outline


def retire_area(area: Area) -> None:
    """Use an area no more. What was held here stays counted here; what is planned follows its point."""
    hold_areas()
    refuse_retired(area)
    retire(area)
    finish()


def restore_area(area: Area) -> None:
    """Use a retired area again, if its name and its ground are still free."""
    hold_areas()
    if area.retired_at is None:
        raise Refused(PlaceRefusal.NOT_RETIRED)
    # the name and the ground may have been given to another meanwhile
    check_name(area.name, area)
    refuse_overlap(area.name, area.geometry, _others(area))
    area.retired_at = None
    finish()


def finish() -> None:
    """Let those follow that keep something per area, and commit."""
    db.session.flush()
    for follower in _followers:
        follower()
    db.session.commit()


def put_area(area: Area | None, name: str, geometry: Geometry, *, by: Person | None = None, **values: Any) -> Area:
    """Write a checked outline and figures into a new area or the one given."""
    refusal = rules.why_not_figures(values["weight"], values["households"], values.get("own_goal"))
    if refusal:
        raise Refused(refusal)
    label = values.pop("label", None)
    if area is None:
        area = Area(name=name)
        db.session.add(area)
        reshape(area, geometry, by=by, label=label)
    elif area.geometry != geometry:
        reshape(area, geometry, by=by, label=label)
    area.name = name
    for field, value in values.items():
        setattr(area, field, value)
    db.session.flush()
    return area


def reshape(area: Area, geometry: Geometry, *, by: Person | None, label: tuple[float, float] | None = None) -> None:
    """Give an area another outline, and keep the former one."""
    if area.id is not None:
        db.session.add(
            AreaVersion(area_id=area.id, geometry=area.geometry, valid_until=clock.now(), by_id=by.id if by else None)
        )
    area.geometry = geometry
    area.label_latitude, area.label_longitude = label or shapes.label_point(geometry)


def check_name(name: str, area: Area | None) -> str:
    """The name as it is kept; Refused when there is none or another area in use has it."""
    name = clean_line(name)
    refusal = rules.why_not_name(name)
    if refusal:
        raise Refused(refusal)
    namesake = find_area_by_name(name)
    if namesake is not None and namesake is not area:
        raise Refused(PlaceRefusal.NAME_TAKEN)
    return name


def check_form(geometry: object) -> Geometry:
    """The outline as it is kept; Refused when it is none: rings, points, crossings."""
    refusal = rules.why_not_geometry(geometry)
    if refusal:
        raise Refused(refusal)
    assert isinstance(geometry, dict)
    outline = rules.flat(geometry)
    if not shapes.is_valid(outline):
        spot = shapes.crossing(outline)
        if spot is None:
            raise Refused(PlaceRefusal.CROSSES_ITSELF)
        raise Refused(PlaceRefusal.CROSSES_ITSELF_AT, place=f"{spot[0]}, {spot[1]}")
    return outline


def check_extent(geometry: Geometry) -> None:
    """Refused when it is too small, too large, or far from all that is on the map."""
    refusal = rules.why_not_size(shapes.square_metres(geometry)) or rules.why_not_there(
        rules.bounding_box(geometry), map_box()
    )
    if refusal:
        raise Refused(refusal)


def refuse_overlap(name: str, geometry: Geometry, others: Sequence[Area]) -> None:
    """Refused, with both names, when the outline and an area have more in common than a sliver."""
    for other in others:
        common = shapes.overlap(geometry, other.geometry)
        if common:
            raise Refused(PlaceRefusal.OVERLAPS, name=name, other=other.name, hectares=hectares(common))


def refuse_retired(area: Area) -> None:
    """Refused when the area is no longer used."""
    if area.retired_at is not None:
        raise Refused(PlaceRefusal.RETIRED)


def hectares(square_metres: float) -> float:
    """Hectares as people read them: one decimal, and never 0.0 of something."""
    return max(round(square_metres / 10_000, 1), 0.1)


def _make_room(name: str, outline: Geometry, area: Area | None, overlap: Overlap, by: Person | None) -> Geometry:
    """The outline as it can be saved, after one of the two has given way where they overlap."""
    if area is not None:
        refuse_retired(area)
    if area is None or area.geometry != outline:
        outline = check_area(name, outline, area, overlap)
    if overlap is Overlap.TAKE:
        for other in _others(area):
            if shapes.overlap(outline, other.geometry):
                left = shapes.without(other.geometry, [outline])
                if left is None or rules.why_not_size(shapes.square_metres(left)):
                    retire(other)
                else:
                    reshape(other, left, by=by)
    return outline


def _left_of(name: str, outline: Geometry, others: Sequence[Area]) -> Geometry:
    overlapping = [other.geometry for other in others if shapes.overlap(outline, other.geometry)]
    if not overlapping:
        return outline
    left = shapes.without(outline, overlapping)
    if left is None:
        raise Refused(PlaceRefusal.NOTHING_LEFT, name=name)
    return left


def _others(area: Area | None) -> Sequence[Area]:
    return [other for other in areas() if other is not area]


def retire(area: Area) -> None:
    """Mark an area as no longer used."""
    # an area that nobody goes to has no share of the goals
    area.retired_at, area.is_priority, area.own_goal = clock.now(), False, None
