"""How days, times and numbers are written, in Swedish and in English."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, session
from flask_babel import force_locale

from outreach import clock, i18n
from outreach.events.models import EventKind, EventStatus
from outreach.events.rules.claims import ClaimRefusal
from outreach.people.models import Role

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)  # Thursday, 10.30 in Stockholm


@pytest.fixture(params=["sv", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    with force_locale(request.param), clock.standing_at(NOW):
        yield str(request.param)


def test_times_and_days(language: str) -> None:
    moment = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)

    written = [
        i18n.time_of_day(moment),
        i18n.day_short(moment),
        i18n.day_long(moment),
        i18n.weekday(moment),
        i18n.month_name(moment),
    ]

    assert (
        written
        == {
            "sv": ["17.00", "tor 26 nov", "torsdag 26 november 2026", "tor", "November 2026"],
            "en": ["17:00", "Thu 26 Nov", "Thursday 26 November 2026", "Thu", "November 2026"],
        }[language]
    )


def test_the_day_is_stockholms(language: str) -> None:
    assert i18n.day_long(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).endswith("2027")


def test_all_weekdays_are_of_one_width(language: str) -> None:
    names = [i18n.weekday(date(2026, 11, 23) + timedelta(days=step)) for step in range(7)]

    assert [len(name) for name in names] == [3] * 7
    assert len(set(names)) == 7


@pytest.mark.parametrize(
    ("minutes", "swedish", "english"),
    [
        pytest.param(0, "nyss", "just now", id="now"),
        pytest.param(4, "för 4 min sedan", "4 min ago", id="minutes"),
        pytest.param(59, "för 59 min sedan", "59 min ago", id="nearly an hour"),
        pytest.param(60, "i dag 09.30", "today 09:30", id="an hour"),
        pytest.param(-30, "i dag 11.00", "today 11:00", id="in half an hour"),
        pytest.param(17 * 60, "i går 17.30", "yesterday 17:30", id="yesterday"),
        pytest.param(5 * 24 * 60, "lör 10.30", "Sat 10:30", id="this week"),
        pytest.param(7 * 24 * 60, "tor 19 nov", "Thu 19 Nov", id="a week"),
        pytest.param(365 * 24 * 60, "ons 26 nov 2025", "Wed 26 Nov 2025", id="a year"),
        pytest.param(-3 * 24 * 60, "sön 29 nov", "Sun 29 Nov", id="in three days"),
    ],
)
def test_ago(language: str, minutes: int, swedish: str, english: str) -> None:
    assert i18n.ago(NOW - timedelta(minutes=minutes)) == (swedish if language == "sv" else english)


@pytest.mark.parametrize(
    ("minutes", "swedish", "english"),
    [
        pytest.param(-5, "nu", "now", id="due"),
        pytest.param(30, "11.00", "11:00", id="in half an hour"),
        pytest.param(24 * 60, "i morgon 10.30", "tomorrow 10:30", id="tomorrow"),
        pytest.param(3 * 24 * 60, "sön 29 nov 10.30", "Sun 29 Nov 10:30", id="in three days"),
        pytest.param(365 * 24 * 60, "fre 26 nov 2027", "Fri 26 Nov 2027", id="in a year"),
    ],
)
def test_ahead(language: str, minutes: int, swedish: str, english: str) -> None:
    assert i18n.ahead(NOW + timedelta(minutes=minutes)) == (swedish if language == "sv" else english)


@pytest.mark.parametrize(
    ("value", "swedish", "english"), [(1234567, "1\xa0234\xa0567", "1,234,567"), (0.4, "0,4", "0.4"), (-3, "-3", "-3")]
)
def test_numbers(language: str, value: float, swedish: str, english: str) -> None:
    assert i18n.number(value) == (swedish if language == "sv" else english)


@pytest.mark.parametrize(
    ("value", "swedish"),
    [
        (EventKind.LEAFLET_DROP, "Flygbladsutdelning"),
        (EventKind.SQUARE_MEETING, "Torgmöte"),
        (EventKind.SOCIAL, "Social aktivitet"),
        (EventKind.STUDY_CIRCLE, "Studiecirkel"),
        (EventKind.MEMBER_MEETING, "Medlemsmöte"),
        (EventKind.VISIT, "Verksamhetsbesök"),
        (EventKind.OTHER, "Annat"),
        (EventStatus.DRAFT, "Utkast"),
        (EventStatus.SCHEDULED, "Planerad"),
        (EventStatus.HELD, "Genomförd"),
        (EventStatus.CANCELLED, "Inställd"),
        (Role.VOLUNTEER, "Aktivist"),
        (Role.ORGANISER, "Arrangör"),
        (Role.MEDIA, "Medieansvarig"),
        (Role.BOARD, "Styrelse"),
        (Role.ADMIN, "Admin"),
        ("", ""),
    ],
)
def test_the_words_are_those_that_were_agreed(app: Flask, value: object, swedish: str) -> None:
    with force_locale("sv"):
        assert i18n.word(value) == swedish


@pytest.mark.parametrize("refusal", ClaimRefusal)
def test_refusals_are_translated(app: Flask, refusal: ClaimRefusal) -> None:
    with force_locale("sv"):
        assert i18n.word(refusal) != refusal.value
    with force_locale("en"):
        assert i18n.word(refusal) == refusal.value


@pytest.mark.parametrize(("picked", "spoken"), [("en", "en"), ("sv", "sv"), ("xx", "sv"), (None, "sv")])
def test_the_language_is_the_one_picked_in_this_browser(app: Flask, picked: str | None, spoken: str) -> None:
    with app.test_request_context():
        session["language"] = picked

        assert i18n.language() == spoken


def test_without_a_request_the_language_is_swedish(app: Flask) -> None:
    assert i18n.language() == "sv"
