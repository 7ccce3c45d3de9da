"""A person decides what counts, one entry or many at once: confirm, dismiss, and take either back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.media.models import Coverage, CoverageKind, Entry, EntryState, Outlet
from outreach.media.rules.count import CountRefusal
from outreach.media.service.counting import changing, count, drop, known_event, known_spokesperson
from outreach.media.service.submitting import link_sending
from outreach.refusals import Refused

DECIDED = (EntryState.CONFIRMED, EntryState.DISMISSED)


@dataclass(frozen=True)
class Decision:
    """How an entry is counted. Without a kind, as its guess says.

    `seen_twins`: what is counted under almost its title, and was shown to whoever decides.
    """

    kind: CoverageKind | None = None
    spokesperson_id: int | None = None
    sending_id: int | None = None
    event_id: int | None = None
    seen_twins: Collection[int] = ()


@dataclass
class Outcome:
    """What became of several entries: which were decided, and which not, each with the reason."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


def confirm_entry(
    entry_id: int,
    kind: CoverageKind | None,
    spokesperson_id: int | None = None,
    by_id: int | None = None,
    *,
    sending_id: int | None = None,
    event_id: int | None = None,
    seen_twins: Collection[int] = (),
) -> Coverage:
    """Count an entry as a letter or an article. Raises NoResultFound when there is no such entry."""
    with changing():
        entry = _locked_entry(entry_id)
        return _confirm(entry, Decision(kind, spokesperson_id, sending_id, event_id, seen_twins), by_id)


def dismiss_entry(entry_id: int, by_id: int | None = None) -> None:
    """This is not about us."""
    with changing():
        entry = _locked_entry(entry_id)
        if entry.state in DECIDED:
            raise Refused(CountRefusal.ALREADY_DECIDED)
        _decide(entry, EntryState.DISMISSED, by_id)


def undo_entry(entry_id: int) -> None:
    """Take a decision back: the entry waits again, and what was counted for it no longer is."""
    with changing():
        entry = _locked_entry(entry_id)
        if entry.state not in DECIDED:
            raise Refused(CountRefusal.NOT_DECIDED)
        _undo(entry)


def confirm_entries(decisions: Mapping[int, Decision], by_id: int | None = None) -> Outcome:
    """Count several. One that can't be counted stays as it is, and never stops the others.

    What the same outlet has twice of one story is counted once, and the other is put aside with it.
    """
    outcome = Outcome()
    groups: dict[int, int | None] = {}  # of what is counted here: the entry's group by the publication's id
    with changing():
        for entry in _locked_entries(list(decisions)):
            entry_id, group_id = entry.id, entry.group_id
            try:
                with db.session.begin_nested():
                    coverage = _confirm(entry, decisions[entry_id], by_id)
                    db.session.flush()
                    groups[coverage.id] = group_id
            except Refused as refused:
                twin_id = refused.values.get("twin_id")
                if group_id is None or not isinstance(twin_id, int) or groups.get(twin_id) != group_id:
                    outcome.refused[entry_id] = refused
                    continue
                _decide(entry, EntryState.DISMISSED, by_id)
            outcome.done.append(entry_id)
    return outcome


def dismiss_entries(entry_ids: Sequence[int], by_id: int | None = None) -> Outcome:
    """None of these is about us."""
    outcome = Outcome()
    with changing():
        for entry in _locked_entries(entry_ids):
            if entry.state in DECIDED:
                outcome.refused[entry.id] = Refused(CountRefusal.ALREADY_DECIDED)
            else:
                _decide(entry, EntryState.DISMISSED, by_id)
                outcome.done.append(entry.id)
    return outcome


def undo_entries(entry_ids: Sequence[int]) -> Outcome:
    """Take several decisions back, where there still is one."""
    outcome = Outcome()
    with changing():
        for entry in _locked_entries(entry_ids):
            if entry.state in DECIDED:
                _undo(entry)
                outcome.done.append(entry.id)
            else:
                outcome.refused[entry.id] = Refused(CountRefusal.NOT_DECIDED)
    return outcome


def _confirm(entry: Entry, decision: Decision, by_id: int | None) -> Coverage:
    if entry.state in DECIDED:
        raise Refused(CountRefusal.ALREADY_DECIDED)
    coverage = Coverage(
        outlet_id=entry.feed.outlet_id,
        kind=decision.kind or entry.kind_guess,
        title=entry.title,
        url=entry.link,
        story_key=entry.story_key,
        published_on=clock.day_of(entry.published_at),
        spokesperson_id=known_spokesperson(decision.spokesperson_id),
        event_id=known_event(decision.event_id),
        entry_id=entry.id,
        created_by_id=by_id,
    )
    count(coverage, decision.seen_twins)
    link_sending(coverage, decision.sending_id)
    _decide(entry, EntryState.CONFIRMED, by_id)
    return coverage


def _undo(entry: Entry) -> None:
    for coverage in db.session.scalars(select(Coverage).where(Coverage.entry_id == entry.id)).unique():
        drop(coverage)
    entry.state = EntryState.WAITING if entry.is_match else EntryState.UNMATCHED
    entry.decided_at = entry.decided_by_id = None


def _decide(entry: Entry, state: EntryState, by_id: int | None) -> None:
    entry.state, entry.decided_at, entry.decided_by_id = state, clock.now(), by_id


def _locked_entry(entry_id: int) -> Entry:
    found = select(Entry).where(Entry.id == entry_id).with_for_update(of=Entry)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _locked_entries(entry_ids: Sequence[int]) -> Sequence[Entry]:
    """Those of the entries that exist, locked; always in one order, their outlets after them: no two wait for each
    other."""
    found = select(Entry).where(Entry.id.in_(entry_ids)).order_by(Entry.id).with_for_update(of=Entry)
    entries = db.session.scalars(found.execution_options(populate_existing=True)).all()
    outlet_ids = {entry.feed.outlet_id for entry in entries}
    db.session.execute(select(Outlet.id).where(Outlet.id.in_(outlet_ids)).order_by(Outlet.id).with_for_update()).all()
    return entries
