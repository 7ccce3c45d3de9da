"""What calendar files say of an entry: its number rises, cancelled ones stay a while, no name slips in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.models.kinds import ClaimState, EventStatus
from outreach.events.rules import ical as rules

NOW = datetime(2027, 3, 6, 9, tzinfo=UTC)


@dataclass
class AnEvent:
    status: EventStatus = EventStatus.SCHEDULED
    sequence: int = 0
    changed_at: datetime = NOW
    cancelled_at: datetime | None = None
    ends_at: datetime = NOW + timedelta(days=7)


@dataclass
class AClaim:
    state: ClaimState = ClaimState.ACTIVE
    created_at: datetime = NOW
    promoted_at: datetime | None = None
    released_at: datetime | None = None


def ago(**span: Any) -> datetime:
    return NOW - timedelta(**span)


ACTIVE, RELEASED = AClaim(), AClaim(ClaimState.RELEASED, released_at=ago(days=1))


@pytest.mark.parametrize(
    ("name", "event", "claim", "expected"),
    [
        ("it stands", AnEvent(), ACTIVE, None),
        ("it has been", AnEvent(EventStatus.HELD), ACTIVE, None),
        ("nobody in particular", AnEvent(), None, None),
        ("given back", AnEvent(), RELEASED, ago(days=1)),
        ("cancelled", AnEvent(EventStatus.CANCELLED, cancelled_at=ago(days=2)), ACTIVE, ago(days=2)),
        ("given back before it was cancelled", AnEvent(EventStatus.CANCELLED), RELEASED, ago(days=1)),
        ("cancelled, nobody knows when", AnEvent(EventStatus.CANCELLED, changed_at=ago(days=3)), None, ago(days=3)),
    ],
)
def test_called_off(name: str, event: AnEvent, claim: AClaim | None, expected: datetime | None) -> None:
    assert rules.called_off_at(event, claim) == expected


@pytest.mark.parametrize(
    ("name", "ends_at", "called_off", "kept"),
    [
        ("to come", NOW + timedelta(days=400), None, True),
        ("has been", ago(days=179), None, True),
        ("has long been", ago(days=180), None, False),
        ("just called off", NOW + timedelta(days=60), NOW, True),
        ("called off 30 days ago, to the second", NOW + timedelta(days=60), ago(days=30), False),
        ("a second less", NOW + timedelta(days=60), ago(days=29, hours=23, minutes=59, seconds=59), True),
    ],
)
def test_how_long_it_stays(name: str, ends_at: datetime, called_off: datetime | None, kept: bool) -> None:
    assert rules.is_kept(ends_at, called_off, NOW) is kept


@pytest.mark.parametrize(
    ("name", "sequence", "claims", "expected"),
    [
        ("an event alone", 3, [], 3),
        ("taken", 0, [ACTIVE], 0),
        ("given back", 0, [RELEASED], 1),
        ("taken anew", 0, [RELEASED, ACTIVE], 2),
        ("given back anew", 5, [RELEASED, RELEASED], 8),
    ],
)
def test_sequence(name: str, sequence: int, claims: list[AClaim], expected: int) -> None:
    assert rules.sequence_of(AnEvent(sequence=sequence), claims) == expected


@given(st.lists(st.sampled_from(["take", "give back", "edit"]), max_size=20))
def test_the_sequence_only_rises(steps: list[str]) -> None:
    """Whatever the order in which a place is taken, given back and its event edited, each file has a higher number."""
    event = AnEvent()
    claims: list[AClaim] = []
    numbers: list[int] = []
    for step in steps:
        holds = bool(claims) and claims[-1].state is ClaimState.ACTIVE
        if step == "edit":
            event.sequence += 1
        elif step == "take" and not holds:
            claims.append(AClaim())
        elif step == "give back" and holds:
            claims[-1].state = ClaimState.RELEASED
        else:
            continue
        if claims:
            numbers.append(rules.sequence_of(event, claims))
    assert numbers == sorted(set(numbers))


def test_last_modified_is_the_last_of_all() -> None:
    event = AnEvent(changed_at=ago(days=9))

    assert rules.changed_at(event) == ago(days=9)
    assert rules.changed_at(event, [AClaim(created_at=ago(days=8))]) == ago(days=8)
    assert rules.changed_at(event, [AClaim(created_at=ago(days=8), promoted_at=ago(days=2))]) == ago(days=2)
    assert rules.changed_at(event, [RELEASED]) == NOW


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vänsterpartiets lokal", True),
        ("VÄNSTERPARTIET", True),
        ("Solna torg", False),
        ("Under bron", False),
        ("", False),
    ],
)
def test_whether_a_place_names_the_association(text: str, named: bool) -> None:
    assert rules.names_association(text, "Vänsterpartiet i Solna", "Solna") is named
