"""How feeds have answered, what they brought, and what somebody should look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select

from outreach import clock
from outreach.db import db
from outreach.i18n import N_
from outreach.media.models import Entry, Feed, FeedAnswer
from outreach.media.queries.outlets import feeds
from outreach.media.rules.schedule import is_quiet

ANSWERS = 20  # shown
GAP_SHOWN_FOR = timedelta(days=30)

PAUSED = N_("It is not asked any more until somebody says so.")
GAP = N_("More came out between two looks than the feed holds: some may be missing. It is asked more often now.")
QUIET = N_("Nothing new has come for more than a month. See whether the paper has another feed by now.")
MOVED = N_("The site sends us on to a feed that is followed already: one of the two can be removed.")


@dataclass(frozen=True)
class FeedCounts:
    """What is stored of a feed: all entries, and those that are about us."""

    entries: int = 0
    ours: int = 0


def find_feed(feed_id: int) -> Feed | None:
    return db.session.get(Feed, feed_id)


def feed_counts() -> Mapping[int, FeedCounts]:
    """By the feed's id."""
    ours = func.sum(case((Entry.is_match, 1), else_=0))
    rows = db.session.execute(select(Entry.feed_id, func.count(), ours).group_by(Entry.feed_id))
    return {feed_id: FeedCounts(entries, found or 0) for feed_id, entries, found in rows}


def newest_answers(feed: Feed) -> Sequence[FeedAnswer]:
    """The last polls of a feed, the newest first."""
    answers = select(FeedAnswer).where(FeedAnswer.feed_id == feed.id)
    return db.session.scalars(answers.order_by(FeedAnswer.at.desc(), FeedAnswer.id.desc()).limit(ANSWERS)).all()


def notices(feed: Feed) -> list[str]:
    """What somebody should look at, beside whether it answers."""
    now = clock.now()
    if feed.is_paused:
        return [PAUSED]
    found = []
    if feed.gap_at is not None and now - feed.gap_at < GAP_SHOWN_FOR:
        found.append(GAP)
    if not feed.failures and is_quiet(feed.last_new_at, now):
        found.append(QUIET)
    if feed.moved_to and feed.moved_times >= 3:
        found.append(MOVED)
    return found


def feed_notices() -> list[tuple[Feed, list[str]]]:
    """The feeds that somebody should look at, and why: for the inbox."""
    return [(feed, told) for feed in feeds() if feed.is_active and (told := notices(feed))]
