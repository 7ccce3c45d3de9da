"""Store the items of a feed that are new, each with whether it is ours, why, and as what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from outreach import clock
from outreach.db import db
from outreach.media.models import Entry, EntryState, Feed
from outreach.media.rules.classify import classify
from outreach.media.rules.dates import published_at
from outreach.media.rules.documents import Item
from outreach.media.rules.identify import Known, Named, identities, possible_identities, story_key
from outreach.media.rules.match import Matcher


def store_items(feed: Feed, items: Sequence[Item], find: Matcher, now: datetime) -> tuple[int, int]:
    """Add what is not stored yet to the session. Returns how many entries are new and how many of them ours."""
    published = [published_at(item.raw_date, now, _moment(item.guessed_at)) for item in items]
    named = [Named(item.guid, item.link, item.name) for item in items]
    keys = [
        story_key(item.link, item.name, clock.day_of(moment).isoformat())
        for item, moment in zip(items, published, strict=True)
    ]
    new = matched = 0
    for item, identity, key, moment in zip(
        items, identities(named, _known(feed.id, named, keys)), keys, published, strict=True
    ):
        if identity is None:
            continue
        entry = _entry(feed, item, find)
        entry.identity, entry.story_key, entry.published_at, entry.fetched_at = identity, key, moment, now
        db.session.add(entry)
        new += 1
        matched += entry.is_match
    return new, matched


def _entry(feed: Feed, item: Item, find: Matcher) -> Entry:
    match = find(
        f"{item.title}\n{item.summary}",
        categories=item.categories,
        link=item.link,
        only_here=feed.outlet.only_here,
    )
    return Entry(
        feed_id=feed.id,
        guid=item.guid,
        title=item.name,
        summary=item.summary,
        link=item.link,
        raw_date=item.raw_date,
        is_match=match.is_match,
        why=list(match.why),
        kind_guess=classify(item.title, item.link, item.categories).kind,
        state=EntryState.WAITING if match.is_match else EntryState.UNMATCHED,
    )


def _known(feed_id: int, named: Sequence[Named], keys: Sequence[str]) -> list[Known]:
    """What is stored of the feed that any of these items could be."""
    candidates = {identity for one in named for identity in possible_identities(one)}
    rows = db.session.execute(
        select(Entry.guid, Entry.link, Entry.title, Entry.identity).where(
            Entry.feed_id == feed_id, or_(Entry.identity.in_(candidates), Entry.story_key.in_(set(keys)))
        )
    )
    return [Known(*row) for row in rows]


def _moment(iso: str) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None
