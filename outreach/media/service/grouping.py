"""Put entries that tell the same story into one group, and take one out by hand."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from rapidfuzz.fuzz import ratio
from sqlalchemy import or_, select

from outreach import clock
from outreach.db import db, take_turn
from outreach.media.models import Entry, Outlet, StoryGroup
from outreach.media.rules.grouping import NEAR, Story, groups_of, outlet_names


def group_entries(entries: Sequence[Entry]) -> None:
    """Group these with what is stored of the same stories. Only what is ours; what was split stays alone.

    The caller commits. Entries may be new to the session.
    """
    db.session.flush()
    ours = [entry for entry in entries if entry.is_match and not entry.is_split]
    if not ours:
        return
    changed = {entry.id for entry in ours}
    moments = [entry.published_at for entry in ours]
    keys = {entry.story_key for entry in ours}
    wait_for_stories()
    near = _near(min(moments), max(moments), keys)
    names = outlet_names(db.session.scalars(select(Outlet.name)).all(), [one.link for one in near if one.link])
    stories = [Story(one.id, one.story_key, one.title, one.published_at) for one in near]
    for told in groups_of(stories, ratio, names):
        if told & changed:
            _put_together(db.session.scalars(select(Entry).where(Entry.id.in_(told)).order_by(Entry.id)).all())


def wait_for_stories() -> None:
    """One at a time puts entries together or takes them apart. Called before an entry's row is locked."""
    take_turn("stories")


def split_entry(entry_id: int) -> None:
    """This one is another story after all: it leaves its group and stays out. Raises NoResultFound."""
    wait_for_stories()
    entry = _locked(entry_id)
    group_id, entry.group_id, entry.is_split = entry.group_id, None, True
    leave_group(group_id)
    db.session.commit()


def rejoin_entry(entry_id: int) -> None:
    """Take the splitting back: it is grouped by rule again. Raises NoResultFound."""
    wait_for_stories()
    entry = _locked(entry_id)
    entry.is_split = False
    group_entries([entry])
    db.session.commit()


def leave_group(group_id: int | None) -> None:
    """What is left when one has gone: a group of one is none. The caller commits."""
    if group_id is None:
        return
    db.session.flush()
    left = db.session.scalars(select(Entry).where(Entry.group_id == group_id)).all()
    if len(left) <= 1:
        for entry in left:
            entry.group_id = None
        db.session.flush()
        db.session.delete(db.session.get_one(StoryGroup, group_id))


def _locked(entry_id: int) -> Entry:
    found = select(Entry).where(Entry.id == entry_id).with_for_update(of=Entry)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _near(first: datetime, last: datetime, keys: Collection[str]) -> Sequence[Any]:
    """What is ours and was published about then, or has one of these addresses. There may be hundreds: rows do."""
    return db.session.execute(
        select(Entry.id, Entry.story_key, Entry.title, Entry.published_at, Entry.link)
        .where(Entry.is_match, Entry.is_split.is_(False))
        .where(or_(Entry.published_at.between(first - NEAR, last + NEAR), Entry.story_key.in_(keys)))
        .order_by(Entry.id)
    ).all()


def _put_together(entries: Sequence[Entry]) -> None:
    """One group for all of them: the oldest there is, or a new one. Groups that were apart become one."""
    present = sorted({entry.group_id for entry in entries if entry.group_id is not None})
    if present:
        group_id = present[0]
    else:
        group = StoryGroup(created_at=clock.now())
        db.session.add(group)
        db.session.flush()
        group_id = group.id
    others = present[1:]
    if others:
        for entry in db.session.scalars(select(Entry).where(Entry.group_id.in_(others))):
            entry.group_id = group_id
    for entry in entries:
        entry.group_id = group_id
    db.session.flush()
    for other in others:
        db.session.delete(db.session.get_one(StoryGroup, other))
