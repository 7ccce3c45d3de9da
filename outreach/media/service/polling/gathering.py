"""Ask feeds and parse what is new, without the database: several hosts at a time, each one request at a time."""

import hashlib
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

from outreach import clock, config
from outreach.fetch import Fetched, FetchFailed, Session
from outreach.media.parser import Parser, ParserGaveUpError, parsers
from outreach.media.rules.answers import PROBLEM_OF_DOCUMENT, FeedProblem, problem_of_status
from outreach.media.rules.looks import Asked, Look
from outreach.media.rules.schedule import retry_after
from outreach.media.service.polling.taking import ASKS_FOR, Taken
from outreach.refusals import Refusal

HOSTS_AT_ONCE = 8
UNDER_WAY = 24  # with a file that is new and not yet stored: bounds what lies in memory
FEEDS_IN_BATCH, ITEMS_IN_BATCH, LINGER_SECONDS = 200, 450, 0.25
WHOLE_EVERY = timedelta(days=7)  # so that a better parser reaches what it read before

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gathered:
    """What came of asking: an answer (without its body), what is in it if its bytes are new, or what went wrong."""

    taken: Taken
    answer: Fetched | None = None
    problem: Refusal | None = None
    body_hash: str = ""
    seen: Look | None = None
    milliseconds: int = 0
    size: int = 0
    takes_room: bool = False
    is_skipped: bool = False  # not asked at all; it is given back
    host_until: datetime | None = None  # its host asked to be left alone until then

    @property
    def items(self) -> int:
        return len(self.seen.items) if self.seen else 0


@dataclass
class _Round:
    """What the threads of one round share."""

    session: Session
    words: str
    parsing: ThreadPoolExecutor
    spare_parsers: "SimpleQueue[Parser]"
    ready: "SimpleQueue[Gathered]"
    room: threading.Semaphore
    ends_at: float
    is_over: bool = False


def gather(taken: Sequence[Taken], words: str) -> Iterator[list[Gathered]]:
    """Ask all these feeds; what is ready comes in batches, so that storing costs one transaction for several.

    `words` to look for, as `words_as_text` makes them.
    """
    settings = config.current()
    hosts: dict[str, list[Taken]] = defaultdict(list)
    for one in taken:
        hosts[one.host].append(one)
    spare: SimpleQueue[Parser] = SimpleQueue()
    for parser in parsers(settings.feed_parsers):
        spare.put(parser)
    with (
        closing(Session(allow=settings.feed_allow)) as session,
        ThreadPoolExecutor(settings.feed_parsers, thread_name_prefix="parse") as parsing,
        ThreadPoolExecutor(min(HOSTS_AT_ONCE, len(hosts)), thread_name_prefix="poll") as asking,
    ):
        ends_at = time.monotonic() + ASKS_FOR.total_seconds()
        this = _Round(session, words, parsing, spare, SimpleQueue(), threading.Semaphore(UNDER_WAY), ends_at)
        for feeds in hosts.values():
            asking.submit(_ask_host, this, feeds)
        try:
            yield from _batches(this, len(taken))
        finally:
            this.is_over = True
            this.room.release(len(taken))


def _batches(this: _Round, left: int) -> Iterator[list[Gathered]]:
    while left:
        batch = [_next_ready(this, None)]
        until = time.monotonic() + LINGER_SECONDS
        items = batch[0].items
        while len(batch) < min(left, FEEDS_IN_BATCH) and items < ITEMS_IN_BATCH:
            try:
                batch.append(_next_ready(this, max(until - time.monotonic(), 0)))
            except Empty:
                break
            items += batch[-1].items
        left -= len(batch)
        yield batch


def _next_ready(this: _Round, seconds: float | None) -> Gathered:
    one = this.ready.get(timeout=seconds)
    if one.takes_room:
        this.room.release()
    return one


def _ask_host(this: _Round, feeds: Sequence[Taken]) -> None:
    """Ask the feeds of one host, one after another. When it asks to be left alone the rest are left for later."""
    until: datetime | None = None
    for one in feeds:
        if this.is_over or until is not None or time.monotonic() > this.ends_at:
            this.ready.put(Gathered(one, is_skipped=True))
            continue
        looked, body = _ask(this.session, one)
        until = looked.host_until
        if body is None:
            this.ready.put(looked)
        else:
            this.room.acquire()
            this.parsing.submit(_read, this, replace(looked, takes_room=True), body)


def _ask(session: Session, taken: Taken) -> tuple[Gathered, bytes | None]:
    """Ask one feed. The bytes come back too if they are other than last time. Never raises."""
    started = time.perf_counter()
    blank = Gathered(taken)
    try:
        answer = session.fetch(taken.url, etag=taken.etag, last_modified=taken.last_modified)
    except FetchFailed as failure:
        return replace(blank, problem=failure.problem, milliseconds=_since(started)), None
    except Exception:
        log.exception("feed %s could not be asked", taken.feed_id)
        return replace(blank, problem=FeedProblem.OUR_FAULT, milliseconds=_since(started)), None
    problem, until = problem_of_status(answer.status), None
    if problem is FeedProblem.ASKED_TO_WAIT:
        now = clock.now()
        wait = retry_after(answer.headers.get("retry-after", ""), now)
        until = now + wait if wait else None
    body_hash = hashlib.sha256(answer.body).hexdigest() if answer.status == 200 else ""
    looked = Gathered(
        taken, replace(answer, body=b""), problem, body_hash, milliseconds=_since(started), size=len(answer.body),
        host_until=until,
    )  # fmt: skip
    is_new = answer.status == 200 and body_hash != taken.body_hash
    return looked, answer.body if is_new else None


def _read(this: _Round, looked: Gathered, body: bytes) -> None:
    """Parse and judge in a child process, as little as will do."""
    parser = this.spare_parsers.get()
    try:
        read = _read_with(parser, looked, body, this.words)
    except ParserGaveUpError:
        read = replace(looked, problem=FeedProblem.TOO_COSTLY)
    except Exception:
        log.exception("feed %s could not be read", looked.taken.feed_id)
        read = replace(looked, problem=FeedProblem.OUR_FAULT)
    finally:
        this.spare_parsers.put(parser)
    this.ready.put(read)


def _read_with(parser: Parser, looked: Gathered, body: bytes, words: str) -> Gathered:
    taken, answer, now = looked.taken, looked.answer, clock.now()
    assert answer is not None
    is_fresh = taken.parsed_whole_at is not None and now - taken.parsed_whole_at < WHOLE_EVERY
    asked = Asked(words, now, taken.only_here, taken.item_digests if is_fresh else "")
    seen = parser.look(body, answer.headers.get("content-type", ""), answer.url, asked)
    if seen.problem is not None:
        return replace(looked, problem=PROBLEM_OF_DOCUMENT[seen.problem])
    return replace(looked, seen=seen)


def _since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
