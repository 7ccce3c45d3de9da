"""Calendar files, read by a library that is not the one that writes them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach import clock
from outreach.db import db
from outreach.events import ical
from outreach.events.ical import Entry, calendar_file, claim_file
from outreach.events.models import Claim, Event, EventKind, EventStatus, Slot, SlotRole
from outreach.events.queries import places_in_calendar
from outreach.events.service import planning
from outreach.events.service.changing import undo_change
from outreach.events.service.claiming import claim_slot, release_claim, wait_for_slot
from outreach.events.service.moving import move_event
from outreach.people.models import Association, Person
from outreach.people.queries import association
from outreach.people.service import set_association
from tests.conftest import MakePerson
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, NOW, MakeEvent, a_plan, a_slot

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def an_entry(**changes: Any) -> Entry:
    values: dict[str, Any] = {
        "uid": "slot-1@example.org",
        "title": "Flygblad i Hagalund",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=2),
        "place": "Solna torg",
        "point": IN_HAGALUND,
        "text": "",
        "url": "https://example.org/events/1",
        "sequence": 0,
        "changed_at": NOW,
        "called_off_at": None,
    }
    return Entry(**{**values, **changes})


def read(text: str) -> list[Any]:
    """The entries of a file, as vobject reads them."""
    calendar: Any = vobject.readOne(text)
    return list(calendar.contents.get("vevent", []))


def line(text: str, name: str) -> str:
    """One line of a file, unfolded: "SEQUENCE" gives "0"."""
    lines = text.replace("\r\n ", "").split("\r\n")
    [found] = [line.partition(":")[2] for line in lines if line.partition(":")[0].partition(";")[0] == name]
    return found


# ---- the format


@pytest.mark.parametrize(
    "written",
    [
        "2027-03-27 10:00",
        "2027-03-28 01:30",
        "2027-03-28 03:00",
        "2027-03-28 10:00",
        "2027-10-30 10:00",
        "2027-10-31 01:30",
        "2027-10-31 03:30",
        "2027-10-31 10:00",
        "2035-07-01 17:00",
    ],
)
def test_times_are_stockholms_across_both_changes_of_the_clock(app: Flask, written: str) -> None:
    """vobject makes its own zone of the VTIMEZONE in the file: it knows nothing of Stockholm otherwise."""
    wall = datetime.fromisoformat(written)
    starts_at = wall.replace(tzinfo=STOCKHOLM).astimezone(UTC)

    text = calendar_file("", [an_entry(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))])

    [event] = read(text)
    assert f"DTSTART;TZID=Europe/Stockholm:{wall:%Y%m%dT%H%M%S}\r\n" in text
    assert event.dtstart.value.replace(tzinfo=None) == wall
    assert event.dtstart.value.astimezone(UTC) == starts_at
    assert event.dtend.value.astimezone(UTC) == starts_at + timedelta(hours=1)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.sampled_from(';,\\"\n\r:åäöÅÄÖ😀'),
    max_size=300,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, place=TEXTS)
def test_whatever_a_text_holds_it_stays_a_text(title: str, place: str) -> None:
    text = calendar_file("", [an_entry(title=title, place=place)])

    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75, "folded, counted in octets"
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    [event] = read(text)
    # icalendar takes a backslash before a capital N for the line break that RFC 5545 lets it be
    said = title.replace("\\N", "\n").replace("\r", "\n")
    assert event.summary.value.split() == said.split()
    assert sorted(event.contents) == sorted(
        ["uid", "dtstamp", "last-modified", "sequence", "dtstart", "dtend", "summary", "status", "geo", "url"]
        + (["location"] if place else [])
    )


def test_nobody_adds_a_line_by_a_title() -> None:
    """The control: the same text, were it written as it is, would be an entry of its own."""
    title = "Flygblad\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Smuggled\r\nATTENDEE:mailto:a@example.org"

    text = calendar_file("", [an_entry(title=title)])

    [event] = read(text)
    assert "attendee" not in event.contents
    assert event.summary.value == title.replace("\r\n", "\n")
    naive = text.replace(line(text, "SUMMARY"), title) if "\r\n " not in text else "\r\n".join(
        title if part.startswith("SUMMARY") else part for part in text.replace("\r\n ", "").split("\r\n")
    ).replace("\r\nFlygblad\r\n", "\r\nSUMMARY:Flygblad\r\n")  # fmt: skip
    assert len(read(naive)) == 2


# ---- a person's own slots


@pytest.fixture
def maja(person: MakePerson) -> Person:
    return person(name="Maja Lind", email="maja@example.org")


@pytest.fixture
def ours(app: Flask) -> Association:
    set_association(name="Vänsterpartiet Solna", municipality="Solna", contact_email="hej@example.org")
    return db.session.get_one(Association, 1)


def file_of(person: Person) -> str:
    return calendar_file("Mina pass", [ical.slot_entry(claims, association()) for claims in places_in_calendar(person)])


def test_a_place_as_a_file_for_a_mail(make_event: MakeEvent, maja: Person, solna: None, ours: Association) -> None:
    event = make_event(point=IN_HAGALUND, title="Vänsterpartiet delar ut", place="Solna torg; vid fontänen, nära T")
    claim = claim_slot(event.slots[0].id, maja)

    text = claim_file(claim)

    [entry] = read(text)
    assert line(text, "METHOD") == "PUBLISH"
    assert entry.summary.value == "Flygblad i Hagalund", "neither the title that was typed nor the association"
    assert entry.location.value == "Solna torg; vid fontänen, nära T"
    assert line(text, "GEO") == "59.3622;18.0088"
    assert entry.status.value == "CONFIRMED"
    assert entry.url.value.endswith(f"/events/{event.id}")
    assert "änsterpartiet" not in text.replace("\r\n ", "")


def test_in_the_readers_language(make_event: MakeEvent, maja: Person, solna: None, ours: Association) -> None:
    maja.language = "en"
    claim = claim_slot(make_event(point=IN_HAGALUND).slots[0].id, maja)

    assert line(claim_file(claim), "SUMMARY") == "Leaflets in Hagalund"


def test_the_association_may_want_to_be_named(
    make_event: MakeEvent, maja: Person, solna: None, ours: Association
) -> None:
    ours.is_discreet = False
    claim = claim_slot(make_event(title="Vänsterpartiet delar ut", place="Vänsterpartiets lokal").slots[0].id, maja)

    text = claim_file(claim)

    assert line(text, "SUMMARY") == "Vänsterpartiet delar ut"
    assert line(text, "LOCATION") == "Vänsterpartiets lokal"


def test_a_place_that_names_the_association_is_called_by_its_area(
    make_event: MakeEvent, maja: Person, solna: None, ours: Association
) -> None:
    claim = claim_slot(make_event(point=IN_HAGALUND, place="Vänsterpartiets lokal").slots[0].id, maja)

    assert line(claim_file(claim), "LOCATION") == "Hagalund"


def test_only_what_is_mine_and_nobody_elses_name(
    make_event: MakeEvent, maja: Person, person: MakePerson, organiser: Person
) -> None:
    other = person(name="Kanarie Andersson", email="kanarie@example.org")
    shared, others = make_event(description="Ring Olle Berg, 070-123 45 67"), make_event(day=date(2027, 3, 20))
    claim_slot(shared.slots[0].id, maja)
    for event in (shared, others):
        claim_slot(event.slots[0].id, other)

    text = file_of(maja)

    assert len(read(text)) == 1
    assert not any(word in text for word in ("Kanarie", "kanarie", "Olle", "olle@", "070", "Maja", "maja@"))


# ---- what changes


def numbers(person: Person) -> tuple[str, int, str, str]:
    """Of the one entry: uid, sequence, last-modified, status."""
    text = file_of(person)
    return line(text, "UID"), int(line(text, "SEQUENCE")), line(text, "LAST-MODIFIED"), line(text, "STATUS")


def test_each_change_has_a_higher_number_and_the_same_uid(make_event: MakeEvent, maja: Person) -> None:
    event = make_event()
    slot_id = event.slots[0].id
    claim = claim_slot(slot_id, maja)
    seen = [numbers(maja)]
    tokens: list[Any] = []

    def edit_slot() -> None:
        planning.edit_slot(db.session.get_one(Slot, slot_id), a_slot(role=SlotRole.DRIVER))

    steps: list[Callable[[], object]] = [
        lambda: tokens.append(move_event(event, date(2027, 3, 20)).token),
        lambda: undo_change(tokens[0]),
        lambda: planning.edit_event(event, a_plan(place="Solna station")),
        lambda: planning.edit_event(event, a_plan(place="Solna station", kind=EventKind.SQUARE_MEETING)),
        edit_slot,
        lambda: release_claim(claim),
        lambda: claim_slot(slot_id, maja),
        lambda: planning.cancel_event(event),
    ]
    for minute, step in enumerate(steps, 1):
        # within the ten seconds in which a move can be undone
        with clock.standing_at(NOW + timedelta(seconds=minute)):
            step()
            db.session.expire_all()
            seen.append(numbers(maja))

    uids, sequences, modified, statuses = zip(*seen, strict=True)
    assert len(set(uids)) == 1
    assert list(sequences) == sorted(set(sequences)), "each one higher than the one before"
    assert list(modified) == sorted(set(modified))
    assert list(statuses) == ["CONFIRMED"] * 6 + ["CANCELLED", "CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize("change", [{"description": "Ta med vatten"}, {}], ids=["a text that no file holds", "nothing"])
def test_what_no_subscriber_sees_counts_nothing(make_event: MakeEvent, change: dict[str, Any]) -> None:
    event = make_event()
    before = event.sequence

    planning.edit_event(event, a_plan(**change))
    db.session.refresh(event)

    assert event.sequence == before


def test_a_new_event_begins_at_nought(make_event: MakeEvent) -> None:
    assert make_event(EventStatus.DRAFT).sequence == 0


def test_an_event_and_its_slots_can_be_deleted(make_event: MakeEvent) -> None:
    """The counter looks at what is deleted too, and must not stumble over an event that goes with its slots."""
    event = make_event()
    db.session.delete(event)
    db.session.commit()

    assert db.session.scalars(db.select(Event)).all() == []


@pytest.mark.parametrize("how", ["stepped back", "cancelled"])
def test_what_is_called_off_is_said_so_for_thirty_days(make_event: MakeEvent, maja: Person, how: str) -> None:
    event = make_event(day=date(2027, 6, 5))
    claim = claim_slot(event.slots[0].id, maja)
    if how == "cancelled":
        planning.cancel_event(event)
    else:
        release_claim(claim)

    with clock.standing_at(NOW + timedelta(days=29, hours=23)):
        [entry] = read(file_of(maja))
        assert entry.status.value == "CANCELLED"
    with clock.standing_at(NOW + timedelta(days=30)):
        assert read(file_of(maja)) == []


def test_to_wait_is_no_place(make_event: MakeEvent, maja: Person, person: MakePerson) -> None:
    slot_id = make_event(slots=[a_slot(capacity=1)]).slots[0].id
    first = claim_slot(slot_id, person())
    waiting = wait_for_slot(slot_id, maja)
    assert read(file_of(maja)) == []

    release_claim(waiting)
    assert read(file_of(maja)) == [], "nothing was there that could be called off"

    wait_for_slot(slot_id, maja)
    release_claim(first)
    [entry] = read(file_of(maja))
    assert entry.status.value == "CONFIRMED"


def test_a_file_is_the_same_bytes_until_something_changes(make_event: MakeEvent, maja: Person) -> None:
    claim_slot(make_event().slots[0].id, maja)

    first = file_of(maja)
    with clock.standing_at(NOW + timedelta(hours=5)):
        assert file_of(maja) == first


def test_times_of_the_slot_not_of_the_event(make_event: MakeEvent, maja: Person) -> None:
    event = make_event(slots=[a_slot(start=time(14), end=time(15))])
    claim_slot(event.slots[0].id, maja)

    [entry] = read(file_of(maja))

    assert entry.dtstart.value.replace(tzinfo=None) == datetime.combine(NEXT_SATURDAY, time(14))


def test_the_mail_that_calls_off(make_event: MakeEvent, maja: Person) -> None:
    claim = claim_slot(make_event().slots[0].id, maja)
    before = claim_file(claim)
    release_claim(claim)

    text = claim_file(db.session.get_one(Claim, claim.id))

    assert line(text, "STATUS") == "CANCELLED"
    assert line(text, "UID") == line(before, "UID")
    assert int(line(text, "SEQUENCE")) == int(line(before, "SEQUENCE")) + 1
