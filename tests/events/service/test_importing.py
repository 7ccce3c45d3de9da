"""From a file to drafts: what is looked over, what is written, and that a second yes changes nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as listening
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus, ImportDraft
from outreach.events.rules.importing import FileRefusal
from outreach.events.service import planning
from outreach.events.service.importing import (
    MOST_CHOICES,
    Choice,
    Preview,
    confirm_import,
    forget_imports,
    get_kept,
    import_rows,
    keep_import,
    look_over,
    read_file,
)
from outreach.people.models import Person, Role
from outreach.places.models import Venue
from outreach.places.queries import find_venue_by_name
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.conftest import MakePerson
from tests.counting import fingerprint, queries
from tests.events.conftest import NOW

TABLE = """Dag;Start;Slut;Typ;Rubrik;Plats;Område;Antal;Latitud;Longitud;Info
2027-03-13;13:00;15:00;Flygblad;Flygblad vid torget;Hagalunds torg;;4;;;Ta med väst
2027-03-14;11:00;13:00;Torgmöte;;Under bron;Huvudsta;;;;
2027-03-15;sent;;;;;;;;;
2027-03-16;18:00;20:00;Studiecirkel;Cirkel;Hemma hos Eva;;2;;;
"""


def table_of(*lines: str) -> bytes:
    return "\n".join(["Dag;Start;Typ;Plats;Område;Latitud;Longitud", *lines]).encode()


def look(data: bytes | str = TABLE, choices: dict[str, Choice] | None = None) -> Preview:
    return look_over(*read_file(data if isinstance(data, bytes) else data.encode()), choices)


def warnings(preview: Preview) -> dict[int, list[str]]:
    return {row.number: [note.reason.code for note in row.warnings] for row in preview.good}


def events() -> Sequence[Event]:
    return db.session.scalars(select(Event).order_by(Event.starts_at)).all()


def venue(name: str) -> Venue:
    found = find_venue_by_name(name)
    assert found is not None
    return found


# ---- looking


def test_good_rows_bad_rows_and_unknown_places(solna: None) -> None:
    preview = look()

    assert [row.number for row in preview.good] == [2, 3, 5]
    assert [row.number for row in preview.bad] == [4]
    assert [(place.name, place.rows) for place in preview.unknown] == [("Under bron", 1), ("Hemma hos Eva", 1)]
    assert preview.spots[2].venue_id == venue("Hagalunds torg").id
    assert preview.spots[2].area is not None
    assert preview.spots[2].area.name == "Hagalund"
    assert preview.spots[3].area is not None
    assert preview.spots[3].area.name == "Huvudsta"
    assert preview.known == frozenset()


def test_looking_writes_nothing(solna: None) -> None:
    before = fingerprint()

    look()

    assert fingerprint() == before


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2027-03-13;13-15;Flygblad;Hagalunds torg;Hagalund;;", []),
        ("2027-03-13;13-15;Flygblad;Hagalunds torg;Huvudsta;;", ["OTHER_AREA"]),
        ("2027-03-13;13-15;Flygblad;Hagalunds torg;Atlantis;;", ["UNKNOWN_AREA"]),
        ("2027-03-13;13-15;Flygblad;;Atlantis;;", ["UNKNOWN_AREA"]),
        ("2027-03-13;13-15;Flygblad;Kajen;;59,0;18,0", ["OUTSIDE_AREAS"]),
        ("2027-03-13;13-15;Flygblad;Hagalunds torg;;59,0;18,0", ["OUTSIDE_AREAS"]),
        ("2027-03-05;13-15;Flygblad;HAGALUNDS  TORG;;;", ["PAST_DAY"]),
    ],
)
def test_what_should_be_looked_at(solna: None, line: str, expected: list[str]) -> None:
    assert warnings(look(table_of(line))) == {2: expected}


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("Hagalunds torget", "Hagalunds torg"),
        ("Näckrosen", "Näckrosen, Filmstaden"),
        ("Under bron", None),
        ("Sol", None),
    ],
)
def test_a_place_that_is_spelt_nearly_so_is_offered(solna: None, name: str, saved: str | None) -> None:
    [place] = look(table_of(f"2027-03-13;13;Flygblad;{name};;;")).unknown

    assert place.closest is (venue(saved) if saved else None)


def test_only_so_many_places_are_asked_about(solna: None) -> None:
    lines = [f"2027-03-13;{hour};Flygblad;Ställe {hour}-{more};;;" for hour in range(10, 20) for more in range(5)]

    assert len(look(table_of(*lines)).unknown) == MOST_CHOICES < 50


def test_what_is_in_the_calendar_is_known(solna: None, organiser: Person) -> None:
    import_rows(look())

    again = look()

    assert again.known == {2, 3, 5}
    assert warnings(again)[2] == ["ALREADY_THERE"]


def test_what_was_cancelled_may_be_planned_anew(solna: None) -> None:
    import_rows(look())
    for event in events():
        planning.publish_event(event)
        planning.cancel_event(event)

    assert look().known == frozenset()


def test_a_large_table_asks_the_database_no_more_than_a_small_one(app: Flask, solna: None) -> None:
    def asked(rows: int) -> int:
        lines = [f"{date(2027, 4, 1) + timedelta(days=day)};13-15;Flygblad;Hagalunds torg;;;" for day in range(rows)]
        with queries(app) as seen:
            assert len(look(table_of(*lines)).good) == rows
        return len(seen)

    assert asked(300) == asked(1) <= 8


# ---- writing


def test_good_rows_become_drafts(solna: None, organiser: Person) -> None:
    draft = keep_import(TABLE.encode(), "plan.csv", organiser)
    assert events() == []

    confirm_import(draft, organiser, {})

    first, second, third = events()
    assert {event.status for event in (first, second, third)} == {EventStatus.DRAFT}
    assert (first.kind, first.title, first.place, first.description) == (
        EventKind.LEAFLET_DROP,
        "Flygblad vid torget",
        "Hagalunds torg",
        "Ta med väst",
    )
    assert clock.local(first.starts_at).isoformat() == "2027-03-13T13:00:00+01:00"
    assert first.venue is venue("Hagalunds torg")
    assert (first.latitude, first.longitude) == (first.venue.latitude, first.venue.longitude)
    assert [(slot.needed, slot.capacity) for slot in first.slots] == [(4, 4)]
    assert first.responsible is organiser
    assert (second.place, second.venue, second.latitude, second.slots) == ("Under bron", None, None, [])
    assert second.area is not None
    assert second.area.name == "Huvudsta"
    assert third.area is None
    assert (draft.imported, draft.first_on, draft.imported_at) == (3, date(2027, 3, 13), NOW)
    assert [number for number, _ in draft.rows] == [4], "only what is to mend is kept"


def test_places_are_linked_or_saved_as_was_chosen(solna: None, organiser: Person) -> None:
    centrum = venue("Huvudsta torg")
    choices = {"under bron": Choice(venue_id=centrum.id), "hemma hos eva": Choice(point=(59.3622, 18.0088))}
    draft = keep_import(TABLE.encode(), "plan.csv", organiser)

    confirm_import(draft, organiser, choices)

    _, linked, saved = events()
    assert (linked.place, linked.venue) == ("Huvudsta torg", centrum)
    assert (linked.latitude, linked.longitude) == (centrum.latitude, centrum.longitude)
    assert saved.venue is venue("Hemma hos Eva")
    assert saved.area is not None
    assert saved.area.name == "Hagalund"


def test_a_second_yes_changes_nothing(solna: None, organiser: Person) -> None:
    draft = keep_import(TABLE.encode(), "plan.csv", organiser)
    confirm_import(draft, organiser, {"under bron": Choice(point=(59.36, 18.0))})
    before = fingerprint()

    confirm_import(draft, organiser, {"hemma hos eva": Choice(point=(59.36, 18.0))}, again=True)

    assert fingerprint() == before


def test_two_yeses_at_the_same_moment_are_one(app: Flask, solna: None, organiser: Person) -> None:
    draft_id = keep_import(TABLE.encode(), "plan.csv", organiser).id
    person_id = organiser.id

    def confirm() -> int:
        with app.app_context():
            person = db.session.get_one(Person, person_id)
            return confirm_import(get_kept(draft_id, person), person, {}).imported

    assert at_once([partial(confirm)] * 8) == [3] * 8
    assert db.session.scalar(select(func.count()).select_from(Event)) == 3


def test_what_is_there_is_left_out_unless_asked_for(solna: None, organiser: Person) -> None:
    for again, total in ((False, 3), (False, 3), (True, 6)):
        draft = keep_import(TABLE.encode(), "plan.csv", organiser)
        confirm_import(draft, organiser, {}, again=again)
        assert len(events()) == total


def test_all_or_none(solna: None, organiser: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after the second event: a listener of the session stands in for it."""
    draft = keep_import(TABLE.encode(), "plan.csv", organiser)
    before = fingerprint()
    made: list[Any] = []

    def fail_at_the_third(_mapper: object, _connection: object, event: Event) -> None:
        made.append(event)
        if len(made) == 3:
            raise OSError("no space left on device")

    listening.listen(Event, "before_insert", fail_at_the_third)
    try:
        with pytest.raises(OSError, match="no space"):
            confirm_import(draft, organiser, {"under bron": Choice(point=(59.36, 18.0))})
    finally:
        listening.remove(Event, "before_insert", fail_at_the_third)

    assert fingerprint() == before


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hej\nhopp", FileRefusal.NO_HEADER),
        (b"Dag;Plats\n2027-03-05;Torget", FileRefusal.NO_HEADER),
        (b"", FileRefusal.EMPTY),
        (b"\x00", FileRefusal.NOT_A_TABLE),
    ],
)
def test_a_file_that_is_no_plan_is_refused_and_nothing_is_kept(
    organiser: Person, data: bytes, reason: FileRefusal
) -> None:
    with pytest.raises(Refused) as caught:
        keep_import(data, "x", organiser)

    assert caught.value.reason is reason
    assert db.session.scalars(select(ImportDraft)).all() == []


# ---- keeping


def test_an_import_is_kept_for_a_day_and_for_its_person(organiser: Person, person: MakePerson) -> None:
    draft = keep_import(TABLE.encode(), "plan.csv", organiser)
    other = person(Role.ORGANISER)

    with clock.standing_at(NOW + timedelta(hours=24)):
        forget_imports()
        assert get_kept(draft.id, organiser) is draft
    with pytest.raises(NoResultFound):
        get_kept(draft.id, other)
    with clock.standing_at(NOW + timedelta(hours=24, seconds=1)):
        with pytest.raises(NoResultFound):
            get_kept(draft.id, organiser)
        forget_imports()
    assert db.session.scalars(select(ImportDraft)).all() == []
