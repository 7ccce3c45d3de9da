"""Each story once for each outlet."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.count import CountRefusal, why_not_count

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
