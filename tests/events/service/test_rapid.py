"""Call people together: one event, published, with one mail to each volunteer, or nothing at all."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus
from outreach.events.queries import rapid_responses
from outreach.events.rules.calendar import CalendarRefusal
from outreach.events.rules.rapid import RapidRefusal, lead_times
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.events.service.planning import Plan
from outreach.events.service.rapid import call_together, volunteers_to_call
from outreach.messages.models import Message
from outreach.people.models import Person, Role
from outreach.people.service import choose_language, set_association
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.conftest import MakePerson
from tests.counting import fingerprint
from tests.events.conftest import IN_HAGALUND, NOW, SATURDAY

KEY = "0b7f5a3e-8a55-4a0e-9d0c-3b9f0a7c1d2e"


def a_call(**changes: object) -> Plan:
    values: dict[str, object] = {
        "kind": EventKind.OTHER,
        "day": SATURDAY,
        "start": time(17),
        "end": time(19),
        "title": "De vill stänga biblioteket",
        "place": "Utanför biblioteket",
        "point": IN_HAGALUND,
    }
    return Plan(**{**values, **changes})  # type: ignore[arg-type]


def all_mails() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.to_address)))


def test_it_is_published_at_once_with_a_slot(app: Flask, organiser: Person) -> None:
    event = call_together(a_call(), 6, organiser, KEY)

    assert (event.status, event.kind, event.title) == (EventStatus.SCHEDULED, EventKind.OTHER, a_call().title)
    assert (event.responsible_id, event.created_at, event.rapid_key) == (organiser.id, NOW, KEY)
    [slot] = event.slots
    assert (slot.needed, slot.capacity, slot.starts_at, slot.ends_at) == (6, 6, event.starts_at, event.ends_at)


def test_every_volunteer_gets_one_mail_and_nobody_else(app: Flask, organiser: Person, person: MakePerson) -> None:
    person(Role.VOLUNTEER, email="maja@example.org")
    person(Role.VOLUNTEER, Role.BOARD, Role.MEDIA, email="sara@example.org")
    person(Role.BOARD, email="board@example.org")
    person(Role.ADMIN, email="admin@example.org")

    call_together(a_call(), 6, organiser, KEY)

    assert [mail.to_address for mail in all_mails()] == ["maja@example.org", "sara@example.org"]
    assert all(mail.next_try_at == NOW for mail in all_mails())


def test_who_calls_is_not_called(app: Flask, person: MakePerson) -> None:
    both = person(Role.ORGANISER, Role.VOLUNTEER)

    call_together(a_call(), 6, both, KEY)

    assert all_mails() == []


def test_the_mail_is_in_ones_own_language_and_its_subject_says_nothing(
    app: Flask, organiser: Person, person: MakePerson
) -> None:
    set_association(name="Vänsterpartiet Solna")
    person(name="Maja Lind", email="a@example.org")
    choose_language(person(name="Sam Hill", email="b@example.org"), "en")

    event = call_together(a_call(), 6, organiser, KEY)
    swedish, english = all_mails()

    assert swedish.subject == "Kan du hjälpa till i dag kl. 17.00?"
    assert english.subject == "Can you help today at 17:00?"
    assert swedish.body.startswith("Hej Maja!")
    assert english.body.startswith("Hello Sam!")
    for mail in (swedish, english):
        assert f"/events/{event.id}" in mail.body
        assert "De vill stänga biblioteket" in mail.body
        assert "Utanför biblioteket" in mail.body
        assert "Vänsterpartiet Solna" in mail.body
        assert organiser.email not in mail.body


def test_a_mail_for_tomorrow_says_so(app: Flask, organiser: Person, person: MakePerson) -> None:
    person()

    call_together(a_call(day=SATURDAY + timedelta(days=1), place=""), 6, organiser, KEY)

    assert [mail.subject for mail in all_mails()] == ["Kan du hjälpa till i morgon kl. 17.00?"]
    assert "Platsen syns på kartan." in all_mails()[0].body


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": time(7), "end": time(8)}, RapidRefusal.TOO_LATE),
        ({"start": time(9), "end": time(10)}, RapidRefusal.TOO_LATE),
        ({"day": SATURDAY + timedelta(days=2)}, RapidRefusal.NOT_NOW),
        ({"day": SATURDAY - timedelta(days=1)}, RapidRefusal.NOT_NOW),
        ({"start": time(18), "end": time(17)}, CalendarRefusal.ENDS_BEFORE_START),
    ],
)
def test_who_is_refused_has_called_nobody(
    app: Flask, organiser: Person, person: MakePerson, changes: dict[str, object], reason: object
) -> None:
    person()
    before = fingerprint()

    with pytest.raises(Refused) as refused:
        call_together(a_call(**changes), 6, organiser, KEY)

    assert refused.value.reason is reason
    assert fingerprint() == before


def test_what_has_begun_may_still_need_hands(app: Flask, organiser: Person) -> None:
    assert call_together(a_call(start=time(9), end=time(11)), 6, organiser, KEY).status is EventStatus.SCHEDULED


def test_when_the_mails_fail_there_is_no_event(app: Flask, organiser: Person, person: MakePerson) -> None:
    """One transaction. The last of three has no name that a mail could begin with, which no form lets through."""
    for _ in range(3):
        broken = person()
    broken.name = " "
    db.session.commit()
    before = fingerprint()

    with pytest.raises(IndexError):
        call_together(a_call(), 6, organiser, KEY)

    assert fingerprint() == before


def test_pressing_twice_calls_once(app: Flask, organiser: Person, person: MakePerson) -> None:
    person()

    first = call_together(a_call(), 6, organiser, KEY)
    second = call_together(a_call(), 6, organiser, KEY)

    assert first.id == second.id
    assert len(all_mails()) == 1


def test_pressing_at_the_same_moment_calls_once(app: Flask, organiser: Person, person: MakePerson) -> None:
    for _ in range(5):
        person()
    caller_id = organiser.id

    def press() -> int:
        with app.app_context():
            return call_together(a_call(), 6, db.session.get_one(Person, caller_id), KEY).id

    answers = at_once([press] * 8)

    assert len(Counter(map(str, answers))) == 1
    assert db.session.scalar(select(func.count()).select_from(Event)) == 1
    assert len(all_mails()) == 5


# ---- how fast people came


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_the_lead_time_is_kept(app: Flask, organiser: Person, person: MakePerson) -> None:
    events = [call_together(a_call(), 6, organiser, f"{KEY[:-1]}{number}") for number in range(3)]
    early, late = person(), person()
    with clock.standing_at(at(12)):
        claim = claim_slot(events[0].slots[0].id, early)
    with clock.standing_at(at(20)):
        release_claim(claim)
        claim_slot(events[0].slots[0].id, late)
    with clock.standing_at(at(40)):
        claim_slot(events[1].slots[0].id, person())

    found = rapid_responses(2027)

    assert found == [(NOW, at(12)), (NOW, at(40)), (NOW, None)]
    assert lead_times(found).median_minutes == 26
    assert rapid_responses(2026) == rapid_responses(2028) == []


def test_the_year_is_that_of_stockholm(app: Flask, organiser: Person) -> None:
    new_year = clock.day_start(date(2028, 1, 1))
    with clock.standing_at(new_year):
        call_together(a_call(day=date(2028, 1, 1)), 6, organiser, KEY)

    assert [called_at for called_at, _ in rapid_responses(2028)] == [new_year]
    assert rapid_responses(2027) == []


def test_who_would_be_called_is_counted_without_calling(app: Flask, organiser: Person, person: MakePerson) -> None:
    people = [person() for _ in range(3)]

    assert [each.id for each in volunteers_to_call(organiser)] == [each.id for each in people]
    assert volunteers_to_call(people[0]) == volunteers_to_call(people[0])
    assert len(volunteers_to_call(people[0])) == 2
    assert all_mails() == []
