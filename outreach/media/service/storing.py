"""Store the items of feeds that are new, each with whether it is ours, why, and as what; note edited titles."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Dialect, false, insert, literal_column, select, tuple_

from outreach.db import Base, db
from outreach.media.models import Entry, EntryState
from outreach.media.rules.identify import Known, possible_identities, resolved
from outreach.media.rules.judge import Judged

FORMER_TITLES = 10
COLUMNS = (
    "feed_id", "identity", "story_key", "guid", "title", "summary", "link", "published_at", "raw_date", "fetched_at",
    "is_match", "why", "kind_guess", "kind_sign", "categories", "state",
)  # fmt: skip
FEW_VALUES = frozenset({"fetched_at", "is_match", "why", "kind_guess", "categories", "state"})
TOLD_AT_ONCE = 500  # rows that one question names


@dataclass(frozen=True)
class Stored(Known):
    """An entry of a feed that an item may be."""

    entry_id: int
    feed_id: int


@dataclass(frozen=True)
class Brought:
    """What a feed's items bring: how many are new, and how many of these are ours."""

    new: int = 0
    matched: int = 0


class Shelf:
    """Collects what several feeds bring, so that storing it costs a few statements for all of them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._rows: list[dict[str, Any]] = []
        self._edits: list[tuple[int, Judged]] = []

    def put(self, feed_id: int, judged: Sequence[Judged], known: Sequence[Stored] | None) -> Brought:
        """Add what is not stored yet, and new titles of what is. `known` is None where nothing of the feed is."""
        rows: list[dict[str, Any]] = []
        if known is None:
            rows = [_row(feed_id, one, one.identity, self.now) for one in judged if one.identity is not None]
        else:
            again: dict[int, list[Judged]] = defaultdict(list)
            for one, place in zip(judged, resolved([one.named for one in judged], known), strict=True):
                if isinstance(place, Stored):
                    again[place.entry_id].append(one)
                elif place is not None:
                    rows.append(_row(feed_id, one, place, self.now))
            titles = {one.entry_id: one.title for one in known}
            # Two items of the file that are one entry differ in title for good: no news.
            self._edits += [
                (entry_id, same[0])
                for entry_id, same in again.items()
                if titles[entry_id] not in {one.item.name for one in same}
            ]
        self._rows += rows
        return Brought(len(rows), sum(row["is_match"] for row in rows))

    def write(self) -> list[Entry]:
        """Store it all, and return what is ours and new to us, which is not yet in groups. The caller commits."""
        if self._rows:
            _insert(self._rows)
        ours = _entries([(row["feed_id"], row["identity"]) for row in self._rows if row["is_match"]])
        for entry_id, judged in self._edits:
            ours += _edit(db.session.get_one(Entry, entry_id), judged)
        return ours


def store_items(feed_id: int, judged: Sequence[Judged], now: datetime) -> None:
    """Store the items of one feed. The caller groups and commits."""
    shelf = Shelf(now)
    shelf.put(feed_id, judged, stored({feed_id: judged})[feed_id])
    shelf.write()


def stored(brought: Mapping[int, Sequence[Judged]]) -> dict[int, list[Stored]]:
    """What is stored of each feed that any of its items could be: by what it is stored under, or by its story."""
    found: dict[int, list[Stored]] = {feed_id: [] for feed_id in brought}
    names = [(feed, name) for feed, several in brought.items() for one in several for name in _names(one)]
    keys = [(feed, one.story_key) for feed, several in brought.items() for one in several]
    told = select(Entry.guid, Entry.link, Entry.title, Entry.identity, Entry.id, Entry.feed_id)
    met: set[int] = set()
    for column, pairs in ((Entry.identity, names), (Entry.story_key, keys)):
        for start in range(0, len(pairs), TOLD_AT_ONCE):
            some = told.where(tuple_(Entry.feed_id, column).in_(pairs[start : start + TOLD_AT_ONCE]))
            for row in db.session.execute(some):
                if row.id not in met:
                    met.add(row.id)
                    found[row.feed_id].append(Stored(*row))
    return found


def _names(one: Judged) -> tuple[str, str]:
    return possible_identities(one.named)


def _entries(names: Sequence[tuple[int, str]]) -> list[Entry]:
    found: list[Entry] = []
    for start in range(0, len(names), TOLD_AT_ONCE):
        some = tuple_(Entry.feed_id, Entry.identity).in_(names[start : start + TOLD_AT_ONCE])
        found += db.session.scalars(select(Entry).where(some).order_by(Entry.id))
    return found


def _row(feed_id: int, judged: Judged, identity: str, now: datetime) -> dict[str, Any]:
    item = judged.item
    return {
        "feed_id": feed_id,
        "identity": identity,
        "story_key": judged.story_key,
        "guid": item.guid,
        "title": item.name,
        "summary": item.summary,
        "link": item.link,
        "published_at": judged.published_at,
        "raw_date": item.raw_date,
        "fetched_at": now,
        "is_match": judged.is_match,
        "why": judged.why,
        "kind_guess": judged.kind,
        "kind_sign": judged.sign,
        "categories": item.categories,
        "state": EntryState.WAITING if judged.is_match else EntryState.UNMATCHED,
    }


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    """Hundreds at a first look: without an object for each, and without SQLAlchemy's way with each value.

    That is as long as all else that is done to store it; here nearly all values but texts are the same few.
    """
    connection = db.session.connection()
    ready = _statement(connection.dialect)
    values = [[row[name] if how is None else how(row[name]) for name, how in ready.columns] for row in rows]
    if not ready.is_by_place:
        names = [name for name, _how in ready.columns]
        connection.exec_driver_sql(ready.sql, [dict(zip(names, row, strict=True)) for row in values])
    else:
        connection.exec_driver_sql(ready.sql, [tuple(row) for row in values])


class _Ready(NamedTuple):
    """A statement in a driver's words, and how each of its values is put for that driver, in order."""

    sql: str
    columns: Sequence[tuple[str, Callable[[Any], Any] | None]]
    is_by_place: bool


@lru_cache(2)
def _statement(dialect: Dialect) -> _Ready:
    same = {"former_titles": "'[]'", "page_snippet": "''", "page_state": "''", "is_split": false()}
    table = Base.metadata.tables[Entry.__tablename__]
    new = insert(table).values(
        {name: it if not isinstance(it, str) else literal_column(it) for name, it in same.items()}
    )
    compiled = new.compile(dialect=dialect, column_keys=COLUMNS)
    columns = []
    for name in compiled.positiontup or COLUMNS:
        how = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        columns.append((name, lru_cache(200)(how) if how is not None and name in FEW_VALUES else how))
    return _Ready(compiled.string, columns, compiled.positiontup is not None)


def _edit(entry: Entry, judged: Judged) -> list[Entry]:
    """The paper has changed a title: keep the former one. What somebody decided stands; what waits goes on waiting.

    Returns the entry if only its new title makes it ours.
    """
    former = [title for title in entry.former_titles if title not in (judged.item.name, entry.title)]
    entry.former_titles = [*former, entry.title][-FORMER_TITLES:]
    entry.title, entry.summary = judged.item.name, judged.item.summary or entry.summary
    if entry.state != EntryState.UNMATCHED or not judged.is_match:
        return []
    entry.is_match, entry.why, entry.state = True, list(judged.why), EntryState.WAITING
    entry.kind_guess, entry.kind_sign = judged.kind, judged.sign
    return [entry]
