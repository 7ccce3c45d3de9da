"""Note a permit; what follows when the event is moved; what organisers' lists warn of."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from outreach.db import db
from outreach.events.models import EventKind, EventStatus
from outreach.events.permits import permit_of, permit_sentence, permit_warnings, worry_advice
from outreach.events.queries import get_event
from outreach.events.rules.permits import PermitState, PermitWorry
from outreach.events.service import moving
from outreach.events.service.permits import PermitFacts, note_permit
from outreach.people.models import Association
from outreach.people.service import set_association
from outreach.places.models import Venue
from outreach.refusals import Refused
from tests.counting import queries
from tests.events.conftest import NEXT_SATURDAY, SATURDAY, MakeEvent

FAR = SATURDAY + timedelta(days=40)
MEETING = EventKind.SQUARE_MEETING


@pytest.fixture(autouse=True)
def _in_swedish(app: Flask) -> None:
    """Sentences are in Swedish, the language of a request that says nothing else."""


def test_a_square_meeting_lacks_its_permit_from_the_first(make_event: MakeEvent) -> None:
    event = make_event(kind=MEETING, day=FAR)

    standing = permit_of(event)

    assert (standing.state, standing.worry) == (PermitState.MISSING, None)
    assert permit_sentence(event, standing) == "Tillstånd saknas: sök senast 8 apr"
    assert worry_advice(event, standing) == ""


def test_what_is_noted_is_said(make_event: MakeEvent) -> None:
    event = make_event(kind=MEETING, day=FAR)

    note_permit(event, PermitFacts(True, applied_on=date(2027, 3, 3), case="A123"))
    applied = permit_sentence(event, permit_of(event))
    note_permit(event, PermitFacts(True, date(2027, 3, 3), date(2027, 3, 5), "A123"))
    granted = permit_sentence(event, permit_of(event))
    note_permit(event, PermitFacts(True, date(2027, 3, 3)))
    nameless = permit_sentence(event, permit_of(event))

    assert applied == "Tillstånd: sökt 3 mars, ärende A123"
    assert granted == "Tillstånd: beviljat 5 mars, ärende A123"
    assert nameless == "Tillstånd: sökt 3 mars"


def test_an_organisers_word_goes_before_the_venues(make_event: MakeEvent, solna: None) -> None:
    venue = db.session.scalars(select(Venue).where(Venue.name == "Hagalunds torg")).one()
    event = make_event(kind=MEETING, day=FAR, place="Hagalunds torg")
    assert permit_of(event).state is PermitState.MISSING

    venue.needs_permit = False
    db.session.commit()
    assert permit_of(event).state is PermitState.NOT_NEEDED

    note_permit(event, PermitFacts(True))
    assert permit_of(event).state is PermitState.MISSING
    note_permit(event, PermitFacts(False))
    assert permit_sentence(event, permit_of(event)) == "Tillstånd: behövs inte"


def test_a_permit_is_for_the_day_that_was_applied_for(make_event: MakeEvent) -> None:
    event = make_event(kind=MEETING, day=FAR)
    note_permit(event, PermitFacts(True, date(2027, 3, 3), date(2027, 3, 5)))

    moving.move_event(event, FAR + timedelta(days=1))
    moved = permit_of(event)
    advice = worry_advice(event, moved)
    moving.move_event(event, FAR)
    back = permit_of(event)
    moving.move_event(event, FAR + timedelta(days=1))
    note_permit(event, PermitFacts(True, date(2027, 3, 3), date(2027, 3, 6)))

    assert moved.worry is PermitWorry.OTHER_DAY
    assert "15 apr" in advice
    assert back.worry is None
    assert permit_of(event).worry is None


def test_the_associations_own_number_of_days(make_event: MakeEvent) -> None:
    set_association(name="Föreningen", permit_lead_days=30)
    event = make_event(kind=MEETING, day=FAR)

    assert permit_sentence(event, permit_of(event)) == "Tillstånd saknas: sök senast 16 mars"
    assert permit_of(event).worry is None
    db.session.get_one(Association, 1).permit_lead_days = 41
    assert permit_sentence(event, permit_of(event)) == "Tillstånd saknas: det skulle ha sökts senast 5 mars"


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.HELD])
def test_what_is_over_is_history(make_event: MakeEvent, status: EventStatus) -> None:
    from datetime import time

    event = make_event(status, kind=MEETING, day=SATURDAY, start=time(9))

    with pytest.raises(Refused):
        note_permit(event, PermitFacts(True, applied_on=date(2027, 3, 3)))
    db.session.rollback()
    assert get_event(event.id).permit_applied_on is None


def test_lists_warn_of_meetings_to_come(app: Flask, make_event: MakeEvent) -> None:
    late = make_event(kind=MEETING, day=SATURDAY + timedelta(days=2))
    soon = make_event(EventStatus.DRAFT, kind=MEETING, day=NEXT_SATURDAY)
    asked = make_event(kind=MEETING, day=SATURDAY + timedelta(days=1))
    note_permit(asked, PermitFacts(True, applied_on=SATURDAY))
    moved = make_event(kind=MEETING, day=FAR)
    note_permit(moved, PermitFacts(True, granted_on=SATURDAY))
    moving.move_event(moved, FAR + timedelta(days=1))
    fine = make_event(kind=MEETING, day=FAR)
    off = make_event(EventStatus.CANCELLED, kind=MEETING, day=NEXT_SATURDAY)
    drop = make_event(day=NEXT_SATURDAY)

    warnings = permit_warnings([late, soon, asked, moved, fine, off, drop])

    assert warnings == {
        late.id: "tillstånd saknas",
        soon.id: "sök tillstånd",
        asked.id: "inget besked om tillstånd",
        moved.id: "tillstånd för annan dag",
    }


def test_warnings_ask_no_more_for_many_than_for_one(app: Flask, make_event: MakeEvent, solna: None) -> None:
    places = db.session.scalars(select(Venue.name)).all()
    events = [make_event(kind=MEETING, day=NEXT_SATURDAY, place=place) for place in places]

    def asked(count: int) -> int:
        db.session.expire_all()
        shown = [get_event(event.id) for event in events[:count]]
        for event in shown:
            assert event.kind
        with queries(app) as seen:
            assert len(permit_warnings(shown)) == count
        return len(seen)

    assert asked(10) == asked(1) <= 2
