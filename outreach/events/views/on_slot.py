"""What stands on the pages beside a slot: what one may do with it, who has it, who waits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from outreach import clock, i18n
from outreach.events import queries
from outreach.events.models import Claim, Event, Slot
from outreach.events.naming import title_of
from outreach.events.rules import gaps
from outreach.events.rules.claims import ClaimRefusal, first_clash, is_late, why_not_claim, why_not_release
from outreach.events.rules.waiting import why_not_wait
from outreach.people.models import Person
from outreach.people.queries import association


def form_key() -> str:
    """What names one rendering of a form: sent again, by a double click or a retry, the form does nothing more."""
    return str(uuid4())


def slot_words(slot: Slot, beside: Slot | None = None) -> str:
    """What one does when; and at which event, unless it is that of the slot it stands beside."""
    words = f"{i18n.word(slot.role)} {i18n.time_of_day(slot.starts_at)}–{i18n.time_of_day(slot.ends_at)}"
    if beside is not None and beside.event_id == slot.event_id:
        return words
    return f"{title_of(slot.event)} {i18n.day_short(slot.starts_at)}, {words}"


@dataclass(frozen=True)
class SlotRow:
    """A slot as its page shows it to one person."""

    slot: Slot
    claim: Claim | None  # the place they have, or the queue they stand in
    place: int  # in the queue; 0 where they don't stand in it
    refusal: ClaimRefusal | None  # why they can't take it
    clash: Slot | None  # what they have at that time
    may_wait: bool
    may_release: bool
    may_answer: bool  # they came in from the queue, and a "no" still troubles nobody
    is_late: bool  # stepping back is told at once
    also: list[Slot]  # which begin as this one ends, and which they can take with it
    people: list[Claim]
    queue: list[Claim]
    asked: int = 0
    asked_at: datetime | None = None
    may_ask: bool = False
    key: str = field(default_factory=form_key)


def slot_rows(event: Event, me: Person, claims: dict[int, list[Claim]]) -> list[SlotRow]:
    """The event's slots; `claims` are those with a place in them."""
    now, hours = clock.now(), association().notice_hours
    held = queries.held_slots(me)
    queues, asks = queries.queues_of(event), queries.asks_of(event)
    rows = []
    for slot in event.slots:
        mine = next((claim for claim in claims[slot.id] if claim.person_id == me.id), None)
        waits = next((place for place, claim in enumerate(queues[slot.id], 1) if claim.person_id == me.id), 0)
        claim = mine or (queues[slot.id][waits - 1] if waits else None)
        asked, asked_at = asks.get(slot.id, (0, None))
        rows.append(
            SlotRow(
                slot=slot,
                claim=claim,
                place=waits,
                refusal=why_not_claim(slot, held, now),
                clash=first_clash(slot, (other for other in held if other.id != slot.id)),
                may_wait=slot.is_full and not claim and why_not_wait(slot, held, now) is None,
                may_release=why_not_release(slot, now) is None,
                may_answer=bool(mine and mine.answer_by and now < mine.answer_by),
                is_late=mine is not None and is_late(slot, hours, mine.answer_by, now),
                also=taken_along(slot, event.slots, held, now),
                people=claims[slot.id],
                queue=queues[slot.id],
                asked=asked,
                asked_at=asked_at,
                may_ask=gaps.why_not_ask(slot, now) is None,
            )
        )
    return rows


def taken_along(slot: Slot, others: Iterable[Slot], held: Iterable[Slot], now: datetime) -> list[Slot]:
    """Which of the others begin as this slot ends, and can be taken together with it."""
    with_this = [*held, slot]
    return [
        other for other in others if other.starts_at == slot.ends_at and why_not_claim(other, with_this, now) is None
    ]
