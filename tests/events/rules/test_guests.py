"""People without an account: who may, how many mails, and whether somebody can be that fast."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.models.kinds import EventStatus
from outreach.events.rules import guests as rules
from outreach.events.rules.guests import GuestRefusal

NOW = datetime(2027, 3, 6, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class AnEvent:
    status: EventStatus = EventStatus.SCHEDULED
    is_published: bool = True
    allows_guests: bool = True
    ends_at: datetime = NOW + timedelta(days=1)


@dataclass(frozen=True)
class ARequest:
    expires_at: datetime = NOW + timedelta(hours=1)


OPEN = AnEvent()


@pytest.mark.parametrize(
    ("name", "event", "shown", "opened"),
    [
        ("to come", OPEN, True, True),
        ("begun", replace(OPEN, ends_at=NOW + MINUTE), True, True),
        ("over", replace(OPEN, ends_at=NOW), True, False),
        ("cancelled", replace(OPEN, status=EventStatus.CANCELLED), True, False),
        ("held", replace(OPEN, status=EventStatus.HELD), True, False),
        ("for members alone", replace(OPEN, allows_guests=False), False, False),
        ("a draft", replace(OPEN, status=EventStatus.DRAFT, is_published=False), False, False),
        ("a draft that was cancelled", replace(OPEN, status=EventStatus.CANCELLED, is_published=False), False, False),
    ],
)
def test_which_events_are_for_guests(name: str, event: AnEvent, shown: bool, opened: bool) -> None:
    assert (rules.is_shown(event), rules.is_open(event, NOW)) == (shown, opened)


@pytest.mark.parametrize(
    ("name", "request_", "event", "expected"),
    [
        ("known and young", ARequest(), OPEN, None),
        ("made up", None, None, GuestRefusal.UNKNOWN_REQUEST),
        ("to the second", ARequest(NOW), OPEN, GuestRefusal.UNKNOWN_REQUEST),
        ("guests are no longer wanted", ARequest(), replace(OPEN, allows_guests=False), GuestRefusal.NO_GUESTS),
        ("cancelled: the claim says so", ARequest(), replace(OPEN, status=EventStatus.CANCELLED), None),
    ],
)
def test_why_a_link_does_not_confirm(
    name: str, request_: ARequest | None, event: AnEvent | None, expected: GuestRefusal | None
) -> None:
    assert rules.why_not_confirm(request_, event, NOW) is expected


@pytest.mark.parametrize(
    ("name", "minutes_ago", "to_all", "allowed"),
    [
        ("the first", [], 0, True),
        ("the third within the hour", [50, 5], 2, True),
        ("the fourth", [50, 5, 1], 3, False),
        ("an hour has passed since the first", [60, 5, 1], 3, True),
        ("the thirtieth of the day", [], 29, True),
        ("one more", [], 30, False),
    ],
)
def test_how_many_mails(name: str, minutes_ago: list[int], to_all: int, allowed: bool) -> None:
    assert rules.may_mail([NOW - minutes * MINUTE for minutes in minutes_ago], to_all, NOW) is allowed


@given(st.lists(st.tuples(st.integers(0, 1440 * 60), st.sampled_from(["a@x", "b@x", "c@x"])), max_size=120))
def test_no_hour_and_no_day_sees_more(asked: list[tuple[int, str]]) -> None:
    """However the form is pressed, no address gets four mails within an hour, and nobody causes 31 in a day."""
    sent: list[tuple[datetime, str]] = []
    for second, address in sorted(asked):
        now = NOW + timedelta(seconds=second)
        mine = [at for at, to in sent if to == address]
        if rules.may_mail(mine, sum(at > now - timedelta(days=1) for at, _ in sent), now):
            sent.append((now, address))
    for at, address in sent:
        hour = [other for other, to in sent if to == address and at - timedelta(hours=1) < other <= at]
        assert len(hour) <= rules.MAILS_AN_HOUR
    assert len(sent) <= rules.MAILS_A_DAY


@pytest.mark.parametrize(
    ("name", "shown_at", "hurried"),
    [
        ("never shown by us", None, True),
        ("at once", NOW, True),
        ("after three seconds", NOW - rules.FASTEST, False),
        ("after an hour", NOW - 60 * MINUTE, False),
        ("the day after", NOW - timedelta(hours=25), True),
        ("shown tomorrow", NOW + MINUTE, True),
    ],
)
def test_nobody_is_that_fast(name: str, shown_at: datetime | None, hurried: bool) -> None:
    assert rules.is_hurried(shown_at, NOW) is hurried


def test_the_consent_says_what_it_must() -> None:
    """Changing the text without a new version would make old consents say something else."""
    assert (rules.CONSENT_VERSION, hashlib.sha256(rules.CONSENT_TEXT.encode()).hexdigest()[:12]) == (
        "2026-11",
        "e31ca3c27d30",
    )
