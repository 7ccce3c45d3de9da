"""Reminders follow the slot, are written once, and are gone with the claim."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, Event, Reminder, ReminderKind, Slot
from outreach.events.rules.reminders import reminders_of
from outreach.events.service import planning, reminding
from outreach.events.service.changing import undo_change
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.events.service.moving import move_event
from outreach.events.service.reminding import write_due_reminders
from outreach.messages.models import Channel, Message
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.service import deliver_due
from outreach.people.models import Person
from tests.at_once import at_once
from tests.conftest import MakeApp, MakePerson
from tests.events.conftest import NEXT_SATURDAY, SATURDAY, MakeEvent, a_slot
from tests.messages.mailserver import mail_server

DAY_BEFORE = datetime(2027, 3, 12, 10, 0, tzinfo=UTC)  # 11.00 in Stockholm
SAME_DAY = datetime(2027, 3, 13, 7, 0, tzinfo=UTC)  # 08.00
REMINDERS = (MessageKind.DAY_BEFORE, MessageKind.SAME_DAY)


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    """Leaflets, next Saturday from one to three."""
    return make_event(slots=[a_slot(capacity=3)])


@pytest.fixture
def claim(event: Event, person: MakePerson) -> Claim:
    return claim_slot(event.slots[0].id, person(name="Maja Lind", email="maja@example.org"))


def rows() -> dict[str, tuple[datetime, bool]]:
    """The reminders by kind: when they are due, and whether they are written."""
    db.session.expire_all()
    return {row.kind.value: (row.due_at, row.sent_at is not None) for row in db.session.scalars(select(Reminder))}


def written() -> list[str]:
    db.session.expire_all()
    query = select(Message).where(Message.kind.in_(REMINDERS), Message.channel == Channel.MAIL).order_by(Message.id)
    return [mail.subject for mail in db.session.scalars(query)]


# ---- planned, moved, dropped


def test_a_place_brings_two_reminders(claim: Claim) -> None:
    assert rows() == {"day_before": (DAY_BEFORE, False), "same_day": (SAME_DAY, False)}


def test_who_comes_in_late_is_reminded_of_what_is_still_to_come(event: Event, person: MakePerson) -> None:
    with clock.standing_at(DAY_BEFORE):
        claim_slot(event.slots[0].id, person())

    assert rows() == {"same_day": (SAME_DAY, False)}


def test_they_follow_the_event_and_come_back_when_the_move_is_undone(event: Event, claim: Claim) -> None:
    done = move_event(event, NEXT_SATURDAY + timedelta(days=1))
    assert rows() == {
        "day_before": (DAY_BEFORE + timedelta(days=1), False),
        "same_day": (SAME_DAY + timedelta(days=1), False),
    }

    assert done.token
    undo_change(done.token)
    assert rows() == {"day_before": (DAY_BEFORE, False), "same_day": (SAME_DAY, False)}


def test_moved_to_the_early_morning_one_is_left(event: Event, claim: Claim) -> None:
    move_event(event, NEXT_SATURDAY, start=time(7), end=time(9))

    assert rows() == {"day_before": (DAY_BEFORE, False)}


def test_they_follow_the_slot_too(event: Event, claim: Claim) -> None:
    planning.edit_slot(event.slots[0], a_slot(start=time(8), end=time(15)))

    assert rows() == {"day_before": (DAY_BEFORE, False)}


def test_cancelled_or_stepped_back_from_they_are_gone(event: Event, claim: Claim, person: MakePerson) -> None:
    other = claim_slot(event.slots[0].id, person())
    release_claim(other)
    assert len(rows()) == 2, "the other's are still there"

    planning.cancel_event(event)
    assert rows() == {}


# ---- written when due


def test_each_is_written_once_when_it_is_due(claim: Claim) -> None:
    with clock.standing_at(DAY_BEFORE - timedelta(seconds=1)):
        assert write_due_reminders() == 0
    with clock.standing_at(DAY_BEFORE):
        assert write_due_reminders() == 1
        assert write_due_reminders() == 0
        assert written() == ["Ditt pass i morgon kl. 13.00"]
    with clock.standing_at(SAME_DAY):
        assert write_due_reminders() == 1

    assert written() == ["Ditt pass i morgon kl. 13.00", "Ditt pass i dag kl. 13.00"]


def test_a_worker_that_was_away_reminds_once_and_of_today(claim: Claim) -> None:
    with clock.standing_at(SAME_DAY + timedelta(hours=1)):
        assert write_due_reminders() == 1
        assert written() == ["Ditt pass i dag kl. 13.00"]
        assert rows() == {"same_day": (SAME_DAY, True)}


def test_once_it_has_begun_nobody_is_reminded(claim: Claim) -> None:
    with clock.standing_at(claim.slot.starts_at):
        assert write_due_reminders() == 0

    assert (rows(), written()) == ({}, [])


def test_one_that_was_read_is_not_written_again_when_only_the_hour_changes(event: Event, claim: Claim) -> None:
    with clock.standing_at(DAY_BEFORE):
        write_due_reminders()
        deliver_due()
        move_event(event, NEXT_SATURDAY, start=time(15), end=time(17))
        assert write_due_reminders() == 0, "the change itself is told"
    with clock.standing_at(SAME_DAY):
        write_due_reminders()

    assert written() == ["Ditt pass i morgon kl. 13.00", "Ditt pass i dag kl. 15.00"]


def test_moved_to_another_day_it_is_reminded_of_anew(event: Event, claim: Claim) -> None:
    with clock.standing_at(DAY_BEFORE):
        write_due_reminders()
        deliver_due()
        move_event(event, NEXT_SATURDAY + timedelta(days=7))
    with clock.standing_at(DAY_BEFORE + timedelta(days=7)):
        assert write_due_reminders() == 1


@pytest.mark.parametrize("what", ["stepped back", "cancelled", "moved"])
def test_one_that_waits_in_the_outbox_after_a_failed_try_is_taken_back(
    make_app: MakeApp, event: Event, claim: Claim, what: str
) -> None:
    """The mail server was busy; before the next try the reminder is no longer true."""
    event_id, claim_id = event.id, claim.id
    db.session.rollback()
    with mail_server(DATA="451 Later") as server, make_app(smtp_url=server.url).app_context():
        event, claim = db.session.get_one(Event, event_id), db.session.get_one(Claim, claim_id)
        with clock.standing_at(DAY_BEFORE):
            write_due_reminders()
            deliver_due()
            assert len(written()) == 1
            if what == "stepped back":
                release_claim(claim)
            elif what == "cancelled":
                planning.cancel_event(event)
            else:
                move_event(event, NEXT_SATURDAY, start=time(15), end=time(17))

        server.answers.clear()
        with clock.standing_at(DAY_BEFORE + timedelta(hours=1)):
            write_due_reminders()
            deliver_due()

    subjects = [mail["Subject"] for mail in server.mails if "Ditt pass i morgon" in mail["Subject"]]
    assert subjects == (["Ditt pass i morgon kl. 15.00"] if what == "moved" else [])


def test_on_the_day_a_text_goes_to_those_who_want_texts(event: Event, person: MakePerson) -> None:
    maja = person(name="Maja Lind")
    maja.phone, maja.wants_texts = "070-123 45 67", True
    sara = person(name="Sara Ek")
    sara.phone = "070-765 43 21"
    for someone in (maja, sara):
        claim_slot(event.slots[0].id, someone)
    for moment in (DAY_BEFORE, SAME_DAY):
        with clock.standing_at(moment):
            write_due_reminders()

    texts = list(db.session.scalars(select(Message).where(Message.channel == Channel.TEXT)))
    assert [(text.to_address, text.kind) for text in texts] == [("+46701234567", "same_day")]
    assert texts[0].body == "Ditt pass i dag kl. 13.00, Under bron."


# ---- two at once


def test_two_workers_write_each_reminder_once(app: Flask, event: Event, person: MakePerson) -> None:
    for _ in range(3):
        claim_slot(event.slots[0].id, person())

    def work() -> int:
        with app.app_context():
            return write_due_reminders()

    with clock.standing_at(DAY_BEFORE):
        answers = at_once([work] * 4)

    assert sum(answer for answer in answers if isinstance(answer, int)) == 3, answers
    assert len(written()) == 3


def test_who_steps_back_at_that_very_moment_is_not_reminded(app: Flask, event: Event, person: MakePerson) -> None:
    """Whatever comes first, in the end nothing waits that reminds somebody without a place."""
    slot_id = event.slots[0].id
    for round_ in range(6):
        with clock.standing_at(DAY_BEFORE - timedelta(hours=1)):
            claim_id = claim_slot(slot_id, person()).id

        def step_back(claim_id: int = claim_id) -> None:
            with app.app_context():
                release_claim(db.session.get_one(Claim, claim_id))

        def work() -> int:
            with app.app_context():
                return write_due_reminders()

        with clock.standing_at(DAY_BEFORE):
            both: list[Callable[[], object]] = [step_back, work]
            errors = [answer for answer in at_once(both) if isinstance(answer, Exception)]
        assert errors == []
        assert (rows(), written()) == ({}, []), f"round {round_}"


def test_control_without_the_recall_somebody_is(event: Event, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "recall_messages", lambda *_args, **_options: {})
    with clock.standing_at(DAY_BEFORE):
        write_due_reminders()
        release_claim(claim)

    assert len(written()) == 1, "nothing went wrong without the guard: the test above can't fail either"


# ---- the zone and the clocks


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_on_the_days_of_the_clock_change(app: Flask, make_event: MakeEvent, person: MakePerson, day: str) -> None:
    slot = make_event(slots=[a_slot()], day=datetime.fromisoformat(day).date()).slots[0]
    claim_slot(slot.id, person())

    assert {kind: due for kind, (due, _) in rows().items()} == reminders_of(db.session.get_one(Slot, slot.id).starts_at)
    assert [clock.local(due).hour for due, _ in rows().values()] == [11, 8]


def test_a_reminder_names_whom_to_call(event: Event, claim: Claim, organiser: Person) -> None:
    db.session.get_one(Person, organiser.id).phone = "070-111 22 33"
    db.session.commit()
    with clock.standing_at(DAY_BEFORE):
        write_due_reminders()

    mail = db.session.scalars(select(Message).where(Message.kind == ReminderKind.DAY_BEFORE.value)).one()
    assert "Kontakt: Olle Berg · 070-111 22 33" in mail.body
    assert "Maja" in mail.body


def test_the_past_is_left_alone(make_event: MakeEvent, person: MakePerson) -> None:
    slot = make_event(slots=[a_slot()], day=SATURDAY).slots[0]
    claim_slot(slot.id, person())

    assert rows() == {}, "it is ten, and both moments have passed"
