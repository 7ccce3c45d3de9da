"""What waits for a decision."""

from collections.abc import Sequence

from sqlalchemy import func, select

from outreach.db import db
from outreach.media.models import (
    Entry,
    EntryState,
)

PAGE = 100


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
