"""Who may take a slot, and who may give it back."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.models import EventStatus
from outreach.events.rules.claims import (
    ClaimRefusal,
    first_clash,
    is_late,
    over_after,
    overlap,
    why_not_claim,
    why_not_release,
)

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class AnEvent:
    status: EventStatus = EventStatus.SCHEDULED


@dataclass(frozen=True)
class ASlot:
    id: int = 1
    starts_at: datetime = NOW + timedelta(hours=1)
    ends_at: datetime = NOW + timedelta(hours=2)
    taken: int = 0
    capacity: int = 2
    event: AnEvent = field(default_factory=AnEvent)


def at(hours: float, until: float, **values: object) -> ASlot:
    """A slot that begins and ends so many hours from now."""
    slot = ASlot(starts_at=NOW + timedelta(hours=hours), ends_at=NOW + timedelta(hours=until))
    return replace(slot, **values)  # type: ignore[arg-type]


FREE = ASlot()
DRAFT, CANCELLED, HELD = (AnEvent(status) for status in (EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.HELD))


@pytest.mark.parametrize(
    ("slot", "held", "refusal"),
    [
        pytest.param(FREE, [], None, id="free"),
        pytest.param(replace(FREE, taken=1), [], None, id="the last place"),
        pytest.param(at(-1, 1), [], None, id="under way"),
        pytest.param(replace(FREE, event=DRAFT), [], ClaimRefusal.NOT_PUBLISHED, id="draft"),
        pytest.param(replace(FREE, event=CANCELLED), [], ClaimRefusal.CANCELLED, id="cancelled"),
        pytest.param(replace(FREE, event=HELD), [], ClaimRefusal.ENDED, id="held already"),
        pytest.param(at(-2, -1), [], ClaimRefusal.ENDED, id="over"),
        pytest.param(at(-1, 0), [], ClaimRefusal.ENDED, id="ends this moment"),
        pytest.param(FREE, [FREE], ClaimRefusal.ALREADY_CLAIMED, id="mine already"),
        pytest.param(replace(FREE, taken=2), [], ClaimRefusal.FULL, id="full"),
        pytest.param(replace(FREE, taken=3), [], ClaimRefusal.FULL, id="over by one"),
        pytest.param(FREE, [at(1, 2, id=2)], ClaimRefusal.OVERLAPS, id="another at the same time"),
        pytest.param(FREE, [at(1.9, 3, id=2)], ClaimRefusal.OVERLAPS, id="another begins before the end"),
        pytest.param(FREE, [at(0, 5, id=2)], ClaimRefusal.OVERLAPS, id="another around it"),
        pytest.param(FREE, [at(0, 1, id=2)], None, id="another ends as it begins"),
        pytest.param(FREE, [at(2, 3, id=2)], None, id="another begins as it ends"),
        pytest.param(FREE, [at(1, 2, id=2, event=CANCELLED)], None, id="another at the same time, cancelled"),
    ],
)
def test_why_not_claim(slot: ASlot, held: list[ASlot], refusal: ClaimRefusal | None) -> None:
    assert why_not_claim(slot, held, NOW) is refusal


# From what matters most to what matters least: the first of these that holds is what the person is told.
CLASH = at(-2, 2, id=2)


@pytest.mark.parametrize(
    ("slot", "held", "refusal"),
    [
        pytest.param(at(-2, -1, taken=2, event=DRAFT), [CLASH], ClaimRefusal.NOT_PUBLISHED, id="a draft, before all"),
        pytest.param(
            at(-2, -1, taken=2, event=CANCELLED), [CLASH], ClaimRefusal.CANCELLED, id="cancelled, before over and full"
        ),
        pytest.param(at(-2, -1, taken=2), [at(-2, -1)], ClaimRefusal.ENDED, id="over, before mine already"),
        pytest.param(replace(FREE, taken=2), [FREE], ClaimRefusal.ALREADY_CLAIMED, id="mine already, before full"),
        pytest.param(replace(FREE, taken=2), [CLASH], ClaimRefusal.FULL, id="full, before overlapping"),
    ],
)
def test_of_several_reasons_the_weightiest_is_told(slot: ASlot, held: list[ASlot], refusal: ClaimRefusal) -> None:
    assert why_not_claim(slot, held, NOW) is refusal


@pytest.mark.parametrize(
    ("slot", "refusal"),
    [
        pytest.param(FREE, None, id="to come"),
        pytest.param(at(-1, 1), None, id="under way"),
        pytest.param(at(-2, -1), ClaimRefusal.ENDED, id="over"),
        pytest.param(at(-1, 0), ClaimRefusal.ENDED, id="ends this moment"),
        pytest.param(at(-1, 1, event=HELD), ClaimRefusal.ENDED, id="held already"),
        pytest.param(replace(FREE, event=CANCELLED), None, id="cancelled"),
    ],
)
def test_why_not_release(slot: ASlot, refusal: ClaimRefusal | None) -> None:
    assert why_not_release(slot, NOW) is refusal


@pytest.mark.parametrize(
    ("slot", "answer_by", "late"),
    [
        pytest.param(at(24, 25), None, False, id="just in time"),
        pytest.param(at(23.9, 25), None, True, id="a little too close"),
        pytest.param(at(-1, 1), None, True, id="under way"),
        pytest.param(at(1, 2, event=CANCELLED), None, False, id="cancelled: nobody is missed"),
        pytest.param(at(6, 8), NOW + timedelta(hours=4), False, id="promoted, and asked to answer by then"),
        pytest.param(at(6, 8), NOW, True, id="promoted, and the time to answer is over"),
        pytest.param(at(48, 50), NOW - timedelta(hours=4), False, id="promoted long ago, far away"),
    ],
)
def test_is_late(slot: ASlot, answer_by: datetime | None, late: bool) -> None:
    assert is_late(slot, 24, answer_by, NOW) is late


def test_the_notice_is_as_long_as_the_association_says() -> None:
    assert not is_late(at(3, 4), 2, None, NOW)
    assert is_late(at(3, 4), 4, None, NOW)
    assert not is_late(FREE, 0, None, NOW)


def test_of_several_clashes_the_earliest_is_named() -> None:
    early, later = at(0, 1.5, id=2), at(1.5, 3, id=3)

    assert first_clash(FREE, [later, early, at(0, 5, id=4, event=CANCELLED)]) is early
    assert first_clash(FREE, [at(2, 3, id=5)]) is None


slots = st.builds(
    lambda identity, start, length, taken, capacity, status: at(
        start, start + length, id=identity, taken=taken, capacity=capacity, event=AnEvent(status)
    ),
    st.integers(1, 5),
    st.integers(-4, 4),
    st.integers(1, 4),
    st.integers(0, 4),
    st.integers(1, 4),
    st.sampled_from(EventStatus),
)


@given(slots, slots)
def test_overlap_is_mutual_and_means_a_shared_moment(one: ASlot, other: ASlot) -> None:
    hours = {hour for hour in range(-5, 10) if one.starts_at <= NOW + timedelta(hours=hour) < one.ends_at}
    others = {hour for hour in range(-5, 10) if other.starts_at <= NOW + timedelta(hours=hour) < other.ends_at}

    assert overlap(one, other) == overlap(other, one) == bool(hours & others)


@given(slots, st.lists(slots, max_size=4))
def test_whoever_may_claim_takes_a_free_place_in_time_that_is_theirs(slot: ASlot, held: list[ASlot]) -> None:
    if why_not_claim(slot, held, NOW) is None:
        assert slot.event.status is EventStatus.SCHEDULED
        assert slot.taken < slot.capacity
        assert slot.ends_at > NOW
        assert not any(
            overlap(slot, other) or slot.id == other.id
            for other in held
            if other.event.status is not EventStatus.CANCELLED
        )


@given(st.integers(1, 200), st.integers(0, 400))
def test_a_cut_leaves_exactly_enough_room_above_the_capacity(capacity: int, taken: int) -> None:
    over = over_after(capacity, taken)

    assert taken <= capacity + over
    assert over == 0 or taken == capacity + over
