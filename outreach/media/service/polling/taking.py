"""Take the feeds that are due, so that no other poller asks them, or their hosts, at the same time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from outreach import clock
from outreach.db import db, reading
from outreach.media.models import Feed, Outlet
from outreach.media.service.hosts import host_of, paused_hosts

TAKEN_FOR = timedelta(minutes=5)
# After this a poller asks nothing new: what it began is stored well before another may take the feed.
ASKS_FOR = timedelta(minutes=4)
MOST_AT_ONCE = 500
# Takers wait here for each other on PostgreSQL; SQLite has one writer anyway.
TAKING_LOCK = 0x706F6C6C


@dataclass(frozen=True)
class Taken:
    """What of a feed is needed to ask it and to know what its answer means, apart from the database."""

    feed_id: int
    url: str
    etag: str
    last_modified: str
    body_hash: str
    item_digests: str
    parsed_whole_at: datetime | None
    interval_minutes: int
    failures: int
    last_answered_at: datetime | None
    last_new_at: datetime | None
    moved_to: str
    moved_times: int
    paused_reason: str
    only_here: bool
    until: datetime

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=self.interval_minutes)


@dataclass(frozen=True)
class Wish:
    """Which feeds are asked for: those that are due, or all, or one, or those that somebody wants now."""

    every: bool = False
    wanted: bool = False
    feed_id: int | None = None

    def clauses(self, now: datetime) -> list[ColumnElement[bool]]:
        if self.feed_id is not None:
            return [Feed.id == self.feed_id]
        if self.wanted:
            return [Feed.wanted_at.is_not(None)]
        # Where the last poll lies in the future the clock was wrong, and so is what it made of the next one.
        due = or_(Feed.next_poll_at <= now, Feed.last_polled_at > now + TAKEN_FOR, Feed.wanted_at.is_not(None))
        return [] if self.every else [due]


def take(wish: Wish, done: Collection[int] = ()) -> list[Taken]:
    """Mark feeds as being polled: one transaction, one taker at a time. Hosts that are paused or busy are left out."""
    if not _any(wish, clock.now()):
        return []
    _wait_for_other_takers()
    now = clock.now()
    taken = _free(wish, now, frozenset(done))
    if taken:
        ids = [one.feed_id for one in taken]
        marked = update(Feed).where(Feed.id.in_(ids)).values(polling_until=now + TAKEN_FOR)
        db.session.execute(marked.execution_options(synchronize_session=False))
    db.session.commit()
    return taken


def let_go(feed_ids: Collection[int]) -> None:
    """Give feeds back that were taken and not asked; they are as due as before."""
    if feed_ids:
        given_back = update(Feed).where(Feed.id.in_(feed_ids)).values(polling_until=None)
        db.session.execute(given_back.execution_options(synchronize_session=False))
        db.session.commit()


def is_taken(now: datetime) -> ColumnElement[bool]:
    """A poller has it. A mark from far in the future is one of a wrong clock."""
    return and_(Feed.polling_until > now, Feed.polling_until <= now + 2 * TAKEN_FOR)


def _any(wish: Wish, now: datetime) -> bool:
    """A look that locks nothing: every few seconds nearly always there is nothing to do."""
    db.session.rollback()
    with reading():
        found = db.session.scalar(select(Feed.id).where(*_may_be_taken(now), *wish.clauses(now)).limit(1))
        db.session.rollback()
    return found is not None


def _may_be_taken(now: datetime) -> list[ColumnElement[bool]]:
    return [Feed.is_active.is_(True), Feed.is_paused.is_(False), or_(Feed.polling_until.is_(None), ~is_taken(now))]


def _wait_for_other_takers() -> None:
    """The transaction begins here: what is read from now on stands until its commit."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(TAKING_LOCK)))
    else:
        db.session.connection()


def _free(wish: Wish, now: datetime, done: frozenset[int]) -> list[Taken]:
    """What may be taken: of hosts that nobody else is asking just now, and that have not asked to be left alone."""
    shut = paused_hosts(now) | {host_of(url) for url in db.session.scalars(select(Feed.url).where(is_taken(now)))}
    rows = db.session.execute(
        select(
            Feed.id.label("feed_id"), Feed.url, Feed.etag, Feed.last_modified, Feed.body_hash, Feed.item_digests,
            Feed.parsed_whole_at, Feed.interval_minutes, Feed.failures, Feed.last_answered_at, Feed.last_new_at,
            Feed.moved_to, Feed.moved_times, Feed.paused_reason, Outlet.only_here,
        )
        .join(Outlet, Outlet.id == Feed.outlet_id)
        .where(*_may_be_taken(now), *wish.clauses(now))
        .order_by(Feed.wanted_at.is_(None), Feed.next_poll_at, Feed.id)
    )  # fmt: skip
    taken: list[Taken] = []
    for row in rows:
        if row.feed_id in done or host_of(row.url) in shut:
            continue
        taken.append(Taken(**row._mapping, until=now + TAKEN_FOR))  # noqa: SLF001  (its public name)
        if len(taken) == MOST_AT_ONCE:
            break
    return taken
