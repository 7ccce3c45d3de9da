"""Saving areas: overlaps, history, what is planned follows, retiring and bringing back; splitting and merging."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus
from outreach.people.models import Role
from outreach.places import geometry, queries, service
from outreach.places.models import Area, AreaVersion, District
from outreach.places.rules import PlaceRefusal
from outreach.places.service import Overlap
from outreach.refusals import Refused
from tests.conftest import MakePerson
from tests.places.shapes import box, cuts, line, outlines, polygon

WEST, EAST = box(18.0, 59.3, 18.1, 59.4), box(18.1, 59.3, 18.2, 59.4)
MIDDLE = box(18.05, 59.3, 18.15, 59.4)


def save(name: str, outline: dict[str, Any], **values: Any) -> Area:
    return service.save_area(name=name, geometry=outline, **values)


def reason(refused: pytest.ExceptionInfo[Refused]) -> object:
    return refused.value.reason


def add_event(day: date, point: tuple[float, float] | None, area: Area | None, status: EventStatus) -> Event:
    start = clock.day_start(day)
    event = Event(
        kind=EventKind.LEAFLET_DROP,
        title="Somewhere",
        starts_at=start,
        ends_at=clock.day_end(day),
        status=status,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        area_id=area.id if area else None,
        created_at=start,
        changed_at=start,
    )
    db.session.add(event)
    db.session.commit()
    return event


def no_two_overlap() -> bool:
    living = queries.areas()
    return not any(
        geometry.overlap(one.geometry, other.geometry) for one in living for other in living if one.id < other.id
    )


# ---- overlaps


def test_overlapping_areas_are_refused_with_both_names(app: Flask) -> None:
    save("West", WEST)

    with pytest.raises(Refused) as refused:
        save("Middle", MIDDLE)

    assert reason(refused) is PlaceRefusal.OVERLAPS
    assert {"Middle", "West"} <= set(refused.value.text.replace(":", " ").split())
    assert [area.name for area in queries.areas()] == ["West"]


def test_the_new_area_may_leave_what_others_have(app: Flask) -> None:
    west = save("West", WEST)

    middle = save("Middle", MIDDLE, overlap=Overlap.LEAVE)

    assert west.geometry == WEST
    assert geometry.square_metres(middle.geometry) == pytest.approx(geometry.square_metres(MIDDLE) / 2, rel=0.01)
    assert no_two_overlap()


def test_the_new_area_may_take_what_others_have(app: Flask, person: MakePerson) -> None:
    organiser = person(Role.ORGANISER)
    west = save("West", WEST)

    middle = save("Middle", MIDDLE, overlap=Overlap.TAKE, by=organiser)

    assert middle.geometry == MIDDLE
    assert queries.area_at(59.35, 18.07) is middle
    assert queries.area_at(59.35, 18.02) is west
    [(former, who)] = queries.versions_of(west)
    assert (former.geometry, who) == (WEST, organiser.name)
    assert no_two_overlap()


def test_an_area_that_loses_everything_is_retired(app: Flask) -> None:
    west = save("West", WEST)

    save("All", box(17.9, 59.2, 18.3, 59.5), overlap=Overlap.TAKE)

    assert west.retired_at is not None
    assert [area.name for area in queries.areas()] == ["All"]


def test_nothing_left_is_refused(app: Flask) -> None:
    save("All", box(17.9, 59.2, 18.3, 59.5))

    with pytest.raises(Refused) as refused:
        save("West", WEST, overlap=Overlap.LEAVE)

    assert reason(refused) is PlaceRefusal.NOTHING_LEFT


@pytest.mark.parametrize(
    ("outline", "refusal"),
    [
        (box(18.0, 59.3, 18.0002, 59.3001), PlaceRefusal.TOO_SMALL),
        (box(-20.0, 40.0, 40.0, 80.0), PlaceRefusal.TOO_LARGE),
        (box(59.3, 18.0, 59.4, 18.1), PlaceRefusal.FAR_AWAY),
        (polygon([18.0, 59.3], [18.1, 59.3], [18.0, 59.3]), PlaceRefusal.TOO_FEW_POINTS),
        ({"type": "Point", "coordinates": [18.0, 59.3]}, PlaceRefusal.BAD_GEOMETRY),
    ],
)
def test_slips_of_the_hand_are_refused(app: Flask, outline: dict[str, Any], refusal: PlaceRefusal) -> None:
    save("East", EAST)

    with pytest.raises(Refused) as refused:
        save("Slip", outline)

    assert reason(refused) is refusal


EDITS = st.lists(st.tuples(st.integers(0, 3), outlines(spread=0.02), st.sampled_from(list(Overlap))), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(edits=EDITS, cut=cuts())
def test_no_two_areas_overlap_after_any_edit(app: Flask, edits: list[Any], cut: dict[str, Any]) -> None:
    for table in (AreaVersion, Area):
        db.session.execute(delete(table))
    db.session.commit()

    for number, outline, overlap in edits:
        area = queries.find_area_by_name(f"Area {number}")
        before = [(each.name, each.geometry) for each in queries.areas()]
        try:
            save(f"Area {number}", outline, area=area, overlap=overlap)
        except Refused:
            assert [(each.name, each.geometry) for each in queries.areas()] == before
        assert no_two_overlap()
    for area in queries.areas():
        try:
            service.split_area(area, cut, f"{area.name} south")
        except Refused as refused:
            assert refused.reason in (PlaceRefusal.NOT_CUT_IN_TWO, PlaceRefusal.TOO_SMALL)  # noqa: PT017
        assert no_two_overlap()


# ---- history and followers


def test_an_edit_keeps_the_former_outline_and_figures_alone_keep_none(app: Flask) -> None:
    west = save("West", WEST)

    save("West", WEST, area=west, weight=7)
    assert queries.versions_of(west) == []

    save("West", box(18.0, 59.3, 18.1, 59.35), area=west)
    [(former, who)] = queries.versions_of(west)
    assert (former.geometry, who) == (WEST, None)
    assert queries.find_version(west, former.id) is former
    assert queries.find_version(save("East", EAST), former.id) is None


TODAY = date(2027, 3, 6)
YESTERDAY, TOMORROW = date(2027, 3, 5), date(2027, 3, 7)
IN_EAST_HALF = (59.35, 18.07)


@pytest.mark.parametrize(
    ("day", "status", "follows"),
    [
        (TOMORROW, EventStatus.SCHEDULED, True),
        (TOMORROW, EventStatus.DRAFT, True),
        (TOMORROW, EventStatus.CANCELLED, False),
        (YESTERDAY, EventStatus.SCHEDULED, False),
        (YESTERDAY, EventStatus.HELD, False),
    ],
)
def test_what_is_planned_follows_its_point_what_has_been_keeps_its_area(
    app: Flask, day: date, status: EventStatus, follows: bool
) -> None:
    with clock.standing_at(clock.day_start(TODAY)):
        west = save("West", WEST)
        event = add_event(day, IN_EAST_HALF, west, status)

        middle = save("Middle", MIDDLE, overlap=Overlap.TAKE)

    assert event.area_id == (middle.id if follows else west.id)


def test_without_a_point_what_is_planned_keeps_its_area_until_that_is_retired(app: Flask) -> None:
    with clock.standing_at(clock.day_start(TODAY)):
        west = save("West", WEST)
        event = add_event(TOMORROW, None, west, EventStatus.SCHEDULED)
        save("Middle", MIDDLE, overlap=Overlap.TAKE)
        assert event.area_id == west.id

        service.retire_area(west)

    assert event.area_id is None


# ---- retiring


def test_a_retired_area_leaves_map_and_goals_and_frees_its_name(app: Flask) -> None:
    west = save("West", WEST, is_priority=True, own_goal=4)

    service.retire_area(west)

    assert queries.areas() == []
    assert list(queries.areas(also=[west.id])) == list(queries.retired_areas()) == [west]
    assert queries.area_at(59.35, 18.05) is None
    assert queries.bounds() is None
    assert (west.is_priority, west.own_goal) == (False, None)
    assert save("West", WEST).id != west.id


def test_a_retired_area_comes_back_if_its_name_and_ground_are_free(app: Flask) -> None:
    west = save("West", WEST)
    with pytest.raises(Refused) as refused:
        service.restore_area(west)
    assert reason(refused) is PlaceRefusal.NOT_RETIRED
    service.retire_area(west)
    with pytest.raises(Refused) as refused:
        service.retire_area(west)
    assert reason(refused) is PlaceRefusal.RETIRED
    with pytest.raises(Refused) as refused:
        save("West", WEST, area=west)
    assert reason(refused) is PlaceRefusal.RETIRED

    other = save("Middle", MIDDLE)
    with pytest.raises(Refused) as refused:
        service.restore_area(west)
    assert reason(refused) is PlaceRefusal.OVERLAPS
    service.retire_area(other)
    service.restore_area(west)

    assert [area.name for area in queries.areas()] == ["West"]


# ---- weights, splitting, merging


def add_districts() -> None:
    for code, outline, voters in (("1", WEST, 1000), ("2", EAST, 3000)):
        db.session.add(District(code=code, name=code, eligible_voters=voters, geometry=outline))
    db.session.commit()


def test_without_a_weight_an_area_weighs_the_voters_who_live_there(app: Flask) -> None:
    assert save("Before", WEST, weight=None).weight == 1
    add_districts()

    assert save("Middle", MIDDLE, weight=None, overlap=Overlap.TAKE).weight == pytest.approx(2000, rel=0.01)


def test_split(app: Flask, person: MakePerson) -> None:
    organiser = person(Role.ORGANISER)
    west = save("West", WEST, weight=100, households=1000, is_priority=True, source="Drawn")

    part = service.split_area(west, line([18.08, 59.2], [18.08, 59.5]), " New  part ", by=organiser)

    assert (west.name, part.name) == ("West", "New part")
    assert (west.households, part.households) == (800, 200)
    assert [west.weight, part.weight] == pytest.approx([80, 20])
    assert part.is_priority
    assert part.source == "Drawn"
    assert queries.area_at(59.35, 18.02) is west
    assert queries.area_at(59.35, 18.09) is part
    assert [(former.geometry, who) for former, who in queries.versions_of(west)] == [(WEST, organiser.name)]


def test_split_goes_by_where_the_voters_live(app: Flask) -> None:
    add_districts()
    whole = save("Whole", box(18.0, 59.3, 18.2, 59.4), weight=8, households=None)

    part = service.split_area(whole, line([18.11, 59.2], [18.11, 59.5]), "East")

    assert part.weight == pytest.approx(8 * 0.9 * 3000 / 4000, rel=0.01)
    assert (whole.households, part.households) == (None, None)


@pytest.mark.parametrize(
    ("cut", "name", "refusal"),
    [
        (line([18.05, 59.2], [18.05, 59.301]), "New", PlaceRefusal.NOT_CUT_IN_TWO),
        (line([18.02, 59.2], [18.02, 59.5], [18.05, 59.5], [18.05, 59.2]), "New", PlaceRefusal.NOT_CUT_IN_TWO),
        (line([18.00001, 59.2], [18.00001, 59.5]), "New", PlaceRefusal.TOO_SMALL),
        (line([18.05, 59.2]), "New", PlaceRefusal.BAD_LINE),
        (None, "New", PlaceRefusal.BAD_LINE),
        (line([18.05, 59.2], [18.05, 59.5]), "west", PlaceRefusal.NAME_TAKEN),
    ],
)
def test_a_line_that_cuts_nothing_in_two_is_refused(app: Flask, cut: object, name: str, refusal: object) -> None:
    west = save("West", box(18.0, 59.3, 18.1, 59.302))

    with pytest.raises(Refused) as refused:
        service.split_area(west, cut, name)

    assert reason(refused) is refusal
    assert [area.name for area in queries.areas()] == ["West"]


def test_merge(app: Flask, person: MakePerson) -> None:
    organiser = person(Role.ORGANISER)
    west = save("West", WEST, weight=1, households=100)
    east = save("East", EAST, weight=2, households=50, is_priority=True)

    stays = service.merge_areas([west, east], by=organiser)

    assert stays is west
    assert (west.weight, west.households, west.is_priority) == (3, 150, True)
    assert east.retired_at is not None
    assert geometry.square_metres(west.geometry) == pytest.approx(
        geometry.square_metres(WEST) + geometry.square_metres(EAST)
    )
    assert queries.area_at(59.35, 18.15) is west
    assert [who for _former, who in queries.versions_of(west)] == [organiser.name]


def test_merging_areas_of_unknown_size_keeps_it_unknown(app: Flask) -> None:
    west, east = save("West", WEST, households=100), save("East", EAST)

    assert service.merge_areas([west, east]).households is None


@pytest.mark.parametrize(
    ("names", "refusal"),
    [
        (["West"], PlaceRefusal.PICK_TWO),
        (["West", "West"], PlaceRefusal.PICK_TWO),
        ([], PlaceRefusal.PICK_TWO),
        (["West", "Far"], PlaceRefusal.NO_COMMON_BORDER),
        (["West", "East", "Far"], PlaceRefusal.NO_COMMON_BORDER),
    ],
)
def test_only_neighbours_are_merged(app: Flask, names: list[str], refusal: PlaceRefusal) -> None:
    save("West", WEST)
    save("East", EAST)
    save("Far", box(18.3, 59.3, 18.4, 59.4))
    areas = [area for name in names if (area := queries.find_area_by_name(name))]

    with pytest.raises(Refused) as refused:
        service.merge_areas(areas)

    assert reason(refused) is refusal
    assert len(queries.areas()) == 3
    assert db.session.scalars(select(AreaVersion)).all() == []
