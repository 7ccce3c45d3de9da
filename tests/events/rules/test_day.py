"""Who leads a day, whom they may call, and when it is noted who came."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.models import ClaimState, EventStatus
from outreach.events.rules.day import DayRefusal, may_call, may_lead, number_to_call, why_not_note

START = datetime(2027, 3, 13, 12, 0, tzinfo=UTC)
DAY = date(2027, 3, 13)
ME, OTHER = 7, 8


@dataclass
class Event:
    status: EventStatus = EventStatus.SCHEDULED


@dataclass
class Slot:
    starts_at: datetime = START
    event: Event = field(default_factory=Event)


@dataclass
class Claim:
    state: ClaimState = ClaimState.ACTIVE
    slot: Slot = field(default_factory=Slot)


@pytest.mark.parametrize(
    ("responsible", "is_organiser", "leads"),
    [(ME, False, True), (ME, True, True), (OTHER, False, False), (OTHER, True, True), (None, False, False)],
)
def test_who_leads(responsible: int | None, is_organiser: bool, leads: bool) -> None:
    assert may_lead(responsible, ME, is_organiser) is leads


@pytest.mark.parametrize(
    ("responsible", "days_before", "calls"),
    [
        (ME, 2, False),
        (ME, 1, True),
        (ME, 0, True),
        (ME, -1, True),
        (ME, -2, False),
        (OTHER, 0, False),
        (None, 0, False),
    ],
)
def test_who_is_called_by_whom_and_when(responsible: int | None, days_before: int, calls: bool) -> None:
    assert may_call(responsible, ME, DAY, DAY - timedelta(days=days_before)) is calls


@given(st.one_of(st.none(), st.integers(1, 9)), st.integers(1, 9), st.integers(-400, 400))
def test_nobody_is_called_by_others_or_at_another_time(responsible: int | None, person: int, days: int) -> None:
    if may_call(responsible, person, DAY, DAY + timedelta(days=days)):
        assert may_lead(responsible, person, False)
        assert abs(days) <= 1


@pytest.mark.parametrize(
    ("claim", "minutes_before", "refusal"),
    [
        (Claim(), 61, DayRefusal.TOO_EARLY),
        (Claim(), 60, None),
        (Claim(), -3000, None),
        (Claim(slot=Slot(event=Event(EventStatus.HELD))), -3000, None),
        (Claim(state=ClaimState.RELEASED), 0, DayRefusal.NO_PLACE),
        (Claim(state=ClaimState.WAITING), 0, DayRefusal.NO_PLACE),
        (Claim(slot=Slot(event=Event(EventStatus.CANCELLED))), 0, DayRefusal.NO_PLACE),
        (Claim(slot=Slot(event=Event(EventStatus.DRAFT))), 0, DayRefusal.TOO_EARLY),
    ],
)
def test_when_it_is_noted_who_came(claim: Claim, minutes_before: int, refusal: DayRefusal | None) -> None:
    assert why_not_note(claim, START - timedelta(minutes=minutes_before)) == refusal


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("070-123 45 67", "0701234567"),
        ("+46 70 123 45 67", "+46701234567"),
        (" +46701", "+46701"),
        ("+4670", ""),
        ("", ""),
        ("ring Maja", ""),
        ("12", ""),
        ("0701234567;phone-context=evil", "0701234567"),
        ("javascript:alert(1)", ""),
    ],
)
def test_numbers_as_a_telephone_takes_them(typed: str, number: str) -> None:
    assert number_to_call(typed) == number


@given(st.text(max_size=40))
def test_a_number_is_digits_or_nothing(typed: str) -> None:
    assert number_to_call(typed).removeprefix("+").strip("0123456789") == ""
