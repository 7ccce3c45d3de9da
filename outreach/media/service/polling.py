"""Poll feeds: take those that are due, ask and parse without holding the database, then store what is new."""

import hashlib
import logging
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import or_, select, update

from outreach import clock, config
from outreach.db import db
from outreach.fetch import Fetched, FetchFailed, HostPorts, fetch, masked
from outreach.media.models import Feed
from outreach.media.parser import ParserGaveUpError, shared_parser
from outreach.media.queries import terms
from outreach.media.rules.answers import PROBLEM_OF_DOCUMENT, FeedProblem, problem_of_status
from outreach.media.rules.documents import Document
from outreach.media.rules.match import Matcher, matcher
from outreach.media.rules.schedule import next_interval, next_poll_at, retry_after, wait_after_failure
from outreach.media.service.storing import store_items
from outreach.refusals import Refusal

ANY_TIME = datetime(9999, 1, 1, tzinfo=UTC)
TAKEN_FOR = timedelta(minutes=5)
HOSTS_AT_ONCE = 8

log = logging.getLogger(__name__)


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
class Taken:
    """What is needed to ask a feed, apart from the database."""

    feed_id: int
    url: str
    etag: str
    last_modified: str
    body_hash: str


@dataclass(frozen=True)
class Gathered:
    """What came of asking: an answer, a document if its bytes are new, or what went wrong."""

    taken: Taken
    answer: Fetched | None = None
    document: Document | None = None
    body_hash: str = ""
    problem: Refusal | None = None


def poll_due(*, every_feed: bool = False) -> list[PollResult]:
    """Poll the feeds that are due, or every feed that is not paused. What fails in one never stops the others."""
    now = clock.now()
    wanted = select(Feed.id).where(Feed.is_active, Feed.is_paused.is_(False)).order_by(Feed.next_poll_at, Feed.id)
    if not every_feed:
        wanted = wanted.where(Feed.next_poll_at <= now)
    feed_ids = list(db.session.scalars(wanted))
    db.session.commit()
    # Looked up first, taken one by one: another poller may have been here meanwhile, so each is still to be due.
    latest = ANY_TIME if every_feed else now
    return _poll([taken for feed_id in feed_ids if (taken := _take(feed_id, now, latest)) is not None])


def poll_feed(feed_id: int) -> PollResult | None:
    """Poll one feed now, due or not; None when it is paused or another poller has it."""
    taken = _take(feed_id, clock.now(), ANY_TIME)
    return None if taken is None else _poll([taken])[0]


def polls_as_json(results: Sequence[PollResult]) -> dict[str, Any]:
    """What `outreach poll --json` prints. Passwords in addresses are masked."""
    return {
        "feeds": [
            {
                "url": masked(result.url),
                "status": result.status.value,
                "entries": result.entries,
                "new": result.new,
                "matched": result.matched,
                "error": None if result.problem is None else result.problem.value,
            }
            for result in results
        ]
    }


def _take(feed_id: int, now: datetime, latest: datetime) -> Taken | None:
    """Mark a feed that is due by `latest` as being polled, so that no other poller asks it as well."""
    done = db.session.execute(
        update(Feed)
        .where(Feed.id == feed_id, Feed.is_active, Feed.is_paused.is_(False))
        .where(Feed.next_poll_at <= latest)
        .where(or_(Feed.polling_until.is_(None), Feed.polling_until <= now))
        .values(polling_until=now + TAKEN_FOR)
        .returning(Feed.id, Feed.url, Feed.etag, Feed.last_modified, Feed.body_hash)
    ).one_or_none()
    db.session.commit()
    return None if done is None else Taken(*done)


def _poll(taken: Sequence[Taken]) -> list[PollResult]:
    find = matcher(terms())
    allow = config.current().feed_allow
    db.session.commit()  # from here on nothing is held while the network is asked
    order = {one.feed_id: at for at, one in enumerate(taken)}
    results = {gathered.taken.feed_id: _store_safely(gathered, find) for gathered in _gather_all(taken, allow)}
    return [results[feed_id] for feed_id in sorted(results, key=order.__getitem__)]


def _gather_all(taken: Sequence[Taken], allow: HostPorts) -> Iterator[Gathered]:
    """Ask all feeds, several hosts at a time, but each host one request at a time; as the answers come."""
    hosts: dict[str, list[Taken]] = defaultdict(list)
    for one in taken:
        hosts[urlsplit(one.url).netloc.rpartition("@")[2].lower()].append(one)
    answers: SimpleQueue[Gathered] = SimpleQueue()

    def ask_host(feeds: Sequence[Taken]) -> None:
        for one in feeds:
            answers.put(_gather(one, allow))

    with ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="poll") as pool:
        for feeds in hosts.values():
            pool.submit(ask_host, feeds)
        for _ in taken:
            yield answers.get()


