"""What other match words would make of the entries that are stored: what would be new, what would be gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Executable, and_, or_, select

from outreach import clock
from outreach.db import db
from outreach.media.models import Entry, EntryState, Feed, Outlet
from outreach.media.rules.judge import remembered
from outreach.media.rules.match import Match, Term, matcher

LOOKED_BACK = timedelta(days=30)
MOST_ENTRIES = 10_000
SHOWN = 20


@dataclass(frozen=True)
class Changed:
    """An undecided entry that other words would find or lose."""

    entry_id: int
    title: str
    outlet: str
    published_at: datetime
    was_match: bool
    had_why: tuple[str, ...]
    match: Match

    @property
    def why(self) -> tuple[str, ...]:
        """The words that make it ours, now or until now."""
        return self.match.why if self.match.is_match else self.had_why

    @property
    def turns(self) -> bool:
        return self.was_match != self.match.is_match


@dataclass(frozen=True)
class Preview:
    """What saving would change in the inbox. Of each kind the newest are shown, all are counted."""

    looked_at: int
    found: tuple[Changed, ...]
    lost: tuple[Changed, ...]
    is_cut: bool  # there are more entries than are looked at

    @property
    def found_shown(self) -> tuple[Changed, ...]:
        return self.found[:SHOWN]

    @property
    def lost_shown(self) -> tuple[Changed, ...]:
        return self.lost[:SHOWN]


def preview(words: Sequence[Term]) -> Preview:
    """What these words instead of the present ones would find and lose, newest first."""
    changed, looked_at = rematched(words)
    turned = [one for one in changed if one.turns]
    return Preview(
        looked_at,
        tuple(one for one in turned if one.match.is_match),
        tuple(one for one in turned if one.was_match),
        looked_at >= MOST_ENTRIES,
    )


def rematched(words: Sequence[Term]) -> tuple[list[Changed], int]:
    """The undecided entries that these words see otherwise than they are stored, and how many were looked at.

    All that waits, and what was not ours in the last thirty days; the newest ten thousand.
    """
    find = matcher(words)
    changed, looked_at = [], 0
    for looked_at, (one, text, categories, link, only_here) in enumerate(_undecided(), 1):  # noqa: B007
        match = find(text, categories=categories, link=link, only_here=only_here)
        if match.is_match != one.was_match or (match.is_match and match.why != one.had_why):
            changed.append(
                Changed(one.entry_id, one.title, one.outlet, one.published_at, one.was_match, one.had_why, match)
            )
    return changed, looked_at


@dataclass(frozen=True)
class _Stored:
    entry_id: int
    title: str
    outlet: str
    published_at: datetime
    was_match: bool
    had_why: tuple[str, ...]


def _undecided() -> Iterator[tuple[_Stored, str, list[str], str, bool]]:
    for row in db.session.execute(_query()):
        why = tuple(row.why)
        text = f"{row.title}\n{row.summary}"
        if row.page_read_at is not None:
            text = f"{text}\n{remembered(row.page_snippet, why)}"
        stored = _Stored(row.id, row.title, row.name, row.published_at, row.is_match, why)
        yield stored, text, row.categories, row.link, row.only_here


def _query() -> Executable:
    since = clock.now() - LOOKED_BACK
    return (
        select(
            Entry.id,
            Entry.title,
            Entry.summary,
            Entry.categories,
            Entry.link,
            Entry.page_snippet,
            Entry.page_read_at,
            Entry.is_match,
            Entry.why,
            Entry.published_at,
            Outlet.name,
            Outlet.only_here,
        )
        .join(Feed, Entry.feed_id == Feed.id)
        .join(Outlet, Feed.outlet_id == Outlet.id)
        .where(
            or_(
                Entry.state == EntryState.WAITING,
                and_(Entry.state == EntryState.UNMATCHED, Entry.published_at >= since),
            )
        )
        .order_by(Entry.published_at.desc(), Entry.id.desc())
        .limit(MOST_ENTRIES)
    )
