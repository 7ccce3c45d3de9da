"""What we sent in, and how much of it was printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from outreach.db import db
from outreach.media.models import Coverage, Outlet, Sending, Submission, SubmissionState
from outreach.media.rules.submissions import PRINTED_WITHIN, Rate, Sent, rates

PAGE = 100
Found = TypeVar("Found", bound=Select[Any])


@dataclass(frozen=True)
class SubmissionFilter:
    """Which submissions are wanted; what is empty is not asked."""

    state: SubmissionState | None = None
    outlet_id: int | None = None
    topic: str = ""


def submissions(wanted: SubmissionFilter | None = None, limit: int = PAGE) -> Sequence[Submission]:
    """What was sent in, newest first; drafts before all."""
    newest = _wanted(select(Submission), wanted or SubmissionFilter())
    sent = select(func.max(Sending.sent_on)).where(Sending.submission_id == Submission.id).scalar_subquery()
    order = (sent.is_(None).desc(), sent.desc(), Submission.id.desc())
    return db.session.scalars(newest.order_by(*order).limit(limit)).unique().all()


def submission_count(wanted: SubmissionFilter | None = None) -> int:
    return db.session.scalar(_wanted(select(func.count(Submission.id)), wanted or SubmissionFilter())) or 0


def get_submission(submission_id: int) -> Submission:
    """Raises NoResultFound."""
    return db.session.get_one(Submission, submission_id)


def submission_choices(limit: int = PAGE) -> list[tuple[int, str]]:
    """The newest, for a list to choose from: id and title."""
    rows = db.session.execute(select(Submission.id, Submission.title).order_by(Submission.id.desc()).limit(limit))
    return [(row.id, row.title) for row in rows]


def submission_topics() -> Sequence[str]:
    """The topics that anything was sent in about."""
    named = select(Submission.topic).where(Submission.topic != "")
    return db.session.scalars(named.distinct().order_by(Submission.topic)).all()


def unanswered(on: date) -> list[Sent]:
    """What lies at an outlet and may still be printed from that day on, as the rule takes it."""
    rows = db.session.execute(
        select(Sending.id, Sending.outlet_id, Submission.title, Submission.text, Sending.sent_on)
        .join(Submission, Sending.submission_id == Submission.id)
        .where(Sending.state == SubmissionState.SENT, Sending.sent_on >= on - PRINTED_WITHIN)
    )
    return [Sent(row.id, row.outlet_id, row.title, row.text, row.sent_on) for row in rows if row.sent_on]


def last_sent_on() -> date | None:
    """The last day that anything was sent in."""
    return db.session.scalar(select(func.max(Sending.sent_on)))


def printed_by_outlet(year: int) -> list[Rate]:
    """Of what was sent in a year, how much each outlet printed."""
    rows = db.session.execute(
        select(Outlet.name, Sending.state).join(Outlet, Sending.outlet_id == Outlet.id).where(*_sent_in(year))
    )
    return rates((name, state == SubmissionState.PUBLISHED) for name, state in rows)


def printed_by_topic(year: int) -> list[Rate]:
    """Of what was sent in a year, how much was printed of each topic: each outlet's answer counts."""
    rows = db.session.execute(
        select(Submission.topic, Sending.state)
        .join(Submission, Sending.submission_id == Submission.id)
        .where(*_sent_in(year))
    )
    return rates((topic, state == SubmissionState.PUBLISHED) for topic, state in rows)


def printed_in_all(year: int) -> Rate:
    """Of what was sent in a year, how much was printed."""
    states = db.session.scalars(select(Sending.state).where(*_sent_in(year)))
    return next(iter(rates(("", state == SubmissionState.PUBLISHED) for state in states)), Rate("", 0, 0))


def printed_coverage(submission_id: int) -> Sequence[Coverage]:
    """What was printed of a submission."""
    found = select(Coverage).where(Coverage.submission_id == submission_id)
    return db.session.scalars(found.order_by(Coverage.published_on, Coverage.id)).unique().all()


def _sent_in(year: int) -> tuple[ColumnElement[bool], ...]:
    return (Sending.sent_on.between(date(year, 1, 1), date(year, 12, 31)), Sending.state != SubmissionState.DRAFTED)


def _wanted(found: Found, wanted: SubmissionFilter) -> Found:
    at = select(Sending.id).where(Sending.submission_id == Submission.id)
    if wanted.state is not None:
        at = at.where(Sending.state == wanted.state)
    if wanted.outlet_id is not None:
        at = at.where(Sending.outlet_id == wanted.outlet_id)
    if wanted.state is not None or wanted.outlet_id is not None:
        found = found.where(at.exists())
    return found.where(Submission.topic == wanted.topic) if wanted.topic else found
