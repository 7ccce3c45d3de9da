"""Reminders: rows that follow the slot's start, written into the outbox when they are due.

A claim's reminders are dropped with it, also those that wait in the outbox already. Whoever frees a place calls
drop_reminders after the claim is released and before the commit: rows first, then the outbox, so that a worker that
writes one at this very moment is waited for and its letter taken back.
"""

from sqlalchemy import delete, select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, EventStatus, Reminder, ReminderKind, Slot
from outreach.events.rules import reminders as rules
from outreach.events.service.letters.claims import claim_group, write_reminder
from outreach.messages.service import recall_messages


def plan_reminders(claim: Claim) -> None:
    """Note when the claim's person is to be reminded. The caller commits."""
    _align(claim)


def drop_reminders(claim: Claim) -> None:
    """Remind of it no more, and take back what waits in the outbox about it. The caller commits."""
    db.session.execute(delete(Reminder).where(Reminder.claim_id == claim.id))
    for kind in ReminderKind:
        recall_messages(reminder_group(claim, kind), with_failed=True)
    recall_messages(claim_group(claim), with_failed=True)


def replan(event: Event) -> None:
    """Let the reminders of all its claims follow the event, wherever it was moved to. The caller commits."""
    db.session.flush()
    claims = db.session.scalars(
        select(Claim)
        .join(Claim.slot)
        .where(Slot.event_id == event.id, Claim.state == ClaimState.ACTIVE)
        .order_by(Claim.id)
    ).all()
    for claim in claims:
        _align(claim)


def write_due_reminders(limit: int = 200) -> int:
    """Put every reminder that is due into the outbox, in the transaction that marks it. Returns how many."""
    written = 0
    for _ in range(limit):
        reminder = db.session.scalar(
            select(Reminder)
            .where(Reminder.sent_at.is_(None), Reminder.due_at <= clock.now())
            .order_by(Reminder.due_at, Reminder.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if reminder is None:
            db.session.commit()
            break
        written += _write(reminder)
        db.session.commit()
    return written


def reminder_group(claim: Claim, kind: ReminderKind) -> str:
    return f"reminder {claim.id} {kind.value}"


def _write(reminder: Reminder) -> bool:
    """Write one, unless nobody needs it any more."""
    claim = db.session.get_one(Claim, reminder.claim_id, populate_existing=True)
    now = clock.now()
    if not _is_on(claim) or rules.is_outdated(reminder.kind, claim.slot.starts_at, now):
        db.session.delete(reminder)
        return False
    reminder.sent_at = now
    write_reminder(claim, reminder.kind, reminder_group(claim, reminder.kind))
    return True


def _is_on(claim: Claim) -> bool:
    return claim.state is ClaimState.ACTIVE and claim.slot.event.status is EventStatus.SCHEDULED


def _align(claim: Claim) -> None:
    """Make the claim's reminders those that its slot's start asks for; what was sent for a time that holds stays.

    One that waits in the outbox says what is no longer so: it is taken back, and written anew when it is due.
    """
    known = {row.kind: row for row in db.session.scalars(select(Reminder).where(Reminder.claim_id == claim.id))}
    starts_at, now = claim.slot.starts_at, clock.now()
    wanted = rules.reminders_of(starts_at) if _is_on(claim) else {}
    for kind in ReminderKind:
        due_at, row = wanted.get(kind), known.get(kind)
        if row is not None and row.sent_at is not None and recall_messages(reminder_group(claim, kind)):
            row.sent_at = None
        if row is not None and due_at == row.due_at:
            continue
        if due_at is None or due_at <= now:
            if row is not None and row.sent_at is None:
                db.session.delete(row)
        elif row is None:
            db.session.add(Reminder(claim_id=claim.id, kind=kind, due_at=due_at))
        else:
            row.due_at, row.sent_at = due_at, None
    db.session.flush()
