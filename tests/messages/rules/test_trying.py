"""When a mail is tried again, and when it is given up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.trying import MAX_TRIES, wait_after


@pytest.mark.parametrize(
    ("tries", "minutes"),
    [
        pytest.param(0, 1, id="none yet"),
        pytest.param(1, 1, id="after the first"),
        pytest.param(2, 2, id="after the second"),
        pytest.param(4, 8, id="after the fourth"),
        pytest.param(MAX_TRIES - 1, 64, id="before the last"),
    ],
)
def test_the_wait_doubles(tries: int, minutes: int) -> None:
    assert wait_after(tries) == timedelta(minutes=minutes)


@given(st.integers(0, 1000))
def test_a_mail_is_given_up_after_eight_tries_and_never_before(tries: int) -> None:
    assert (wait_after(tries) is None) == (tries >= MAX_TRIES)


@given(st.integers(0, MAX_TRIES - 2))
def test_waits_never_get_shorter(tries: int) -> None:
    sooner, later = wait_after(tries), wait_after(tries + 1)

    assert sooner is not None
    assert later is not None
    assert timedelta(minutes=1) <= sooner <= later
    assert later <= timedelta(hours=2)
