"""A person decides what counts: confirm, dismiss, undo, or add by hand what no feed carries."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.media.models import Coverage, CoverageKind, Entry, EntryState, Outlet, Spokesperson
from outreach.media.rules.count import CountRefusal, why_not_count
from outreach.media.rules.identify import story_key
from outreach.refusals import Refused


def confirm_entry(
    entry_id: int, kind: CoverageKind, spokesperson_id: int | None = None, by_id: int | None = None
) -> Coverage:
    """Count an entry as a letter or an article. Raises NoResultFound when there is no such entry."""
    entry = _locked_entry(entry_id)
    if entry.state in (EntryState.CONFIRMED, EntryState.DISMISSED):
        _refuse(CountRefusal.ALREADY_DECIDED)
    coverage = Coverage(
        outlet_id=entry.feed.outlet_id,
        kind=kind,
        title=entry.title,
        url=entry.link,
        story_key=entry.story_key,
        published_on=clock.day_of(entry.published_at),
        spokesperson_id=_known_spokesperson(spokesperson_id),
        entry_id=entry.id,
        created_by_id=by_id,
    )
    _count(coverage)
    _decide(entry, EntryState.CONFIRMED, by_id)
    _commit()
    return coverage


def dismiss_entry(entry_id: int, by_id: int | None = None) -> None:
    """This is not about us."""
    entry = _locked_entry(entry_id)
    if entry.state in (EntryState.CONFIRMED, EntryState.DISMISSED):
        _refuse(CountRefusal.ALREADY_DECIDED)
    _decide(entry, EntryState.DISMISSED, by_id)
    _commit()


def undo_entry(entry_id: int) -> None:
    """Take a decision back: the entry waits again, and what was counted for it no longer is."""
    entry = _locked_entry(entry_id)
    if entry.state not in (EntryState.CONFIRMED, EntryState.DISMISSED):
        _refuse(CountRefusal.NOT_DECIDED)
    for coverage in db.session.scalars(select(Coverage).where(Coverage.entry_id == entry.id)).unique():
        db.session.delete(coverage)
    entry.state = EntryState.WAITING if entry.is_match else EntryState.UNMATCHED
    entry.decided_at = entry.decided_by_id = None
    _commit()


def add_coverage(
    *,
    outlet_id: int,
    kind: CoverageKind,
    title: str,
    published_on: date,
    url: str = "",
    topic: str = "",
    spokesperson_id: int | None = None,
    by_id: int | None = None,
) -> Coverage:
    """Count a publication that no feed carried: printed, on the radio, behind a paywall."""
    coverage = Coverage(
        outlet_id=outlet_id,
        kind=kind,
        title=title,
        url=url,
        story_key=story_key(url, title, published_on.isoformat()),
        published_on=published_on,
        topic=topic,
        spokesperson_id=_known_spokesperson(spokesperson_id),
        created_by_id=by_id,
    )
    _count(coverage)
    _commit()
    return coverage


def _count(coverage: Coverage) -> None:
    """Add it unless the outlet has the story already. The outlet's row is the lock that makes this hold."""
    db.session.execute(select(Outlet.id).where(Outlet.id == coverage.outlet_id).with_for_update()).one()
    same_outlet = db.session.scalars(select(Coverage).where(Coverage.outlet_id == coverage.outlet_id)).unique()
    refusal = why_not_count(coverage.story_key, coverage.title, coverage.published_on, same_outlet.all(), clock.today())
    if refusal is not None:
        _refuse(refusal)
    coverage.created_at = clock.now()
    db.session.add(coverage)


def _decide(entry: Entry, state: EntryState, by_id: int | None) -> None:
    entry.state, entry.decided_at, entry.decided_by_id = state, clock.now(), by_id


def _locked_entry(entry_id: int) -> Entry:
    found = select(Entry).where(Entry.id == entry_id).with_for_update(of=Entry)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _known_spokesperson(spokesperson_id: int | None) -> int | None:
    if spokesperson_id is not None and db.session.get(Spokesperson, spokesperson_id) is None:
        _refuse(CountRefusal.UNKNOWN_SPOKESPERSON)
    return spokesperson_id


def _refuse(refusal: CountRefusal) -> None:
    db.session.rollback()
    raise Refused(refusal)


def _commit() -> None:
    try:
        db.session.commit()
    except IntegrityError as error:
        # The one constraint that a faster twin of this request can have met first.
        db.session.rollback()
        raise Refused(CountRefusal.ALREADY_COUNTED) from error
