"""What was counted, and our own public voices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, func, select

from outreach.db import db
from outreach.media.models import (
    Coverage,
    CoverageKind,
    Outlet,
    OutletTier,
    Spokesperson,
)

PAGE = 100


@dataclass(frozen=True)
class CountedCoverage:
    """What the tally needs of a publication."""

    kind: CoverageKind
    tier: OutletTier
    published_on: date
    outlet: str
    spokesperson_is_woman: bool | None


def counted(limit: int = PAGE) -> Sequence[Coverage]:
    """What was counted, newest first."""
    newest = select(Coverage).order_by(Coverage.published_on.desc(), Coverage.id.desc())
    return db.session.scalars(newest.limit(limit)).unique().all()


def counted_count() -> int:
    return db.session.scalar(select(func.count(Coverage.id))) or 0


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
    return db.session.scalars(select(Spokesperson).order_by(Spokesperson.name)).all()
