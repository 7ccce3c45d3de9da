"""A person decides, and what is counted is counted once."""

import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.media.models import Coverage, CoverageKind, Entry, EntryState, Outlet, OutletTier, Spokesperson
from outreach.media.queries import counted_coverage
from outreach.media.rules.count import CountRefusal
from outreach.media.service import (
    add_coverage,
    confirm_entry,
    counting,
    dismiss_entry,
    poll_due,
    undo_entry,
)
from outreach.refusals import Refused
from tests.feedserver import FeedServer
from tests.media.conftest import SAMPLES, MakeFeed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def entry(desk: Flask, feed_server: FeedServer, make_feed: MakeFeed) -> Entry:
    """The letter of the sample, waiting."""
    with clock.standing_at(NOW):
        make_feed(feed_server.put("/feed", (SAMPLES / "solnabladet.xml").read_bytes()))
        poll_due()
    return db.session.scalars(select(Entry).where(Entry.guid == "sb-101")).one()


@pytest.fixture
def outlet(desk: Flask) -> Outlet:
    outlet = Outlet(name="Solnabladet", tier=OutletTier.LOCAL)
    db.session.add(outlet)
    db.session.commit()
    return outlet


def count() -> int:
    return db.session.scalar(select(func.count(Coverage.id))) or 0


def refusal_of(action: object, *args: object, **options: object) -> object:
    with pytest.raises(Refused) as refused:
        action(*args, **options)  # type: ignore[operator]
    return refused.value.reason


def test_confirmed_is_counted(entry: Entry) -> None:
    db.session.add(Spokesperson(id=7, name="Maja Lind", is_woman=True, consented_on=date(2026, 1, 1)))
    db.session.commit()

    coverage = confirm_entry(entry.id, CoverageKind.LETTER, spokesperson_id=7)

    assert (coverage.title, coverage.published_on) == (entry.title, date(2026, 11, 22))
    assert (entry.state, entry.decided_at is None) == (EntryState.CONFIRMED, False)
    (counted,) = counted_coverage(2026)
    assert (counted.kind, counted.tier, counted.outlet) == (CoverageKind.LETTER, OutletTier.LOCAL, "Solnabladet")
    assert counted.spokesperson_is_woman
    assert counted_coverage(2025) == []


def test_each_entry_is_decided_once(entry: Entry) -> None:
    confirm_entry(entry.id, CoverageKind.LETTER)

    assert refusal_of(confirm_entry, entry.id, CoverageKind.LETTER) == CountRefusal.ALREADY_DECIDED
    assert refusal_of(dismiss_entry, entry.id) == CountRefusal.ALREADY_DECIDED
    assert count() == 1


@pytest.mark.parametrize("decide", [lambda entry_id: confirm_entry(entry_id, CoverageKind.LETTER), dismiss_entry])
def test_each_decision_can_be_undone_once(decide: object, entry: Entry) -> None:
    decide(entry.id)  # type: ignore[operator]
    undo_entry(entry.id)

    assert (entry.state, entry.decided_at, count()) == (EntryState.WAITING, None, 0)
    assert refusal_of(undo_entry, entry.id) == CountRefusal.NOT_DECIDED


def test_unknown_spokesperson(entry: Entry) -> None:
    refusal = refusal_of(confirm_entry, entry.id, CoverageKind.LETTER, spokesperson_id=99)

    assert (refusal, count(), entry.state) == (CountRefusal.UNKNOWN_SPOKESPERSON, 0, EntryState.WAITING)


def test_the_same_story_twice_from_one_outlet_is_one(entry: Entry) -> None:
    confirm_entry(entry.id, CoverageKind.LETTER)
    with clock.standing_at(NOW):
        refusal = refusal_of(
            add_coverage,
            outlet_id=entry.feed.outlet_id,
            kind=CoverageKind.LETTER,
            title="En annan rubrik",
            url="https://www.solnabladet.example/insandare/lat-hagalund-fa-sitt-bibliotek-tillbaka?utm_medium=x",
            published_on=date(2026, 11, 22),
        )

    assert (refusal, count()) == (CountRefusal.ALREADY_COUNTED, 1)


def test_the_same_letter_in_two_outlets_is_two(entry: Entry) -> None:
    other = Outlet(name="Norra Nytt", tier=OutletTier.LOCAL)
    db.session.add(other)
    db.session.commit()
    confirm_entry(entry.id, CoverageKind.LETTER)
    with clock.standing_at(NOW):
        add_coverage(outlet_id=other.id, kind=CoverageKind.LETTER, title=entry.title, published_on=date(2026, 11, 22))

    assert count() == 2


def count_at_once(app: Flask, outlet_id: int, times: int) -> list[str]:
    """Several people add the same letter in the same moment. Returns what they were told."""
    told: list[str] = []
    gate = threading.Barrier(times)

    def work() -> None:
        with app.app_context():
            gate.wait()
            try:
                add_coverage(
                    outlet_id=outlet_id,
                    kind=CoverageKind.LETTER,
                    title="Låt badet leva",
                    published_on=date(2026, 11, 20),
                )
                told.append("counted")
            except Refused as refused:
                told.append(refused.reason.code)

    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_of_many_at_once_one_is_counted(desk: Flask, outlet: Outlet) -> None:
    outlet_id = outlet.id
    db.session.commit()

    with clock.standing_at(NOW):
        told = count_at_once(desk, outlet_id, 6)

    assert told == ["ALREADY_COUNTED"] * 5 + ["counted"]
    assert count() == 1


def test_the_database_holds_it_too(desk: Flask, outlet: Outlet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule it is the constraint that refuses: the guard has a guard behind it."""
    monkeypatch.setattr(counting, "why_not_count", lambda *_args: None)
    outlet_id = outlet.id
    db.session.commit()

    with clock.standing_at(NOW):
        assert count_at_once(desk, outlet_id, 3) == ["ALREADY_COUNTED"] * 2 + ["counted"]


@pytest.mark.parametrize(
    ("day", "refusal"),
    [(date(2026, 11, 23), CountRefusal.IN_THE_FUTURE), (date(1950, 1, 1), CountRefusal.TOO_OLD)],
)
def test_days_that_can_not_be(day: date, refusal: CountRefusal, outlet: Outlet) -> None:
    with clock.standing_at(NOW):
        found = refusal_of(
            add_coverage, outlet_id=outlet.id, kind=CoverageKind.ARTICLE, title="Rusta badet", published_on=day
        )

    assert (found, count()) == (refusal, 0)
