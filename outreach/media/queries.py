"""What waits, what was counted, how the feeds are: reads, for the pages, the tally and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.orm import joinedload

from outreach import clock
from outreach.db import db
from outreach.fetch import masked
from outreach.media.models import (
    Coverage,
    CoverageKind,
    Entry,
    EntryState,
    Feed,
    MatchWord,
    Outlet,
    OutletTier,
    Spokesperson,
    TermKind,
)
from outreach.media.rules.match import Term

PAGE = 100


@dataclass(frozen=True)
class CountedCoverage:
    """What the tally needs of a publication."""

    kind: CoverageKind
    tier: OutletTier
    published_on: date
    outlet: str
    spokesperson_is_woman: bool | None


@dataclass(frozen=True)
class FeedHealth:
    """How the feeds answer: `failing` and `paused` ones are named, the rest counted."""

    answering: int
    last_answered_at: datetime | None
    failing: Sequence[Feed]
    paused: Sequence[Feed]
    unasked: int


def waiting_entries(limit: int = PAGE) -> Sequence[Entry]:
    """Entries that wait for a decision, newest first."""
    newest = select(Entry).where(Entry.state == EntryState.WAITING)
    return db.session.scalars(newest.order_by(Entry.published_at.desc(), Entry.id.desc()).limit(limit)).all()


def waiting_count() -> int:
    return db.session.scalar(select(func.count()).where(Entry.state == EntryState.WAITING)) or 0


def get_entry(entry_id: int) -> Entry:
    """Raises NoResultFound."""
    return db.session.get_one(Entry, entry_id)


def find_entry(entry_id: int) -> Entry | None:
    return db.session.get(Entry, entry_id)


def counted(limit: int = PAGE) -> Sequence[Coverage]:
    """What was counted, newest first."""
    newest = select(Coverage).order_by(Coverage.published_on.desc(), Coverage.id.desc())
    return db.session.scalars(newest.limit(limit)).unique().all()


def counted_count() -> int:
    return db.session.scalar(select(func.count(Coverage.id))) or 0


def counted_coverage(year: int) -> list[CountedCoverage]:
    """All that was counted with a day in the year."""
    rows = db.session.execute(
        select(Coverage.kind, Outlet.tier, Coverage.published_on, Outlet.name, Spokesperson.is_woman)
        .join(Outlet, Coverage.outlet_id == Outlet.id)
        .outerjoin(Spokesperson, Coverage.spokesperson_id == Spokesperson.id)
        .where(Coverage.published_on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(Coverage.published_on, Coverage.id)
    )
    return [CountedCoverage(*row) for row in rows]


def coverage_years() -> list[int]:
    """The years that anything was counted in."""
    year = extract("year", Coverage.published_on)
    return [int(value) for value in db.session.scalars(select(year).distinct().order_by(year))]


def outlets() -> Sequence[Outlet]:
    return db.session.scalars(select(Outlet).order_by(Outlet.name)).all()


def find_outlet(name: str) -> Outlet | None:
    """By name, whatever the capitals."""
    wanted = name.strip().casefold()
    return next((outlet for outlet in outlets() if outlet.name.casefold() == wanted), None)


def spokespersons() -> Sequence[Spokesperson]:
    return db.session.scalars(select(Spokesperson).order_by(Spokesperson.name)).all()


def feeds() -> Sequence[Feed]:
    """All feeds with their outlets, by the outlet's name."""
    return db.session.scalars(
        select(Feed).join(Feed.outlet).options(joinedload(Feed.outlet)).order_by(Outlet.name, Feed.id)
    ).all()


def feed_health() -> FeedHealth:
    """Who answers, who does not, who was never asked."""
    active = [feed for feed in feeds() if feed.is_active]
    well = [feed for feed in active if not feed.is_paused and not feed.failures and feed.last_polled_at]
    return FeedHealth(
        answering=len(well),
        last_answered_at=max((feed.last_answered_at for feed in well if feed.last_answered_at), default=None),
        failing=[feed for feed in active if not feed.is_paused and feed.failures],
        paused=[feed for feed in active if feed.is_paused],
        unasked=sum(not feed.last_polled_at and not feed.is_paused for feed in active),
    )


def terms() -> list[Term]:
    """The match words and the names of our own people, as the rules take them."""
    words = db.session.scalars(select(MatchWord).order_by(MatchWord.id))
    found = [Term(word.kind, word.word, tuple(word.forms), word.is_prefix) for word in words]
    return found + [Term(TermKind.PERSON, person.name) for person in spokespersons()]


def feeds_as_json() -> dict[str, Any]:
    """What `outreach feeds list --json` prints. Passwords in addresses are masked."""
    return {"feeds": [_feed_as_json(feed) for feed in feeds()]}


def _feed_as_json(feed: Feed) -> dict[str, Any]:
    return {
        "url": masked(feed.url),
        "outlet": feed.outlet.name,
        "tier": feed.outlet.tier.value,
        "status": "paused" if feed.is_paused else "failed" if feed.failures else "ok" if feed.last_polled_at else "new",
        "last_polled": _iso(feed.last_polled_at),
        "next_poll": None if feed.is_paused else _iso(feed.next_poll_at),
        "error": feed.paused_reason or feed.last_error or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return clock.local(moment).isoformat(timespec="seconds") if moment else None
