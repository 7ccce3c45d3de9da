"""What was counted, and our own public voices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import undefer

from outreach.db import db
from outreach.media.models import (
    Attachment,
    Coverage,
    CoverageDraft,
    CoverageKind,
    Outlet,
    OutletTier,
    Spokesperson,
)
from outreach.media.rules.identify import story_key

PAGE = 100
Found = TypeVar("Found", bound=Select[Any])


@dataclass(frozen=True)
class CountedCoverage:
    """What the tally needs of a publication."""

    kind: CoverageKind
    tier: OutletTier
    published_on: date
    outlet: str
    spokesperson_is_woman: bool | None


@dataclass(frozen=True)
class CoverageFilter:
    """Which publications are wanted; what is empty is not asked."""

    year: int | None = None
    kind: CoverageKind | None = None
    outlet_id: int | None = None


def counted(wanted: CoverageFilter | None = None, limit: int = PAGE) -> Sequence[Coverage]:
    """What was counted, newest first."""
    newest = _wanted(select(Coverage), wanted).order_by(Coverage.published_on.desc(), Coverage.id.desc())
    return db.session.scalars(newest.limit(limit)).unique().all()


def counted_count(wanted: CoverageFilter | None = None) -> int:
    return db.session.scalar(_wanted(select(func.count(Coverage.id)), wanted)) or 0


def get_coverage(coverage_id: int) -> Coverage:
    """Raises NoResultFound."""
    return db.session.get_one(Coverage, coverage_id)


def find_coverage(coverage_id: int) -> Coverage | None:
    return db.session.get(Coverage, coverage_id)


def find_by_address(link: str) -> Coverage | None:
    """What is counted with this address, by whatever spelling of it."""
    found = select(Coverage).where(Coverage.story_key == story_key(link, "")).order_by(Coverage.id).limit(1)
    return db.session.scalars(found).unique().one_or_none()


def counted_near(outlet_ids: Iterable[int], first: date, last: date) -> Sequence[Coverage]:
    """What is counted for these outlets from the first day to the last."""
    near = Coverage.outlet_id.in_(set(outlet_ids)), Coverage.published_on.between(first, last)
    return db.session.scalars(select(Coverage).where(*near).order_by(Coverage.id)).unique().all()


def counted_coverage(year: int) -> list[CountedCoverage]:
    """All that was counted with a day in the year."""
    rows = db.session.execute(
        select(Coverage.kind, Outlet.tier, Coverage.published_on, Outlet.name, Spokesperson.is_woman)
        .join(Outlet, Coverage.outlet_id == Outlet.id)
        .outerjoin(Spokesperson, Coverage.spokesperson_id == Spokesperson.id)
        .where(Coverage.published_on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(Coverage.published_on, Coverage.id)
    )
    return [CountedCoverage(*row) for row in rows]


def coverage_years() -> list[int]:
    """The years that anything was counted in."""
    year = extract("year", Coverage.published_on)
    return [int(value) for value in db.session.scalars(select(year).distinct().order_by(year))]


def spokespersons() -> Sequence[Spokesperson]:
    """Those who have agreed and not withdrawn."""
    ours = select(Spokesperson).where(Spokesperson.withdrawn_on.is_(None))
    return db.session.scalars(ours.order_by(Spokesperson.name)).all()


def former_spokespersons() -> Sequence[Spokesperson]:
    """Those who have withdrawn: kept for what is counted, no longer looked for."""
    former = select(Spokesperson).where(Spokesperson.withdrawn_on.is_not(None))
    return db.session.scalars(former.order_by(Spokesperson.name)).all()


def get_spokesperson(voice_id: int) -> Spokesperson:
    """Raises NoResultFound."""
    return db.session.get_one(Spokesperson, voice_id)


def attachments_of(coverage_ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """The files beside each of these publications, without what is in them."""
    found: dict[int, list[Attachment]] = {}
    rows = select(Attachment).where(Attachment.coverage_id.in_(list(coverage_ids))).order_by(Attachment.id)
    for attachment in db.session.scalars(rows):
        found.setdefault(attachment.coverage_id, []).append(attachment)
    return found


def get_attachment(attachment_id: int) -> Attachment:
    """With its content. Raises NoResultFound."""
    return db.session.get_one(Attachment, attachment_id, options=[undefer(Attachment.content)])


def find_coverage_draft(draft_id: int, person_id: int, since: datetime) -> CoverageDraft:
    """A person's own import that was kept after `since`, or NoResultFound."""
    found = select(CoverageDraft).where(
        CoverageDraft.id == draft_id, CoverageDraft.person_id == person_id, CoverageDraft.created_at >= since
    )
    return db.session.scalars(found).one()


def _wanted(found: Found, wanted: CoverageFilter | None) -> Found:
    if wanted is None:
        return found
    if wanted.year is not None:
        found = found.where(Coverage.published_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.kind is not None:
        found = found.where(Coverage.kind == wanted.kind)
    return found.where(Coverage.outlet_id == wanted.outlet_id) if wanted.outlet_id is not None else found
