"""When a feed is asked next: sooner where things happen, later where nothing does or trouble is."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)


def next_interval(interval: timedelta, *, has_new: bool) -> timedelta:
    """Half as long when there was something new, half as long again when there was not."""
    return _within(interval / 2 if has_new else interval * 3 / 2)


def wait_after_failure(interval: timedelta, failures: int, retry_after: timedelta | None = None) -> timedelta:
    """Twice as long for each failure in a row, or as long as the site asks; never more than a day."""
    return _within(max(interval * 2 ** min(failures, 10), retry_after or timedelta()))


def next_poll_at(now: datetime, wait: timedelta, chance: float) -> datetime:
    """`wait` from now, up to a tenth later by `chance` (0 to 1), so that feeds spread out over time."""
    return now + min(wait * (1 + 0.1 * chance), LONGEST)


def retry_after(header: str, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for, in seconds or as a date; None when it can't be told."""
    text = header.strip()
    if text.isdecimal():
        return timedelta(seconds=min(int(text[:12]), int(LONGEST.total_seconds())))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST)


def _within(wait: timedelta) -> timedelta:
    return min(max(wait, SHORTEST), LONGEST)
