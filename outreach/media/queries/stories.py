"""What waits for a decision, each story with all that tell it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from outreach.db import db
from outreach.media.models import Entry, EntryState
from outreach.media.queries.entries import PAGE, waiting_entries

DECIDED = (EntryState.CONFIRMED, EntryState.DISMISSED)


@dataclass(frozen=True)
class GroupedEntries:
    """One story: what waits, newest first, and what was decided about the same story elsewhere."""

    waiting: tuple[Entry, ...]
    decided: tuple[Entry, ...] = ()

    @property
    def first(self) -> Entry:
        return self.waiting[0]

    @property
    def is_group(self) -> bool:
        return len(self.waiting) + len(self.decided) > 1


def entries_grouped(limit: int = PAGE, before: tuple[datetime, int] | None = None) -> list[GroupedEntries]:
    """The stories that wait for a decision, newest first, from about `limit` entries, in two queries at most.

    `before`: those after an entry's (published_at, id); what an earlier page showed in its group is left out.
    """
    newest = waiting_entries(limit, before)
    others = _grouped_with(newest)
    found: list[GroupedEntries] = []
    seen: set[int] = set()
    for entry in newest:
        if entry.group_id is None:
            found.append(GroupedEntries((entry,)))
        elif entry.group_id not in seen:
            seen.add(entry.group_id)
            told = others[entry.group_id]
            if before is not None and _newest_waiting(told) >= before:
                continue
            found.append(
                GroupedEntries(
                    tuple(one for one in told if one.state == EntryState.WAITING),
                    tuple(one for one in told if one.state in DECIDED),
                )
            )
    return found


def _newest_waiting(told: Sequence[Entry]) -> tuple[datetime, int]:
    return max((one.published_at, one.id) for one in told if one.state == EntryState.WAITING)


def _grouped_with(entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    group_ids = {entry.group_id for entry in entries if entry.group_id is not None}
    grouped: dict[int, list[Entry]] = defaultdict(list)
    if group_ids:
        told = select(Entry).where(Entry.group_id.in_(group_ids), Entry.state.in_((EntryState.WAITING, *DECIDED)))
        for one in db.session.scalars(told.order_by(Entry.published_at.desc(), Entry.id.desc())):
            if one.group_id is not None:
                grouped[one.group_id].append(one)
    return grouped
