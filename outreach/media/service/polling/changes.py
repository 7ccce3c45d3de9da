"""What becomes of a feed after an answer: when it is asked again, where it lives, whether it is asked at all."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from outreach.db import db
from outreach.media.models import Entry, Feed
from outreach.media.rules.answers import FeedProblem, is_other_site, validators
from outreach.media.rules.judge import Judged
from outreach.media.rules.looks import ITEMS
from outreach.media.rules.schedule import (
    SHORTEST,
    asked_interval,
    is_gap,
    next_interval,
    next_poll_at,
    wait_after_failure,
)
from outreach.media.service.polling.gathering import Gathered
from outreach.media.service.storing import Brought, Shelf, Stored
from outreach.refusals import Refusal

MOVES = 3  # equal answers in a row before a new address is believed
LINKS = 60  # of the newest entries: which sites the feed led to so far
PAUSING = (FeedProblem.GONE, FeedProblem.OTHER_SITE)


class PollStatus(StrEnum):
    """How a poll ended."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    PAUSED = "paused"


@dataclass(frozen=True)
class PollResult:
    """What a poll of one feed brought."""

    url: str
    status: PollStatus
    entries: int = 0
    new: int = 0
    matched: int = 0
    problem: Refusal | None = None


@dataclass(frozen=True)
class Change:
    """What is written of one feed. `columns` are the same for every feed, `further` where they change."""

    gathered: Gathered
    result: PollResult
    columns: dict[str, Any]
    further: dict[str, Any] = field(default_factory=dict)


def change_after(gathered: Gathered, known: Sequence[Stored] | None, shelf: Shelf) -> Change:
    """Put the entries of one feed on the shelf, and say what becomes of it. `known` is what is stored of it."""
    taken, now = gathered.taken, shelf.now
    judged = gathered.seen.items if gathered.seen else ()
    if gathered.problem is not None:
        return _trouble(gathered, gathered.problem, now)
    if judged and _leads_elsewhere(gathered, judged):
        return _trouble(gathered, FeedProblem.OTHER_SITE, now)
    brought = shelf.put(taken.feed_id, judged, known) if judged else Brought()
    interval, has_gap = _interval(gathered, judged, brought, now)
    last_new_at = now if brought.new else taken.last_new_at
    columns = _columns(gathered, now, interval, interval) | {
        "failures": 0, "last_error": "", "last_answered_at": now, "last_new_at": last_new_at,
    }  # fmt: skip
    further: dict[str, Any] = {"gap_at": now} if has_gap else {}
    if taken.paused_reason:
        further["paused_reason"] = ""
    status = PollStatus.NEW if brought.new else PollStatus.UNCHANGED
    entries = gathered.seen.entries if gathered.seen else 0
    result = PollResult(taken.url, status, entries, brought.new, brought.matched)
    return Change(gathered, result, columns, further | _read_anew(gathered, now) | _move(gathered))


def _interval(gathered: Gathered, judged: Sequence[Judged], brought: Brought, now: datetime) -> tuple[timedelta, bool]:
    """How long until the next look, and whether something may have come and gone since the last one."""
    taken, answer, seen = gathered.taken, gathered.answer, gathered.seen
    assert answer is not None
    # What brings hundreds at every look is no paper; it is not to be asked more often for it.
    is_flood = brought.new >= ITEMS and taken.last_new_at is not None
    is_all_new = seen is not None and not seen.is_part and 0 < brought.new == seen.entries
    has_gap = is_all_new and not is_flood and is_gap([one.published_at for one in judged], taken.last_answered_at)
    interval = SHORTEST if has_gap else next_interval(taken.interval, has_new=brought.new > 0 and not is_flood)
    return max(interval, asked_interval(answer.headers, seen.ttl_minutes if seen else 0, now)), has_gap


def _read_anew(gathered: Gathered, now: datetime) -> dict[str, Any]:
    """What is to be kept of a file that was read."""
    seen = gathered.seen
    if seen is None:
        return {}
    read: dict[str, Any] = {"body_hash": gathered.body_hash, "item_digests": seen.digests}
    if not seen.is_part:
        read |= {"is_damaged": seen.is_damaged, "parsed_whole_at": now, "is_verified": True}
    return read | ({"title": seen.title} if seen.title else {})


def _trouble(gathered: Gathered, problem: Refusal, now: datetime) -> Change:
    """It gave nothing: it is asked later, or not at all until somebody says so."""
    taken = gathered.taken
    failures = taken.failures + 1
    asked = gathered.host_until - now if gathered.host_until else None
    columns = _columns(gathered, now, wait_after_failure(taken.interval, failures, asked), taken.interval) | {
        "failures": failures,
        "last_error": problem.code,
        "last_answered_at": taken.last_answered_at,
        "last_new_at": taken.last_new_at,
        # What was not read is not known: the next answer is to be looked at whatever it is.
        "etag": taken.etag,
        "last_modified": taken.last_modified,
    }
    is_paused = problem in PAUSING
    further = {"is_paused": True, "paused_reason": problem.code} if is_paused else {}
    status = PollStatus.PAUSED if is_paused else PollStatus.FAILED
    return Change(gathered, PollResult(taken.url, status, problem=problem), columns, further)


def _columns(gathered: Gathered, now: datetime, wait: timedelta, interval: timedelta) -> dict[str, Any]:
    """What is written of every feed that was asked."""
    taken, answer = gathered.taken, gathered.answer
    etag, last_modified = taken.etag, taken.last_modified
    if answer is not None:
        etag, last_modified = validators(answer.status, answer.headers, etag, last_modified)
    return {
        "polling_until": None,
        "wanted_at": None,
        "last_polled_at": now,
        "last_status": answer.status if answer else None,
        "etag": etag,
        "last_modified": last_modified,
        "interval_minutes": round(interval.total_seconds() / 60),
        "next_poll_at": next_poll_at(now, wait, random.random()),
    }


def _move(gathered: Gathered) -> dict[str, Any]:
    """Where the feed lives now, once it has said so often enough, all the way by redirects that are for good."""
    taken, answer = gathered.taken, gathered.answer
    moved_to = (answer.permanent_redirect_to or "")[:2000] if answer else ""
    if not moved_to:
        return {"moved_to": "", "moved_times": 0} if taken.moved_to else {}
    times = taken.moved_times + 1 if moved_to == taken.moved_to else 1
    if times < MOVES or db.session.scalar(select(Feed.id).where(Feed.url == moved_to)) is not None:
        return {"moved_to": moved_to, "moved_times": min(times, MOVES)}
    return {"url": moved_to, "moved_to": "", "moved_times": 0}


def _leads_elsewhere(gathered: Gathered, judged: Sequence[Judged]) -> bool:
    """Whether what the feed holds now leads to another site than what it held. Somebody who let it go on has looked."""
    taken, seen = gathered.taken, gathered.seen
    if seen is None or seen.is_part or taken.last_answered_at is None:
        return False
    if taken.paused_reason == FeedProblem.OTHER_SITE.code:
        return False
    newest = select(Entry.link).where(Entry.feed_id == taken.feed_id).order_by(Entry.id.desc()).limit(LINKS)
    return is_other_site(list(db.session.scalars(newest)), [one.item.link for one in judged])
