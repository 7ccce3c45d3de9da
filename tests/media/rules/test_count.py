"""Each story once for each outlet."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from outreach.media.rules.count import CountRefusal, likely_twin, why_not_count

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Counted:
    story_key: str
    title: str
    published_on: date


BEFORE = [Counted("key", "Låt Hagalund leva", date(2026, 11, 20))]

CASES = {
    "new": ("other", "Rusta badet nu", TODAY, None),
    "same address": ("key", "Rubriken ändrad", TODAY, CountRefusal.ALREADY_COUNTED),
    "same title": ("other", "LÅT HAGALUND LEVA!", TODAY, CountRefusal.ALREADY_COUNTED),
    "same title long ago": ("other", "Låt Hagalund leva", date(2026, 11, 1), None),
    "a title that says nothing": ("other", "Insändare", TODAY, None),
    "tomorrow": ("other", "Rusta badet nu", TODAY + timedelta(days=1), CountRefusal.IN_THE_FUTURE),
    "the year one": ("other", "Rusta badet nu", date(1, 1, 1), CountRefusal.TOO_OLD),
}


@pytest.mark.parametrize(("key", "title", "day", "refusal"), CASES.values(), ids=CASES)
def test_why_not_count(key: str, title: str, day: date, refusal: CountRefusal | None) -> None:
    counted = [*BEFORE, Counted("short", "Insändare", TODAY)]

    assert why_not_count(key, title, day, counted, TODAY) == refusal


@given(st.text(max_size=5), st.text(max_size=30), st.dates(date(1990, 1, 1), TODAY))
def test_what_is_counted_is_not_counted_again(key: str, title: str, day: date) -> None:
    assert why_not_count(key, title, day, [], TODAY) is None
    assert why_not_count(key, title, day, [Counted(key, title, day)], TODAY) == CountRefusal.ALREADY_COUNTED


LIKELY = {
    "a word more": ("Låt Hagalund leva nu", TODAY, True),
    "with its kicker": ("Insändare: Låt Hagalund leva", TODAY, True),
    "a letter less": ("Låt Haglund leva", TODAY, True),
    "another story": ("Rusta badet i Huvudsta", TODAY, False),
    "long after": ("Låt Hagalund leva nu", date(2026, 11, 28), False),
    "says nothing": ("Insändare", TODAY, False),
    "part two of one": ("Budgeten för skolan, del 2", TODAY, False),
}


@pytest.mark.parametrize(("title", "day", "is_likely"), LIKELY.values(), ids=LIKELY)
def test_what_may_be_counted_already_is_asked_about(title: str, day: date, is_likely: bool) -> None:
    counted = [*BEFORE, Counted("one", "Budgeten för skolan, del 1", TODAY), Counted("short", "Insändare", TODAY)]

    assert (likely_twin(title, day, counted, ratio) is not None) == is_likely


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 9))
def test_which_came_first_means_nothing(one: str, other: str, days: int) -> None:
    first, later = Counted("a", one, TODAY), Counted("b", other, TODAY - timedelta(days=days))

    assert (likely_twin(one, TODAY, [later], ratio) is None) == (
        likely_twin(other, later.published_on, [first], ratio) is None
    )
