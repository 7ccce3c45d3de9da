"""Who may wait, whose turn it is, and until when a place from the queue can be declined."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.claims import ClaimRefusal, why_not_claim
from outreach.events.rules.waiting import answer_by, is_filled_up, whose_turn, why_not_wait
from tests.events.rules.test_claims import CANCELLED, DRAFT, FREE, HELD, NOW, ASlot, at, slots

FULL = replace(FREE, taken=2)


@dataclass(frozen=True)
class Waiting:
    person_id: int


@pytest.mark.parametrize(
    ("slot", "held", "refusal"),
    [
        pytest.param(FULL, [], None, id="full: that is what a queue is for"),
        pytest.param(FREE, [], None, id="there is room after all"),
        pytest.param(replace(FULL, event=DRAFT), [], ClaimRefusal.NOT_PUBLISHED, id="draft"),
        pytest.param(replace(FULL, event=CANCELLED), [], ClaimRefusal.CANCELLED, id="cancelled"),
        pytest.param(replace(FULL, event=HELD), [], ClaimRefusal.ENDED, id="held"),
        pytest.param(at(-2, -1, taken=2), [], ClaimRefusal.ENDED, id="over"),
        pytest.param(at(-1, 1, taken=2), [], ClaimRefusal.BEGUN, id="under way"),
        pytest.param(FULL, [FULL], ClaimRefusal.ALREADY_CLAIMED, id="mine already"),
        pytest.param(FULL, [at(1, 2, id=2)], ClaimRefusal.OVERLAPS, id="another at the same time"),
        pytest.param(FULL, [at(2, 3, id=2)], None, id="another right after"),
    ],
)
def test_why_not_wait(slot: ASlot, held: list[ASlot], refusal: ClaimRefusal | None) -> None:
    assert why_not_wait(slot, held, NOW) is refusal


@given(slots, st.lists(slots, max_size=4))
def test_who_may_claim_may_wait_until_the_slot_begins(slot: ASlot, held: list[ASlot]) -> None:
    if why_not_claim(slot, held, NOW) is None:
        assert why_not_wait(slot, held, NOW) is (None if slot.starts_at > NOW else ClaimRefusal.BEGUN)


@pytest.mark.parametrize(
    ("slot", "filled"),
    [
        pytest.param(FREE, True, id="to come"),
        pytest.param(at(0, 1), False, id="begins this moment"),
        pytest.param(at(-1, 1), False, id="under way"),
        pytest.param(replace(FREE, event=DRAFT), False, id="draft"),
        pytest.param(replace(FREE, event=CANCELLED), False, id="cancelled"),
        pytest.param(replace(FREE, event=HELD), False, id="held"),
    ],
)
def test_is_filled_up(slot: ASlot, filled: bool) -> None:
    assert is_filled_up(slot, NOW) is filled


@pytest.mark.parametrize(
    ("queue", "busy", "free", "turns"),
    [
        pytest.param([3, 1, 2], set(), 2, [3, 1], id="in their order"),
        pytest.param([3, 1, 2], {3}, 1, [1], id="who is busy is passed over"),
        pytest.param([3, 1, 2], {3, 1, 2}, 3, [], id="all are busy"),
        pytest.param([3, 1], set(), 5, [3, 1], id="more room than people"),
        pytest.param([3, 1], set(), 0, [], id="no room"),
        pytest.param([3, 1], set(), -2, [], id="over by two"),
        pytest.param([], set(), 2, [], id="nobody waits"),
    ],
)
def test_whose_turn(queue: list[int], busy: set[int], free: int, turns: list[int]) -> None:
    waiting = [Waiting(person_id) for person_id in queue]

    assert [one.person_id for one in whose_turn(waiting, busy, free)] == turns


@given(st.lists(st.integers(1, 20), unique=True), st.sets(st.integers(1, 20)), st.integers(-3, 20))
def test_nobody_who_has_time_is_overtaken(queue: list[int], busy: set[int], free: int) -> None:
    turns = [one.person_id for one in whose_turn([Waiting(one) for one in queue], busy, free)]

    left = [one for one in queue if one not in turns]
    assert turns == [one for one in queue if one in turns]
    assert not busy & set(turns)
    assert len(turns) <= max(free, 0)
    if len(turns) < free:
        assert set(left) <= busy
    first_left = next((queue.index(one) for one in left if one not in busy), len(queue))
    assert all(queue.index(one) < first_left for one in turns)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts_in", "hours"),
    [
        pytest.param(100, 12, id="far away: twelve hours"),
        pytest.param(14, 12, id="both bounds meet"),
        pytest.param(10, 8, id="near: two hours before"),
        pytest.param(2.5, 0.5, id="half an hour is left"),
        pytest.param(2, 2, id="too near for that: until it begins"),
        pytest.param(1, 1, id="an hour before"),
    ],
)
def test_answer_by(starts_in: float, hours: float) -> None:
    assert answer_by(NOW + starts_in * HOUR, NOW) == NOW + hours * HOUR


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=60)))
def test_there_is_always_time_to_answer_and_never_past_the_start(ahead: timedelta) -> None:
    starts_at: datetime = NOW + ahead

    assert NOW < answer_by(starts_at, NOW) <= min(starts_at, NOW + 12 * HOUR)
