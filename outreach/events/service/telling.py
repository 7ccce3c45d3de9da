"""Tell the people who are booked of what matters to them, in their language, one mail each.

Mails about a change wait as long as it can be undone. The next change of the same event takes those that have not
left back and writes them anew, so that nobody is told twice, nor of a move that was moved back. Each waiting mail
remembers what its reader knows without it; whoever has no waiting mail knows how things stood before the change.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, EventStatus, Slot
from outreach.events.queries import with_a_place
from outreach.events.rules.moving import UNDO_FOR, Snapshot, noticed
from outreach.events.rules.notice import is_short_notice, undo_time
from outreach.events.service.answering import answer_url
from outreach.events.service.letters import wording
from outreach.events.service.letters.claims import tell_claimed as tell_claimed
from outreach.events.service.letters.claims import tell_gap as tell_gap
from outreach.events.service.letters.claims import tell_kept_other as tell_kept_other
from outreach.events.service.letters.claims import tell_late as tell_late
from outreach.events.service.letters.claims import tell_promoted as tell_promoted
from outreach.events.service.letters.claims import tell_released as tell_released
from outreach.events.service.reminding import replan
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.service import recall_messages
from outreach.people.letters import write_to
from outreach.people.models import Person


def tell_booked(event: Event, before: Snapshot, after: Snapshot) -> int:
    """Write a mail to each person with a place at a published event for whom something is new. The caller commits.

    Their reminders follow too. Returns how many mails were written.
    """
    if event.status is EventStatus.DRAFT:
        return 0
    db.session.flush()
    replan(event)
    group = f"event {event.id}"
    stands, stood = _text(after), _text(before)
    waiting = recall_messages(group)
    booked = _booked(event)
    wait = mails_wait(event)
    told = 0
    for person in booked:
        known = waiting.get(person.email, stood)
        if known == stands:
            continue
        _tell_change(event, person, known, group, wait)
        told += 1
    return told


def mails_wait(event: Event) -> timedelta:
    """How long mails about a change of the event wait, and so how long it can be undone."""
    return undo_time(len(_booked(event)), UNDO_FOR)


def tell_slot(slot: Slot, before: tuple[datetime, datetime]) -> int:
    """Write a mail to each person with a place in a slot whose own times are others now. The caller commits.

    Their reminders follow too. Returns how many mails were written.
    """
    db.session.flush()
    replan(slot.event)
    group = f"slot {slot.id}"
    stands, stood = _span(slot.starts_at, slot.ends_at), _span(*before)
    waiting = recall_messages(group)
    if slot.event.status is EventStatus.DRAFT:
        return 0
    told = 0
    claims = select(Claim).where(Claim.slot_id == slot.id, Claim.state == ClaimState.ACTIVE).order_by(Claim.id)
    for claim in db.session.scalars(claims).all():
        known = waiting.get(claim.person.email, stood)
        if known == stands:
            continue
        first = min(datetime.fromisoformat(known.split()[0]), slot.starts_at)
        with force_locale(claim.person.language):
            letter = wording.slot_changed(claim, answer_url(claim))
            is_short = is_short_notice(first, clock.now())
            text = wording.short_text(slot.event, slot.starts_at, claim.person) if is_short else ""
        write_to(
            claim.person,
            letter,
            kind=MessageKind.CHANGED,
            text=text,
            wait=UNDO_FOR,
            group=group,
            known=known,
            event_start=first,
        )
        told += 1
    return told


def _span(starts_at: datetime, ends_at: datetime) -> str:
    return f"{starts_at.isoformat()} {ends_at.isoformat()}"


def _text(snapshot: Snapshot) -> str:
    return json.dumps(noticed(snapshot), sort_keys=True)


def _booked(event: Event) -> Sequence[Person]:
    return db.session.scalars(select(Person).where(Person.id.in_(with_a_place([event.id]))).order_by(Person.id)).all()


def _tell_change(event: Event, person: Person, known: str, group: str, wait: timedelta) -> None:
    is_cancelled = event.status is EventStatus.CANCELLED
    known_start = datetime.fromisoformat(json.loads(known)["starts_at"])
    start = known_start if is_cancelled else event.starts_at
    first = min(known_start, event.starts_at)
    with force_locale(person.language):
        letter = wording.cancelled(event, person, known_start) if is_cancelled else wording.changed(event, person)
        text = wording.short_text(event, start, person) if is_short_notice(first, clock.now()) else ""
    write_to(
        person,
        letter,
        kind=MessageKind.CANCELLED if is_cancelled else MessageKind.CHANGED,
        text=text,
        wait=wait,
        group=group,
        known=known,
        # whoever would set out by the time they know must hear of it before
        event_start=first,
    )
