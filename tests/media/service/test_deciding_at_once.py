"""Several people decide in the same moment: a story counts once for its outlet, whoever is first.

The control beside it looks and counts without the outlet's lock between: then it is counted as often as it is pressed.
"""

import threading
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from outreach.db import db
from outreach.media.models import Coverage, CoverageKind, Entry, EntryState, Feed, Outlet, OutletTier
from outreach.media.rules.count import CountRefusal, twin_of
from outreach.media.service import confirm_entry, deciding
from outreach.refusals import Refused
from tests.at_once import at_once

PEOPLE, ROUNDS = 6, 3
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def one_story(title: str) -> list[int]:
    """The same letter at six addresses of one outlet: no constraint knows that they are one."""
    outlet = Outlet(name=title, tier=OutletTier.LOCAL)
    entries = [
        Entry(
            feed=Feed(url=f"https://a.example/{title}/{n}", outlet=outlet), identity=f"{title} {n}",
            story_key=f"{title} {n}", title=title, published_at=NOW, fetched_at=NOW, is_match=True,
            kind_guess=CoverageKind.LETTER, state=EntryState.WAITING,
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    db.session.add_all(entries)
    db.session.commit()
    return [entry.id for entry in entries]


def confirm_in(app: Flask, entry_id: int) -> str:
    with app.app_context():
        try:
            confirm_entry(entry_id, None)
        except Refused as refused:
            return refused.reason.code
        return "counted"


def press(app: Flask, entry_ids: list[int]) -> Counter[str]:
    return Counter(str(answer) for answer in at_once([partial(confirm_in, app, entry_id) for entry_id in entry_ids]))


def counted() -> int:
    return db.session.scalar(select(func.count(Coverage.id))) or 0


def test_a_story_counts_once_however_many_press(app: Flask) -> None:
    for done in range(1, ROUNDS + 1):
        answers = press(app, one_story(f"Låt badet vara öppet {done}"))

        assert answers == {"counted": 1, "ALREADY_COUNTED": PEOPLE - 1}
        assert counted() == done


def test_an_entry_is_decided_once_however_many_press(app: Flask) -> None:
    for done in range(1, ROUNDS + 1):
        answers = press(app, one_story(f"Låt badet vara öppet {done}")[:1] * PEOPLE)

        assert answers == {"counted": 1, "ALREADY_DECIDED": PEOPLE - 1}
        assert counted() == done


def test_control_without_the_lock_it_counts_as_often_as_it_is_pressed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_have_looked = threading.Barrier(PEOPLE, timeout=30)

    def count_carelessly(coverage: Coverage, _seen: Collection[int] = ()) -> None:
        """Look, then count, and hope that nobody else did in between."""
        there = db.session.scalars(select(Coverage).where(Coverage.outlet_id == coverage.outlet_id)).unique().all()
        twin = twin_of(coverage.story_key, coverage.title, coverage.published_on, there)
        db.session.commit()
        all_have_looked.wait()
        if twin is not None:
            raise Refused(CountRefusal.ALREADY_COUNTED)
        coverage.created_at = NOW
        db.session.add(coverage)

    monkeypatch.setattr(deciding, "count", count_carelessly)

    assert press(app, one_story("Låt badet vara öppet")) == {"counted": PEOPLE}
    assert counted() == PEOPLE
