"""Look after a feed by hand: ask it now, leave it alone, go on asking it, follow it no more."""

from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.media.models import Feed
from outreach.media.rules.answers import FeedProblem


def want_feed(feed_id: int) -> Feed:
    """Ask for a poll now: the worker takes it within seconds. Raises NoResultFound."""
    feed = _locked(feed_id)
    feed.wanted_at = clock.now()
    db.session.commit()
    return feed


def pause_feed(feed_id: int) -> Feed:
    """Ask it no more until somebody says so. Raises NoResultFound."""
    feed = _locked(feed_id)
    if not feed.is_paused:
        feed.is_paused, feed.paused_reason = True, FeedProblem.BY_HAND.code
    db.session.commit()
    return feed


def resume_feed(feed_id: int) -> Feed:
    """Go on asking it, from now. Raises NoResultFound."""
    feed = _locked(feed_id)
    if feed.is_paused or not feed.is_active:
        feed.is_paused, feed.is_active = False, True
        feed.failures, feed.wanted_at = 0, clock.now()
        # That its links lead elsewhere has been looked at: the next poll takes it as it is.
        feed.paused_reason = feed.paused_reason if feed.paused_reason == FeedProblem.OTHER_SITE.code else ""
    db.session.commit()
    return feed


def remove_feed(feed_id: int) -> str:
    """Follow it no more, and forget what it carried; what was counted stays counted. Returns the outlet's name."""
    feed = _locked(feed_id)
    name = feed.outlet.name
    db.session.delete(feed)
    db.session.commit()
    return name


def _locked(feed_id: int) -> Feed:
    return db.session.scalars(select(Feed).where(Feed.id == feed_id).with_for_update(of=Feed)).one()
