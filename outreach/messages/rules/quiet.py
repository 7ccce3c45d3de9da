"""When a message may leave: nobody is woken for what can wait until the morning."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from outreach.messages.rules.kinds import MessageKind

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Quiet:
    """The quiet hours by the clock on the wall in Stockholm, `start` included. None where both are the same."""

    start: time
    end: time


NEVER_QUIET = Quiet(time(0), time(0))


def leaves_at(
    now: datetime, quiet: Quiet, kind: MessageKind, event_start: datetime | None = None, *, is_text: bool = False
) -> datetime:
    """The moment from which a message of this kind may leave, at `now` or later.

    Outside the quiet hours, at once. Within them, what answers the reader's own act and what concerns an event that
    begins before they end still leave at once; the rest waits until they end. A text makes a sound: it leaves
    within them only for such an event.
    """
    morning = quiet_ends(now, quiet)
    if morning is None:
        return now
    if event_start is not None and now <= event_start <= morning:
        return now
    if not is_text and not kind.keeps_quiet:
        return now
    return morning


def quiet_ends(now: datetime, quiet: Quiet) -> datetime | None:
    """When the quiet hours that `now` falls in are over; None outside of them."""
    wall = now.astimezone(STOCKHOLM)
    at = wall.time()
    if quiet.start <= quiet.end:
        is_quiet, days = quiet.start <= at < quiet.end, 0
    else:
        is_quiet, days = at >= quiet.start or at < quiet.end, int(at >= quiet.start)
    if not is_quiet:
        return None
    end = datetime.combine(wall.date() + timedelta(days=days), quiet.end, STOCKHOLM).astimezone(UTC)
    # in the hour that the autumn night has twice, the first end may lie behind us
    return max(end, now)
