"""Count a publication, mend what was counted, take it out again. Each story is counted once for each outlet."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from rapidfuzz.fuzz import ratio
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.events.models import Event
from outreach.media.models import Coverage, CoverageKind, Entry, EntryState, Medium, Outlet, Spokesperson
from outreach.media.rules.count import SAME_TITLE_WITHIN, CountRefusal, likely_twin, twin_of, why_not_count
from outreach.media.rules.identify import story_key
from outreach.media.service.submitting import link_submission, unlink_submission
from outreach.refusals import Refused


@dataclass(frozen=True)
class Facts:
    """What a person says of a publication."""

    outlet_id: int
    kind: CoverageKind
    title: str
    published_on: date
    url: str = ""
    topic: str = ""
    spokesperson_id: int | None = None
    medium: Medium = Medium.WEB
    event_id: int | None = None
    submission_id: int | None = None


def add_coverage(
    *,
    outlet_id: int,
    kind: CoverageKind,
    title: str,
    published_on: date,
    url: str = "",
    topic: str = "",
    spokesperson_id: int | None = None,
    medium: Medium = Medium.WEB,
    event_id: int | None = None,
    submission_id: int | None = None,
    by_id: int | None = None,
    seen_twins: Collection[int] | None = None,
) -> Coverage:
    """Count a publication that no feed carried: printed, on the radio, behind a paywall.

    `seen_twins`: what almost has its title and was shown to whoever decides; with None nobody is asked about such.
    """
    with changing():
        coverage = Coverage(
            outlet_id=outlet_id,
            kind=kind,
            title=title,
            url=url,
            story_key=story_key(url, title, published_on.isoformat()),
            published_on=published_on,
            topic=topic,
            spokesperson_id=known_spokesperson(spokesperson_id),
            medium=medium,
            event_id=known_event(event_id),
            created_by_id=by_id,
        )
        count(coverage, seen_twins)
        link_submission(coverage, submission_id)
    return coverage


def edit_coverage(coverage_id: int, facts: Facts) -> Coverage:
    """Mend what was counted. Raises NoResultFound."""
    with changing():
        coverage = _locked_coverage(coverage_id)
        key = coverage.story_key
        if (facts.url, facts.title) != (coverage.url, coverage.title) and coverage.entry_id is None:
            key = story_key(facts.url, facts.title, facts.published_on.isoformat())
        _check(facts.outlet_id, key, facts.title, facts.published_on, but=coverage.id)
        if (facts.submission_id, facts.outlet_id) != (coverage.submission_id, coverage.outlet_id):
            unlink_submission(coverage)
        coverage.outlet_id, coverage.kind, coverage.title = facts.outlet_id, facts.kind, facts.title
        coverage.url, coverage.published_on, coverage.topic = facts.url, facts.published_on, facts.topic
        coverage.story_key, coverage.medium = key, facts.medium
        coverage.spokesperson_id = known_spokesperson(facts.spokesperson_id)
        coverage.event_id = known_event(facts.event_id)
        if coverage.submission_id is None:
            link_submission(coverage, facts.submission_id)
    return coverage


def remove_coverage(coverage_id: int) -> None:
    """It does not count after all: what came out of a feed waits in the inbox again. Raises NoResultFound."""
    with changing():
        coverage = _locked_coverage(coverage_id)
        entry = db.session.get(Entry, coverage.entry_id) if coverage.entry_id else None
        drop(coverage)
        if entry is not None:
            entry.state = EntryState.WAITING if entry.is_match else EntryState.UNMATCHED
            entry.decided_at = entry.decided_by_id = None


def count(coverage: Coverage, seen_twins: Collection[int] | None = None) -> None:
    """Add it to the session unless the outlet has the story already."""
    others = _check(coverage.outlet_id, coverage.story_key, coverage.title, coverage.published_on)
    if seen_twins is not None:
        unseen = [one for one in others if one.id not in seen_twins]
        twin = likely_twin(coverage.title, coverage.published_on, unseen, ratio)
        if twin is not None:
            raise Refused(CountRefusal.LOOKS_COUNTED, twin_id=twin.id)
    coverage.created_at = clock.now()
    db.session.add(coverage)


def drop(coverage: Coverage) -> None:
    """Take it out of the session, and what was linked to it off."""
    unlink_submission(coverage)
    db.session.delete(coverage)


def known_spokesperson(spokesperson_id: int | None) -> int | None:
    if spokesperson_id is not None and db.session.get(Spokesperson, spokesperson_id) is None:
        raise Refused(CountRefusal.UNKNOWN_SPOKESPERSON)
    return spokesperson_id


def known_event(event_id: int | None) -> int | None:
    if event_id is not None and db.session.get(Event, event_id) is None:
        raise Refused(CountRefusal.UNKNOWN_EVENT)
    return event_id


@contextmanager
def changing() -> Iterator[None]:
    """One change: kept whole, or taken back whole when something refuses it."""
    try:
        yield
        db.session.commit()
    except IntegrityError as error:
        # The one constraint that a faster twin of this request can have met first.
        db.session.rollback()
        raise Refused(CountRefusal.ALREADY_COUNTED) from error
    except Exception:
        db.session.rollback()
        raise


def _check(outlet_id: int, key: str, title: str, published_on: date, but: int | None = None) -> list[Coverage]:
    """Refuse what can't be counted; the outlet's row is the lock that makes this hold. Returns what is near it."""
    db.session.execute(select(Outlet.id).where(Outlet.id == outlet_id).with_for_update()).one()
    near = Coverage.published_on.between(published_on - SAME_TITLE_WITHIN, published_on + SAME_TITLE_WITHIN)
    same = select(Coverage).where(Coverage.outlet_id == outlet_id, (Coverage.story_key == key) | near)
    others = [one for one in db.session.scalars(same.order_by(Coverage.id)).unique() if one.id != but]
    refusal = why_not_count(key, title, published_on, others, clock.today())
    if refusal is CountRefusal.ALREADY_COUNTED:
        twin = twin_of(key, title, published_on, others)
        raise Refused(refusal, twin_id=twin.id if twin else None)
    if refusal is not None:
        raise Refused(refusal)
    return others


def _locked_coverage(coverage_id: int) -> Coverage:
    found = select(Coverage).where(Coverage.id == coverage_id).with_for_update(of=Coverage)
    return db.session.scalars(found.execution_options(populate_existing=True)).unique().one()