def _gather(taken: Taken, allow: HostPorts) -> Gathered:
    """Ask one feed: 304, else the same bytes as last time, else parse. Never raises, touches no database."""
    try:
        answer = fetch(taken.url, etag=taken.etag, last_modified=taken.last_modified, allow=allow)
        problem = problem_of_status(answer.status)
        if problem is not None or answer.status == 304:
            return Gathered(taken, answer, problem=problem)
        body_hash = hashlib.sha256(answer.body).hexdigest()
        if body_hash == taken.body_hash:
            return Gathered(taken, answer, body_hash=body_hash)
        document = shared_parser.parse(answer.body, answer.headers.get("content-type", ""), answer.url)
    except FetchFailed as failure:
        return Gathered(taken, problem=failure.problem)
    except ParserGaveUpError:
        return Gathered(taken, problem=FeedProblem.TOO_COSTLY)
    except Exception:
        log.exception("feed %s could not be asked", taken.feed_id)
        return Gathered(taken, problem=FeedProblem.OUR_FAULT)
    if document.problem is not None:
        return Gathered(taken, answer, problem=PROBLEM_OF_DOCUMENT[document.problem])
    return Gathered(taken, answer, document, body_hash)


def _store_safely(gathered: Gathered, find: Matcher) -> PollResult:
    try:
        return _store(gathered, find)
    except Exception:
        log.exception("what feed %s holds could not be stored", gathered.taken.feed_id)
        db.session.rollback()
    try:
        return _store(Gathered(gathered.taken, problem=FeedProblem.OUR_FAULT), find)
    except Exception:
        log.exception("feed %s could not even be marked", gathered.taken.feed_id)
        db.session.rollback()
        return PollResult(gathered.taken.url, PollStatus.FAILED, problem=FeedProblem.OUR_FAULT)


def _store(gathered: Gathered, find: Matcher) -> PollResult:
    """Store what a poll brought, in one short transaction."""
    feed = db.session.scalars(
        select(Feed)
        .where(Feed.id == gathered.taken.feed_id)
        .with_for_update(of=Feed)
        .execution_options(populate_existing=True)
    ).one()
    now = clock.now()
    feed.polling_until, feed.last_polled_at = None, now
    feed.last_status = gathered.answer.status if gathered.answer else None
    if gathered.problem is not None:
        return _store_trouble(feed, gathered, gathered.problem, now)
    new = matched = entries = 0
    if gathered.document is not None:
        new, matched = store_items(feed, gathered.document.items, find, now)
        entries = len(gathered.document.items)
        feed.is_damaged = gathered.document.is_damaged
        feed.title = gathered.document.title or feed.title
    _remember_answer(feed, gathered)
    interval = next_interval(timedelta(minutes=feed.interval_minutes), has_new=new > 0)
    feed.interval_minutes = round(interval.total_seconds() / 60)
    feed.next_poll_at = next_poll_at(now, interval, random.random())
    feed.failures, feed.last_error, feed.last_answered_at = 0, "", now
    feed.is_verified = True
    db.session.commit()
    status = PollStatus.NEW if new else PollStatus.UNCHANGED
    return PollResult(gathered.taken.url, status, entries, new, matched)


def _store_trouble(feed: Feed, gathered: Gathered, problem: Refusal, now: datetime) -> PollResult:
    feed.failures += 1
    feed.last_error = problem.code
    if problem is FeedProblem.GONE:
        feed.is_paused, feed.paused_reason = True, problem.code
    asked = retry_after(gathered.answer.headers.get("retry-after", ""), now) if gathered.answer else None
    wait = wait_after_failure(timedelta(minutes=feed.interval_minutes), feed.failures, asked)
    feed.next_poll_at = next_poll_at(now, wait, random.random())
    status = PollStatus.PAUSED if feed.is_paused else PollStatus.FAILED
    db.session.commit()
    return PollResult(gathered.taken.url, status, problem=problem)


def _remember_answer(feed: Feed, gathered: Gathered) -> None:
    """Keep what makes the next poll cheap, and where the feed lives now if all redirects were for good."""
    answer = gathered.answer
    assert answer is not None
    is_whole = answer.status == 200
    # A 304 need not repeat the validators; a 200 without them has none.
    feed.etag = answer.headers.get("etag", "" if is_whole else feed.etag)[:300]
    feed.last_modified = answer.headers.get("last-modified", "" if is_whole else feed.last_modified)[:100]
    feed.body_hash = gathered.body_hash or feed.body_hash
    moved_to = answer.permanent_redirect_to
    if moved_to and is_whole and db.session.scalar(select(Feed.id).where(Feed.url == moved_to)) is None:
        feed.url = moved_to
