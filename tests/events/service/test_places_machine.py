"""Events, claims, queues and organisers in any order: after each step the tables say what a small model says.

A few short runs in the suite; 300 runs of 50 steps with `scripts/bench places`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, Slot
from outreach.events.service import moving, planning
from outreach.events.service.claiming import claim_slot, release_all_of, release_claim, wait_for_slot
from outreach.events.service.promoting import promote_by_hand
from outreach.messages.models import Message
from outreach.messages.rules.kinds import MessageKind
from outreach.people import service as people
from outreach.people.models import PersonRole, Role
from outreach.refusals import Refused
from tests.databases import Database
from tests.events.conftest import a_plan, a_slot
from tests.rounds import is_full

PEOPLE = 5
DAYS = st.integers(14, 16).map(lambda day: date(2027, 3, day))
TIMES = st.sampled_from([(time(10), time(12)), (time(11), time(13)), (time(12), time(14))])
CAPACITIES = st.integers(1, 3)
OF_CLAIMS = {MessageKind.CONFIRMATION, MessageKind.PROMOTED, MessageKind.REMOVED}
OF_CHANGES = {MessageKind.CHANGED, MessageKind.CANCELLED}


@dataclass
class ModelSlot:
    event: int
    times: tuple[time, time]
    capacity: int
    holders: list[int] = field(default_factory=list)
    queue: list[int] = field(default_factory=list)


@dataclass
class ModelEvent:
    day: date
    is_on: bool = True
    # what each person with a place knows of it: the change that they were told of last, or saw as they took it
    known: dict[int, tuple[date, bool]] = field(default_factory=dict)

    @property
    def stands(self) -> tuple[date, bool]:
        return self.day, self.is_on


class Places(RuleBasedStateMachine):
    """People and slots have the numbers of the model; the tables' own are looked up."""

    database: Database

    @initialize()
    def begin(self) -> None:
        db.session.remove()
        self.database.empty()
        self.organiser = people.add_person("olle@example.org", "Olle Berg", Role.ORGANISER)
        self.people = [people.add_person(f"p{one}@example.org", f"P{one}", Role.VOLUNTEER) for one in range(PEOPLE)]
        self.events: dict[int, ModelEvent] = {}
        self.slots: dict[int, ModelSlot] = {}
        self.mails: Counter[tuple[MessageKind, int]] = Counter()
        self.told_of: dict[tuple[int, int], MessageKind] = {}
        # when each person came to each slot, counted in steps: the order in which several places of theirs are freed
        self.came: dict[tuple[int, int], int] = {}
        self.steps = 0

    # ---- what is done

    @precondition(lambda self: len(self.slots) < 5)
    @rule(day=DAYS, times=TIMES, capacity=CAPACITIES)
    def create(self, day: date, times: tuple[time, time], capacity: int) -> None:
        start, end = times
        plan = a_plan(day=day, start=start, end=end)
        slot_plan = a_slot(start=start, end=end, needed=0, capacity=capacity)
        event = planning.plan_event(plan, self.organiser, slots=[slot_plan])
        planning.publish_event(event)
        db.session.refresh(event)
        self.events[event.id] = ModelEvent(day)
        self.slots[event.slots[0].id] = ModelSlot(event.id, times, capacity)

    @precondition(lambda self: self.slots)
    @rule(data=st.data(), who=st.integers(0, PEOPLE - 1), presses=st.integers(1, 2), anyway=st.booleans())
    def claim(self, data: st.DataObject, who: int, presses: int, anyway: bool) -> None:
        number, slot = self._some_slot(data)
        self.steps += 1
        key = f"form {self.steps}"
        for _ in range(presses):
            answer = self._try(lambda: claim_slot(number, self.people[who], key=key, overlap_ok=anyway))
        if not self.events[slot.event].is_on:
            assert answer == "CANCELLED"
        elif who in slot.holders:
            assert answer == "done"
        elif len(slot.holders) >= slot.capacity:
            assert answer == "FULL"
        elif self._is_busy(who, number) and not anyway:
            assert answer == "OVERLAPS"
        else:
            assert answer == "done"
            if who in slot.queue:
                slot.queue.remove(who)
            self._let_in(number, who, MessageKind.CONFIRMATION)

    @precondition(lambda self: self.slots)
    @rule(data=st.data(), who=st.integers(0, PEOPLE - 1))
    def wait(self, data: st.DataObject, who: int) -> None:
        number, slot = self._some_slot(data)
        answer = self._try(lambda: wait_for_slot(number, self.people[who]))
        if who in slot.holders + slot.queue:
            assert answer == "done"
        elif not self.events[slot.event].is_on:
            assert answer == "CANCELLED"
        elif self._is_busy(who, number):
            assert answer == "OVERLAPS"
        elif len(slot.holders) < slot.capacity:
            self._let_in(number, who, MessageKind.CONFIRMATION)
        else:
            slot.queue.append(who)
            self._comes(number, who)

    @precondition(lambda self: any(slot.holders or slot.queue for slot in self.slots.values()))
    @rule(data=st.data(), by_organiser=st.booleans())
    def release(self, data: st.DataObject, by_organiser: bool) -> None:
        taken = [(number, who) for number, slot in self.slots.items() for who in slot.holders + slot.queue]
        number, who = data.draw(st.sampled_from(taken))
        had_place = who in self.slots[number].holders
        release_claim(self._claim(number, who), by=self.organiser if by_organiser else None)
        if had_place and by_organiser:
            self.mails[MessageKind.REMOVED, who] += 1
        self._take_out(number, who)
        self._fill_up([number, *self._waited_for(who)] if had_place else [])

    @rule(who=st.integers(0, PEOPLE - 1))
    def leave_for_good(self, who: int) -> None:
        release_all_of(self.people[who])
        db.session.commit()
        for number in self._waited_for(who):
            self._take_out(number, who)
        theirs = [number for number, slot in self.slots.items() if who in slot.holders]
        for number in sorted(theirs, key=lambda number: self.came[number, who]):
            self._take_out(number, who)
            self._fill_up([number])

    @precondition(lambda self: self.slots)
    @rule(data=st.data(), capacity=CAPACITIES)
    def set_capacity(self, data: st.DataObject, capacity: int) -> None:
        number, slot = self._some_slot(data)
        start, end = slot.times
        plan = a_slot(start=start, end=end, needed=0, capacity=capacity)
        answer = self._try(lambda: planning.edit_slot(self._slot(number), plan))
        if not self.events[slot.event].is_on:
            assert answer == "IS_CANCELLED"
            return
        slot.capacity = capacity
        self._fill_up([number])

    @precondition(lambda self: any(slot.queue for slot in self.slots.values()))
    @rule(data=st.data(), make_room=st.booleans())
    def promote(self, data: st.DataObject, make_room: bool) -> None:
        waiting = [(number, who) for number, slot in self.slots.items() for who in slot.queue]
        number, who = data.draw(st.sampled_from(waiting))
        slot = self.slots[number]
        answer = self._try(lambda: promote_by_hand(self._claim(number, who), make_room=make_room))
        if not self.events[slot.event].is_on:
            assert answer == "CANCELLED"
        elif self._is_busy(who, number):
            assert answer == "BUSY"
        elif len(slot.holders) >= slot.capacity and not make_room:
            assert answer == "NO_ROOM"
        else:
            slot.capacity = max(slot.capacity, len(slot.holders) + 1)
            slot.queue.remove(who)
            self._let_in(number, who, MessageKind.PROMOTED)

    @precondition(lambda self: self.events)
    @rule(data=st.data(), day=DAYS)
    def move(self, data: st.DataObject, day: date) -> None:
        number, event = self._some_event(data)
        answer = self._try(lambda: moving.move_event(db.session.get_one(Event, number), day))
        if not event.is_on:
            assert answer == "IS_CANCELLED"
            return
        self._change(number, day=day)

    @precondition(lambda self: self.events)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number, event = self._some_event(data)
        answer = self._try(lambda: planning.cancel_event(db.session.get_one(Event, number)))
        assert answer == ("done" if event.is_on else "IS_CANCELLED")
        self._change(number, is_on=False)

    @rule(who=st.integers(0, PEOPLE - 1), role=st.sampled_from([Role.ORGANISER, Role.BOARD]))
    def change_role(self, who: int, role: Role) -> None:
        """Whatever else somebody is: their places stay theirs."""
        person = self.people[who]
        if person.has(role):
            db.session.delete(next(row for row in person.role_rows if row.role is role))
        else:
            db.session.add(PersonRole(person_id=person.id, role=role))
        db.session.commit()
        db.session.refresh(person)

    # ---- what holds after each step

    @invariant()
    def places_are_those_of_the_model(self) -> None:
        db.session.expire_all()
        for number, model in self.slots.items():
            slot = self._slot(number)
            rows = db.session.scalars(
                select(Claim).where(Claim.slot_id == number, Claim.state != ClaimState.RELEASED).order_by(Claim.id)
            ).all()
            active = [row.person_id for row in rows if row.state is ClaimState.ACTIVE]
            waiting = [row.person_id for row in rows if row.state is ClaimState.WAITING]
            assert 0 <= slot.taken == len(active) <= slot.capacity + slot.over
            assert slot.over == max(slot.taken - slot.capacity, 0)
            assert slot.capacity == model.capacity
            assert len(set(active + waiting)) == len(rows), "one claim a slot and person"
            assert sorted(active) == sorted(self.people[who].id for who in model.holders)
            assert waiting == [self.people[who].id for who in model.queue]

    @invariant()
    def nobody_waits_while_there_is_room_for_them(self) -> None:
        for number, slot in self.slots.items():
            if self.events[slot.event].is_on and len(slot.holders) < slot.capacity:
                assert all(self._is_busy(who, number) for who in slot.queue)

    @invariant()
    def the_outbox_holds_what_is_to_be_told(self) -> None:
        rows = db.session.execute(select(Message.kind, Message.to_address)).all()
        written = Counter((MessageKind(kind), address) for kind, address in rows)
        of_claims = Counter({key: count for key, count in written.items() if key[0] in OF_CLAIMS})
        assert of_claims == Counter({(kind, self._mail(who)): n for (kind, who), n in self.mails.items() if n})
        # a change is told to those who have a place and know of something else; nobody is told twice of one event
        told = Counter(address for (kind, address), n in written.items() if kind in OF_CHANGES for _ in range(n))
        expected = Counter(
            self._mail(who)
            for event in self.events.values()
            for who, known in event.known.items()
            if known != event.stands
        )
        assert told == expected
        assert {kind for kind, _ in written} <= OF_CLAIMS | OF_CHANGES | {MessageKind.LATE}

    # ---- the model

    def _some_slot(self, data: st.DataObject) -> tuple[int, ModelSlot]:
        return data.draw(st.sampled_from(sorted(self.slots.items(), key=lambda item: item[0])))

    def _some_event(self, data: st.DataObject) -> tuple[int, ModelEvent]:
        return data.draw(st.sampled_from(sorted(self.events.items(), key=lambda item: item[0])))

    def _span(self, slot: ModelSlot) -> tuple[datetime, datetime]:
        day = self.events[slot.event].day
        return datetime.combine(day, slot.times[0]), datetime.combine(day, slot.times[1])

    def _is_busy(self, who: int, number: int) -> bool:
        start, end = self._span(self.slots[number])
        return any(
            who in other.holders
            and self.events[other.event].is_on
            and self._span(other)[0] < end
            and start < self._span(other)[1]
            for key, other in self.slots.items()
            if key != number
        )

    def _let_in(self, number: int, who: int, kind: MessageKind) -> None:
        slot = self.slots[number]
        slot.holders.append(who)
        self._comes(number, who)
        self.told_of[number, who] = kind
        self.mails[kind, who] += 1
        event = self.events[slot.event]
        event.known.setdefault(who, event.stands)

    def _take_out(self, number: int, who: int) -> None:
        """The place or the place in the queue is gone, and the mail about it that has not left."""
        slot = self.slots[number]
        self.came.pop((number, who), None)
        if who in slot.queue:
            slot.queue.remove(who)
        else:
            slot.holders.remove(who)
            self.mails[self.told_of.pop((number, who)), who] -= 1

    def _comes(self, number: int, who: int) -> None:
        self.steps += 1
        self.came.setdefault((number, who), self.steps)

    def _waited_for(self, who: int) -> list[int]:
        """The slots that somebody waits for, soonest first, then as they came."""
        theirs = [number for number, slot in self.slots.items() if who in slot.queue]
        return sorted(theirs, key=lambda number: (self._span(self.slots[number])[0], self.came[number, who]))

    def _fill_up(self, numbers: list[int]) -> None:
        for number in numbers:
            slot = self.slots[number]
            if not self.events[slot.event].is_on:
                continue
            for who in list(slot.queue):
                if len(slot.holders) < slot.capacity and not self._is_busy(who, number):
                    slot.queue.remove(who)
                    self._let_in(number, who, MessageKind.PROMOTED)

    def _change(self, number: int, *, day: date | None = None, is_on: bool = True) -> None:
        event = self.events[number]
        before = event.stands
        event.day, event.is_on = day or event.day, event.is_on and is_on
        if event.stands == before:
            return
        booked = {who for slot in self.slots.values() if slot.event == number for who in slot.holders}
        event.known = {who: known for who, known in event.known.items() if who in booked}
        own = [key for key, slot in self.slots.items() if slot.event == number]
        self._fill_up([*own, *sorted(self.slots)])

    # ---- the tables

    def _try(self, act: Callable[[], object]) -> str:
        try:
            act()
        except Refused as refused:
            db.session.rollback()
            return refused.reason.code
        return "done"

    def _slot(self, number: int) -> Slot:
        return db.session.get_one(Slot, number)

    def _claim(self, number: int, who: int) -> Claim:
        mine = select(Claim).where(Claim.slot_id == number, Claim.person_id == self.people[who].id)
        return db.session.scalars(mine.where(Claim.state != ClaimState.RELEASED)).one()

    def _mail(self, who: int) -> str:
        return f"p{who}@example.org"


def test_places_are_right_whatever_is_done_in_whatever_order(app: Flask, database: Database) -> None:
    class OnThisDatabase(Places):
        pass

    OnThisDatabase.database = database
    few = settings(max_examples=12, stateful_step_count=25)
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            settings.get_profile("promises") if is_full() else few,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
