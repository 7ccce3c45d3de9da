"""Outlets, and how their feeds are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from outreach import clock
from outreach.db import db
from outreach.fetch import masked
from outreach.media.models import (
    Feed,
    Outlet,
)


@dataclass(frozen=True)
class FeedHealth:
    """How the feeds answer: `failing` and `paused` ones are named, the rest counted."""

    answering: int
    last_answered_at: datetime | None
    failing: Sequence[Feed]
    paused: Sequence[Feed]
    unasked: int


def outlets() -> Sequence[Outlet]:
    return db.session.scalars(select(Outlet).order_by(Outlet.name)).all()


def find_outlet(name: str) -> Outlet | None:
    """By name, whatever the capitals."""
    wanted = name.strip().casefold()
    return next((outlet for outlet in outlets() if outlet.name.casefold() == wanted), None)


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
