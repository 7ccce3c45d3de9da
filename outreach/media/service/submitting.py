"""Note what we send in, what became of it at each outlet, and which publication is that letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.media.models import (
    Coverage,
    Outlet,
    Sending,
    Spokesperson,
    Submission,
    SubmissionKind,
    SubmissionState,
)
from outreach.media.rules.count import CountRefusal
from outreach.media.rules.submissions import SubmissionRefusal, why_not_sent
from outreach.refusals import Refused


@dataclass(frozen=True)
class Draft:
    """What a person says of a submission."""

    kind: SubmissionKind
    title: str
    text: str = ""
    topic: str = ""
    spokesperson_id: int | None = None


@dataclass(frozen=True)
class AtOutlet:
    """How far it has come at an outlet."""

    state: SubmissionState
    sent_on: date | None = None
    answered_on: date | None = None


def add_submission(draft: Draft, outlets: Mapping[int, AtOutlet], by_id: int | None = None) -> Submission:
    """Note a letter or a press release, and where it goes."""
    submission = Submission(kind=draft.kind, title=draft.title, created_at=clock.now(), created_by_id=by_id)
    _write(submission, draft)
    _send(submission, outlets)
    db.session.add(submission)
    db.session.commit()
    return submission


def edit_submission(submission_id: int, draft: Draft, outlets: Mapping[int, AtOutlet]) -> Submission:
    """Mend it. An outlet that is left out is taken off, unless what it printed is counted. Raises NoResultFound."""
    submission = _locked_submission(submission_id)
    _write(submission, draft)
    _send(submission, outlets)
    db.session.commit()
    return submission


def mark_sending(sending_id: int, state: SubmissionState, on: date | None = None) -> Sending:
    """Sent, printed or declined at one outlet, on that day or today. Raises NoResultFound."""
    sending = db.session.get_one(Sending, sending_id, with_for_update={"of": Sending})
    if state != SubmissionState.PUBLISHED and _is_counted(sending):
        _refuse(SubmissionRefusal.IS_COUNTED)
    day = on or clock.today()
    if state in (SubmissionState.PUBLISHED, SubmissionState.DECLINED):
        _set(sending, AtOutlet(state, sending.sent_on or day, day))
    else:
        _set(sending, AtOutlet(state, day if state == SubmissionState.SENT else None))
    db.session.commit()
    return sending


def remove_submission(submission_id: int) -> None:
    """Forget it. What was printed of it stays counted. Raises NoResultFound."""
    submission = _locked_submission(submission_id)
    db.session.delete(submission)
    db.session.commit()


def link_sending(coverage: Coverage, sending_id: int | None) -> None:
    """This publication is what was sent. The caller commits."""
    if sending_id is None:
        return
    sending = db.session.get(Sending, sending_id)
    if sending is None or sending.outlet_id != coverage.outlet_id:
        raise Refused(SubmissionRefusal.NO_SUCH_SUBMISSION)
    coverage.submission_id = sending.submission_id
    sending.state, sending.answered_on = SubmissionState.PUBLISHED, coverage.published_on
    # what was never noted as sent must have been, and not after it was printed
    sending.sent_on = min(sending.sent_on or coverage.published_on, coverage.published_on)


def link_submission(coverage: Coverage, submission_id: int | None) -> None:
    """As `link_sending`, by the submission; an outlet that it was not noted for printed it all the same."""
    if submission_id is None:
        return
    if db.session.get(Submission, submission_id) is None:
        raise Refused(SubmissionRefusal.NO_SUCH_SUBMISSION)
    sending = _sending(submission_id, coverage.outlet_id)
    if sending is None:
        sending = Sending(
            submission_id=submission_id,
            outlet_id=coverage.outlet_id,
            state=SubmissionState.SENT,
            sent_on=coverage.published_on,
        )
        db.session.add(sending)
        db.session.flush()
    link_sending(coverage, sending.id)


def unlink_submission(coverage: Coverage) -> None:
    """It is not that letter after all: the outlet has not answered yet. The caller commits."""
    if coverage.submission_id is None:
        return
    sending = _sending(coverage.submission_id, coverage.outlet_id)
    coverage.submission_id = None
    if sending is not None and sending.state == SubmissionState.PUBLISHED:
        sending.state, sending.answered_on = SubmissionState.SENT, None


def _write(submission: Submission, draft: Draft) -> None:
    if draft.spokesperson_id is not None and db.session.get(Spokesperson, draft.spokesperson_id) is None:
        _refuse(CountRefusal.UNKNOWN_SPOKESPERSON)
    submission.kind, submission.title, submission.text = draft.kind, draft.title, draft.text
    submission.topic, submission.spokesperson_id = draft.topic, draft.spokesperson_id


def _send(submission: Submission, outlets: Mapping[int, AtOutlet]) -> None:
    if not outlets:
        _refuse(SubmissionRefusal.NO_OUTLET)
    there = {sending.outlet_id: sending for sending in submission.sendings}
    for outlet_id, sending in there.items():
        if outlet_id not in outlets:
            if _is_counted(sending):
                _refuse(SubmissionRefusal.IS_COUNTED)
            submission.sendings.remove(sending)
    for outlet_id, how in outlets.items():
        if outlet_id in there:
            if how.state != SubmissionState.PUBLISHED and _is_counted(there[outlet_id]):
                _refuse(SubmissionRefusal.IS_COUNTED)
            _set(there[outlet_id], how)
        else:
            sending = Sending(outlet=db.session.get_one(Outlet, outlet_id))
            _set(sending, how)
            submission.sendings.append(sending)


def _set(sending: Sending, how: AtOutlet) -> None:
    refusal = why_not_sent(how.sent_on, how.answered_on, clock.today())
    if refusal is not None:
        _refuse(refusal)
    sending.state, sending.sent_on, sending.answered_on = how.state, how.sent_on, how.answered_on


def _is_counted(sending: Sending) -> bool:
    counted = select(Coverage.id).where(
        Coverage.submission_id == sending.submission_id, Coverage.outlet_id == sending.outlet_id
    )
    return db.session.scalar(counted.limit(1)) is not None


def _sending(submission_id: int, outlet_id: int) -> Sending | None:
    return db.session.scalar(
        select(Sending).where(Sending.submission_id == submission_id, Sending.outlet_id == outlet_id)
    )


def _locked_submission(submission_id: int) -> Submission:
    found = select(Submission).where(Submission.id == submission_id).with_for_update(of=Submission)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _refuse(refusal: SubmissionRefusal | CountRefusal) -> None:
    db.session.rollback()
    raise Refused(refusal)
