"""Letters about one claim: taken, got from the queue, taken away, reminded of; and those about a gap.

Each is written in the transaction of what it tells about; the caller commits.
"""

from flask_babel import force_locale, gettext

from outreach import clock
from outreach.db import db
from outreach.events.ical import claim_file
from outreach.events.models import Claim, ReminderKind, Slot
from outreach.events.rules.notice import is_short_notice
from outreach.events.service.answering import answer_url
from outreach.events.service.letters import wording
from outreach.i18n import day_short, time_of_day
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.rules.letters import Letter
from outreach.messages.service import recall_messages
from outreach.people.letters import write_to
from outreach.people.models import Person
from outreach.people.queries import organisers


def claim_group(claim: Claim) -> str:
    """What is told of a claim while it holds: taken back as soon as it does not."""
    return f"claim {claim.id}"


def tell_claimed(claim: Claim) -> None:
    """Confirm a place, with the calendar file. If nobody is missing now, nobody else needs to be asked."""
    db.session.flush()
    if not claim.slot.missing:
        recall_messages(gap_group(claim.slot))
    with force_locale(claim.person.language):
        letter = wording.confirmation(claim, answer_url(claim))
        calendar = claim_file(claim)
    _write(claim, letter, MessageKind.CONFIRMATION, calendar=calendar)


def tell_promoted(claim: Claim) -> None:
    """Tell somebody from the queue that they have a place, and until when they can say no."""
    db.session.flush()
    start = claim.slot.starts_at
    with force_locale(claim.person.language):
        letter = wording.promoted(claim, answer_url(claim))
        calendar = claim_file(claim)
        when = f"{day_short(start)} {time_of_day(start)}"
        text = gettext("You have got a place: %(when)s. Can't you come? %(url)s", when=when,
                       url=answer_url(claim))  # fmt: skip
    _write(claim, letter, MessageKind.PROMOTED, calendar=calendar, text=text)


def tell_released(claim: Claim, by: Person) -> None:
    """Tell somebody whom `by` has taken off a slot. Who steps back themselves knows it."""
    if by.id == claim.person_id:
        return
    db.session.flush()
    with force_locale(claim.person.language):
        letter = wording.removed(claim)
    write_to(
        claim.person,
        letter,
        kind=MessageKind.REMOVED,
        group=f"removed {claim.id}",
        event_start=claim.slot.starts_at,
        expires_at=claim.slot.ends_at,
    )


def tell_kept_other(claim: Claim, other: Claim) -> None:
    """Tell somebody that they have this place no more: they got the other one, while its event was elsewhere."""
    with force_locale(claim.person.language):
        letter = wording.kept_other(claim, other)
    write_to(
        claim.person,
        letter,
        kind=MessageKind.REMOVED,
        group=f"removed {claim.id}",
        event_start=claim.slot.starts_at,
        expires_at=claim.slot.ends_at,
    )


def tell_late(claim: Claim) -> None:
    """Tell whoever is responsible that somebody stepped back at short notice; nobody is, then all organisers."""
    db.session.flush()
    event = claim.slot.event
    for person in [event.responsible] if event.responsible else organisers():
        if person.id == claim.person_id:
            continue
        with force_locale(person.language):
            letter = wording.stepped_back_late(claim, person)
        write_to(
            person,
            letter,
            kind=MessageKind.LATE,
            group=f"late {claim.id}",
            event_start=claim.slot.starts_at,
            expires_at=claim.slot.ends_at,
        )


def gap_group(slot: Slot) -> str:
    return f"gap {slot.id}"


def tell_gap(slot: Slot, person: Person) -> None:
    """Ask one person to fill a gap. Who is asked, and when, is decided by the caller."""
    with force_locale(person.language):
        letter = wording.gap(slot, person)
    write_to(
        person,
        letter,
        kind=MessageKind.GAP,
        group=gap_group(slot),
        event_start=slot.starts_at,
        expires_at=slot.starts_at,
    )


def write_reminder(claim: Claim, kind: ReminderKind, group: str) -> None:
    """Remind somebody of their slot; on the day itself also by text, if they want texts."""
    with force_locale(claim.person.language):
        letter = wording.reminder(claim, answer_url(claim))
        text = f"{wording.reminder_line(claim.slot)}, {wording.place_of(claim.slot.event)[:60]}."
        if kind is not ReminderKind.SAME_DAY:
            text = ""
    _write(claim, letter, MessageKind(kind.value), group=group, text=text)


def _write(
    claim: Claim, letter: Letter, kind: MessageKind, *, group: str = "", calendar: str = "", text: str = ""
) -> None:
    start = claim.slot.starts_at
    is_same_day = kind is MessageKind.SAME_DAY
    write_to(
        claim.person,
        letter,
        kind=kind,
        group=group or claim_group(claim),
        calendar=calendar,
        text=text if is_same_day or is_short_notice(start, clock.now()) else "",
        event_start=start,
        # a confirmation that comes after the slot, or a reminder once it has begun, only confuses
        expires_at=start if kind in (MessageKind.DAY_BEFORE, MessageKind.SAME_DAY) else claim.slot.ends_at,
    )
