"""Take a slot, wait for it, and give it back. The last place goes to exactly one person, whatever the load."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import case, delete, select, update
from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.events import queries
from outreach.events.models import AnsweredForm, Claim, ClaimState, Slot
from outreach.events.rules import claims as rules
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.rules.waiting import why_not_wait
from outreach.events.service import reminding
from outreach.events.service.asking import ask_if_missing
from outreach.events.service.promoting import hold_places, promote, take_place
from outreach.events.service.telling import tell_claimed, tell_late, tell_released
from outreach.people.models import Person
from outreach.people.queries import association
from outreach.refusals import Refused

FORMS_KEPT = timedelta(days=60)  # as long as a session lasts


def claim_slot(slot_id: int, person: Person, *, key: str | None = None, overlap_ok: bool = False) -> Claim:
    """Give the person a place in the slot, or raise Refused with a ClaimRefusal.

    Who has the place already keeps it and gets the same claim again. `key` names the form that was sent: sent again,
    by a double click or a retry, it does nothing and gets the claim it made, even if that was given back since.
    With `overlap_ok` the person knows of another slot of theirs at that time, and takes this one all the same.
    """
    return claim_slots([slot_id], person, key=key, overlap_ok=overlap_ok)[0]


def claim_slots(
    slot_ids: Iterable[int], person: Person, *, key: str | None = None, overlap_ok: bool = False
) -> list[Claim]:
    """The same for several slots: all of them or none. The refusal names the slot in its values."""
    hold_places()
    try:
        claims = [_claim(slot_id, person, key, overlap_ok) for slot_id in dict.fromkeys(slot_ids)]
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(ClaimRefusal.ALREADY_CLAIMED) from error
    except Refused:
        db.session.rollback()
        raise
    return claims


def wait_for_slot(slot_id: int, person: Person, *, key: str | None = None) -> Claim:
    """Put the person last in the slot's queue; where there is room after all, they have the place at once.

    Who waits or has a place already stays where they are.
    """
    hold_places()
    slot = db.session.get_one(Slot, slot_id)
    claim = _answered(person, key, slot_id) or queries.find_held(slot, person)
    if claim is None:
        refusal = why_not_wait(slot, queries.held_slots(person), clock.now())
        if refusal:
            db.session.rollback()
            raise Refused(refusal, slot=slot)
        claim = _take(slot, person) or _add_claim(slot, person, ClaimState.WAITING)
    _remember(person, key, "wait", claim)
    db.session.commit()
    return claim


def release_claim(claim: Claim, *, by: Person | None = None) -> None:
    """Give the place back, or leave the queue. Giving back what is given back already is harmless.

    `by` is who does it, when it is not the person's own doing. The place goes to the first who waits. A claim is
    given back once, so it needs no key: whoever takes the slot again gets another one.
    """
    hold_places()
    if claim.state is ClaimState.RELEASED:
        db.session.commit()
        return
    slot, now = claim.slot, clock.now()
    refusal = rules.why_not_release(slot, now)
    if refusal:
        raise Refused(refusal)
    had_place, is_own_doing = claim.state is ClaimState.ACTIVE, by is None or by.id == claim.person_id
    is_late = rules.is_late(slot, association().notice_hours, claim.answer_by, now)
    free_claim(claim)
    if had_place and by is not None and not is_own_doing:
        tell_released(claim, by)
    elif had_place and is_own_doing and is_late:
        tell_late(claim)
    db.session.commit()


def release_all_of(person: Person) -> None:
    """Free every place that the person has in what is not over, and every queue they stand in. The caller commits.

    For somebody who leaves: nothing is written to them or about them.
    """
    hold_places()
    now = clock.now()
    # the queues first, or they would be let in on their way out
    for claim in sorted(queries.held_claims(person), key=lambda claim: claim.state is ClaimState.ACTIVE):
        if rules.why_not_release(claim.slot, now) is None:
            free_claim(claim)


def forget_forms() -> None:
    """Forget which forms were sent, once no page of theirs can still be open in earnest."""
    db.session.execute(delete(AnsweredForm).where(AnsweredForm.at < clock.now() - FORMS_KEPT))
    db.session.commit()


def _claim(slot_id: int, person: Person, key: str | None, overlap_ok: bool) -> Claim:
    answered = _answered(person, key, slot_id)
    if answered is not None:
        return answered
    slot = db.session.get_one(Slot, slot_id)
    refusal = rules.why_not_claim(slot, queries.held_slots(person), clock.now())
    if refusal is ClaimRefusal.OVERLAPS and overlap_ok:
        refusal = None
    claim = queries.find_claim(slot, person) if refusal is ClaimRefusal.ALREADY_CLAIMED else None
    if refusal and claim is None:
        raise Refused(refusal, slot=slot)
    claim = claim or _take(slot, person)
    if claim is None:
        raise Refused(ClaimRefusal.FULL, slot=slot)
    _remember(person, key, "claim", claim)
    return claim


def _take(slot: Slot, person: Person) -> Claim | None:
    """A place for the person, whether they waited for it or not; None when there is none."""
    if not take_place(slot):
        return None
    claim = queries.find_held(slot, person) or _add_claim(slot, person, ClaimState.ACTIVE)
    claim.state, claim.placed_at = ClaimState.ACTIVE, clock.now()
    reminding.plan_reminders(claim)
    tell_claimed(claim)
    return claim


def _add_claim(slot: Slot, person: Person, state: ClaimState) -> Claim:
    claim = Claim(slot_id=slot.id, person_id=person.id, state=state, created_at=clock.now())
    db.session.add(claim)
    db.session.flush()
    return claim


def free_claim(claim: Claim) -> None:
    """Take the claim away, and let in whoever has room or time by it. The caller holds the places, and commits."""
    had_place = claim.state is ClaimState.ACTIVE
    claim.state, claim.released_at = ClaimState.RELEASED, clock.now()
    if not had_place:
        return
    reminding.drop_reminders(claim)
    db.session.execute(
        update(Slot)
        .where(Slot.id == claim.slot_id)
        .values(taken=Slot.taken - 1, over=case((Slot.over > 0, Slot.over - 1), else_=0))
    )
    promote(claim.slot)
    for waiting in queries.waiting_claims(claim.person):
        promote(waiting.slot)
    ask_if_missing(claim.slot)


def _answered(person: Person, key: str | None, slot_id: int) -> Claim | None:
    """What the form with that key was answered with for this slot, if it was sent before."""
    if not key:
        return None
    forms = select(AnsweredForm.claim_id).where(AnsweredForm.person_id == person.id)
    claim_id = db.session.scalar(forms.where(AnsweredForm.key == _key(key, slot_id)))
    return db.session.get(Claim, claim_id) if claim_id is not None else None


def _remember(person: Person, key: str | None, action: str, claim: Claim) -> None:
    if key and _answered(person, key, claim.slot_id) is None:
        row = AnsweredForm(person_id=person.id, key=_key(key, claim.slot_id), action=action, claim_id=claim.id)
        row.at = clock.now()
        db.session.add(row)


def _key(key: str, slot_id: int) -> str:
    """One form may be about several slots, and whatever it sends as its key must fit."""
    return str(uuid5(NAMESPACE_OID, f"{slot_id} {key}"))
