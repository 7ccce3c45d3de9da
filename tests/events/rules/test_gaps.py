"""When people are asked to fill a gap, and who."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.claims import ClaimRefusal
from outreach.events.rules.gaps import AskRefusal, Candidate, is_due, whom_to_ask, why_not_ask
from outreach.refusals import Refusal
from tests.events.rules.test_claims import CANCELLED, DRAFT, HELD, NOW, AnEvent

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Gap:
    starts_at: datetime = NOW + 24 * HOUR
    missing: int = 1
    event: AnEvent = field(default_factory=AnEvent)


@pytest.mark.parametrize(
    ("slot", "refusal"),
    [
        pytest.param(Gap(), None, id="one is missing"),
        pytest.param(Gap(missing=0), AskRefusal.ENOUGH, id="nobody is missing"),
        pytest.param(Gap(event=DRAFT), ClaimRefusal.NOT_PUBLISHED, id="draft"),
        pytest.param(Gap(event=CANCELLED), ClaimRefusal.CANCELLED, id="cancelled"),
        pytest.param(Gap(event=HELD), ClaimRefusal.ENDED, id="held"),
        pytest.param(Gap(starts_at=NOW), ClaimRefusal.ENDED, id="begins this moment"),
        pytest.param(Gap(starts_at=NOW + 600 * HOUR), None, id="far away: an organiser may ask all the same"),
    ],
)
def test_why_not_ask(slot: Gap, refusal: Refusal | None) -> None:
    assert why_not_ask(slot, NOW) is refusal


@pytest.mark.parametrize(
    ("slot", "last", "due"),
    [
        pytest.param(Gap(), None, True, id="nobody was asked yet"),
        pytest.param(Gap(), NOW - 6 * HOUR, True, id="six hours ago"),
        pytest.param(Gap(), NOW - 5.9 * HOUR, False, id="less than six hours ago"),
        pytest.param(Gap(starts_at=NOW + 7 * 24 * HOUR), None, True, id="in a week"),
        pytest.param(Gap(starts_at=NOW + 7.1 * 24 * HOUR), None, False, id="later than in a week"),
        pytest.param(Gap(missing=0), None, False, id="enough"),
        pytest.param(Gap(event=CANCELLED), None, False, id="cancelled"),
    ],
)
def test_is_due(slot: Gap, last: datetime | None, due: bool) -> None:
    assert is_due(slot, last, NOW) is due


def test_those_first_who_were_never_asked_then_those_asked_longest_ago() -> None:
    asked = [Candidate(number, last_asked_at=NOW - number * HOUR) for number in (1, 2, 3)]

    assert whom_to_ask([*asked, Candidate(9), Candidate(4)], 4) == [4, 9, 3, 2]


FIT = Candidate(1)


@pytest.mark.parametrize(
    "unfit",
    [
        pytest.param(replace(FIT, wants_asks=False), id="does not want to be asked"),
        pytest.param(replace(FIT, was_there=True), id="comes, waits or stepped back"),
        pytest.param(replace(FIT, is_busy=True), id="busy at that time"),
        pytest.param(replace(FIT, was_asked=True), id="asked for this slot already"),
    ],
)
def test_who_is_not_asked(unfit: Candidate) -> None:
    assert whom_to_ask([unfit]) == []


candidates = st.builds(
    Candidate,
    st.integers(1, 1000),
    wants_asks=st.booleans(),
    was_there=st.booleans(),
    is_busy=st.booleans(),
    was_asked=st.booleans(),
    last_asked_at=st.none() | st.integers(0, 5).map(lambda hours: NOW - hours * HOUR),
)


@given(st.lists(candidates, unique_by=lambda one: one.person_id), st.integers(1, 8))
def test_who_is_asked_fits_and_nobody_who_fits_has_waited_longer(people: list[Candidate], how_many: int) -> None:
    chosen = whom_to_ask(people, how_many)

    by_id = {one.person_id: one for one in people}
    fit = {one.person_id for one in people if one.wants_asks and not (one.was_there or one.is_busy or one.was_asked)}
    assert set(chosen) <= fit
    assert len(chosen) == len(set(chosen)) == min(how_many, len(fit))
    for left in fit - set(chosen):
        rest = by_id[left].last_asked_at
        for one in chosen:
            last = by_id[one].last_asked_at
            assert last is None or (rest is not None and last <= rest)
