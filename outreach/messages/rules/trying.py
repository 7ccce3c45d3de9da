"""When a mail that did not leave is tried again, and when it is given up."""

from datetime import timedelta

MAX_TRIES = 8


def wait_after(tries: int) -> timedelta | None:
    """The wait before the next try, doubling from one minute; None when it is time to give up (after two hours)."""
    if tries >= MAX_TRIES:
        return None
    return timedelta(minutes=2 ** max(tries - 1, 0))
