"""When a feed is asked next: sooner where things happen, later where nothing does or trouble is."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
QUIET_FOR = timedelta(days=30)  # a paper with nothing new for so long has most likely moved its feed
MAX_AGE = re.compile(r"(?:^|,)\s{0,9}max-age\s{0,9}=\s{0,9}\"?([0-9]{1,12})", re.IGNORECASE)


def next_interval(interval: timedelta, *, has_new: bool) -> timedelta:
    """Half as long when there was something new, half as long again when there was not."""
    return _within(interval / 2 if has_new else interval * 3 / 2)


def asked_interval(headers: Mapping[str, str], ttl_minutes: int, now: datetime) -> timedelta:
    """How long the site says that its answer lasts: the longest of its max-age, its Expires and the feed's ttl."""
    found = MAX_AGE.search(headers.get("cache-control", "")[:500])
    waits = [timedelta(minutes=min(ttl_minutes, 10_000)), timedelta(seconds=min(int(found[1]), 10**6) if found else 0)]
    if not found and (expires := _moment(headers.get("expires", ""))) is not None:
        waits.append(expires - now)  # where both stand max-age counts
    return min(max(waits), LONGEST)


def is_gap(published: Collection[datetime], last_look: datetime | None) -> bool:
    """Whether all that a feed holds is newer than our last look: what was before may have come and gone."""
    return last_look is not None and bool(published) and min(published) > last_look


def is_quiet(last_new_at: datetime | None, now: datetime) -> bool:
    """Whether nothing new has come for so long that somebody should look."""
    return last_new_at is not None and now - last_new_at > QUIET_FOR


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
    moment = _moment(text)
    return None if moment is None else min(max(moment - now, timedelta()), LONGEST)


def _moment(header: str) -> datetime | None:
    """A date as HTTP writes it."""
    try:
        moment = parsedate_to_datetime(header.strip())
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _within(wait: timedelta) -> timedelta:
    return min(max(wait, SHORTEST), LONGEST)
