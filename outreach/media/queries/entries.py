"""What waits for a decision, and what was decided."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from outreach import clock
from outreach.db import db
from outreach.media.models import Entry, EntryState
from outreach.media.rules.suggest import Seen

PAGE = 100
LEARNS_FROM = 200  # decisions of each kind
LEARNS_WITHIN = timedelta(days=90)


def waiting_entries(limit: int = PAGE, before: tuple[datetime, int] | None = None) -> Sequence[Entry]:
    """Entries that wait for a decision, newest first; those after an entry's (published_at, id), if one is given."""
    newest = select(Entry).where(Entry.state == EntryState.WAITING)
    if before is not None:
        moment, entry_id = before
        older = (Entry.published_at == moment) & (Entry.id < entry_id)
        newest = newest.where(or_(Entry.published_at < moment, older))
    return db.session.scalars(newest.order_by(Entry.published_at.desc(), Entry.id.desc()).limit(limit)).all()


def waiting_count() -> int:
    return db.session.scalar(select(func.count()).where(Entry.state == EntryState.WAITING)) or 0


def get_entry(entry_id: int) -> Entry:
    """Raises NoResultFound."""
    return db.session.get_one(Entry, entry_id)


def find_entry(entry_id: int) -> Entry | None:
    return db.session.get(Entry, entry_id)


def entries_by_id(entry_ids: Iterable[int]) -> Sequence[Entry]:
    """Those of the entries that exist."""
    return db.session.scalars(select(Entry).where(Entry.id.in_(list(entry_ids))).order_by(Entry.id)).all()


def decided_entries(limit: int = PAGE) -> Sequence[Entry]:
    """What was decided, the last decision first."""
    decided = select(Entry).where(Entry.state.in_((EntryState.CONFIRMED, EntryState.DISMISSED)))
    return db.session.scalars(decided.order_by(Entry.decided_at.desc(), Entry.id.desc()).limit(limit)).all()


def seen_lately(state: EntryState) -> list[Seen]:
    """The texts of the last decisions of a kind, with the words that matched in them."""
    found = select(Entry.title, Entry.summary, Entry.page_snippet, Entry.why)
    found = found.where(Entry.state == state, Entry.decided_at >= clock.now() - LEARNS_WITHIN)
    rows = db.session.execute(found.order_by(Entry.decided_at.desc(), Entry.id.desc()).limit(LEARNS_FROM))
    return [Seen(f"{row.title}\n{row.summary}\n{row.page_snippet}", tuple(row.why)) for row in rows]
