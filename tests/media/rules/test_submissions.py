"""Is this the letter that we sent? And how much of what is sent gets printed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.submissions import (
    NUDGE_FROM_DAY,
    PRINTED_WITHIN,
    Rate,
    Sent,
    SubmissionRefusal,
    is_quiet_month,
    looks_like,
    rates,
    why_not_sent,
)

DAY = date(2026, 3, 12)
LETTER = Sent(
    7, 1, "Ge Hagalund biblioteket tillbaka",
    "Ett bibliotek är mer än böcker. Det är en plats att vara på när hemmet är trångt.", date(2026, 3, 3),
)  # fmt: skip

SAME = {
    "word for word": ("Ge Hagalund biblioteket tillbaka", ""),
    "with the paper's kicker": ("Insändare: Ge Hagalund biblioteket tillbaka", ""),
    "inflected and turned round": ("Hagalunds bibliotek: ge oss det tillbaka!", ""),
    "another headline, our first lines": (
        "Därför behövs läsningen",
        "Ett bibliotek är mer än böcker. En plats när hemmet är trångt.",
    ),
    "half a headline, some of the words": (
        "Biblioteket är livsviktigt",
        "En plats när hemmet är trångt, skriver partiet.",
    ),
}
OTHER = {
    "one word in common": ("Polisen stängde av gatan i Hagalund", "En man fördes till sjukhus."),
    "our place and party alone": ("Vänsterpartiet i Solna laddar om", "Solna får en ny lista."),
    "nothing": ("", ""),
    "the kicker alone": ("Insändare", "Debatt"),
}


@pytest.mark.parametrize(("title", "text"), SAME.values(), ids=SAME)
def test_it_is_known_again(title: str, text: str) -> None:
    assert looks_like(title, text, 1, DAY, [LETTER]) == LETTER


@pytest.mark.parametrize(("title", "text"), OTHER.values(), ids=OTHER)
def test_others_are_not_taken_for_it(title: str, text: str) -> None:
    assert looks_like(title, text, 1, DAY, [LETTER]) is None


@pytest.mark.parametrize(
    ("outlet_id", "day", "is_it"),
    [
        (1, LETTER.sent_on, True),
        (1, LETTER.sent_on + PRINTED_WITHIN, True),
        (1, LETTER.sent_on + PRINTED_WITHIN + timedelta(days=1), False),
        (1, LETTER.sent_on - timedelta(days=1), False),
        (2, DAY, False),
    ],
)
def test_only_where_and_when_it_may_be(outlet_id: int, day: date, is_it: bool) -> None:
    assert (looks_like(LETTER.title, LETTER.text, outlet_id, day, [LETTER]) is not None) is is_it


def test_of_two_the_one_that_is_more_alike() -> None:
    other = Sent(8, 1, "Biblioteket i Hagalund måste tillbaka till skolan", "", date(2026, 3, 10))

    assert looks_like(LETTER.title, LETTER.text, 1, DAY, [other, LETTER]) == LETTER


@given(st.text(max_size=80), st.text(max_size=200), st.integers(1, 3), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_whatever_is_found_may_be_it(title: str, text: str, outlet_id: int, day: date) -> None:
    found = looks_like(title, text, outlet_id, day, [LETTER])

    assert found is None or (found.outlet_id == outlet_id and found.sent_on <= day)


def test_rates() -> None:
    rows = [("Mitt i", True), ("Direkt", False), ("Mitt i", False), ("Mitt i", True)]

    assert rates(rows) == [Rate("Mitt i", 3, 2), Rate("Direkt", 1, 0)]
    assert [one.percent for one in rates(rows)] == [67, 0]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=40))
def test_no_rate_loses_anything(rows: list[tuple[str, bool]]) -> None:
    found = rates(rows)

    assert sum(one.sent for one in found) == len(rows)
    assert sum(one.printed for one in found) == sum(is_printed for _name, is_printed in rows)
    assert all(0 <= one.percent <= 100 for one in found)


@pytest.mark.parametrize(
    ("today", "last", "is_quiet"),
    [
        (date(2026, 11, NUDGE_FROM_DAY), date(2026, 10, 31), True),
        (date(2026, 11, NUDGE_FROM_DAY - 1), date(2026, 10, 1), False),
        (date(2026, 11, 23), date(2026, 11, 1), False),
        (date(2026, 11, 23), None, True),
        (date(2027, 1, 20), date(2026, 12, 31), True),
    ],
)
def test_a_month_without(today: date, last: date | None, is_quiet: bool) -> None:
    assert is_quiet_month(today, last) is is_quiet


@pytest.mark.parametrize(
    ("sent", "answered", "refusal"),
    [
        (None, None, None),
        (DAY, DAY, None),
        (DAY + timedelta(days=1), None, SubmissionRefusal.NOT_YET_SENT),
        (DAY, DAY - timedelta(days=1), SubmissionRefusal.ANSWERED_BEFORE_SENT),
    ],
)
def test_days(sent: date | None, answered: date | None, refusal: SubmissionRefusal | None) -> None:
    assert why_not_sent(sent, answered, DAY) == refusal
