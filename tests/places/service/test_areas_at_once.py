"""No two areas overlap, however many are drawn on the same ground at the same moment.

The control beside it does the same without the lock and must go wrong on PostgreSQL; SQLite has one writer anyway.
"""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import delete

from outreach.db import db
from outreach.places import queries, service
from outreach.places.models import Area, AreaVersion
from outreach.places.rules import PlaceRefusal
from outreach.places.service import areas as saving
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.places.shapes import box

GROUND = box(18.0, 59.3, 18.1, 59.4)
PEOPLE, MOST_ROUNDS_OF_THE_CONTROL = 8, 40


def draw(app: Flask, name: str) -> str:
    """Draw an area on the same ground, in a context of its own."""
    with app.app_context():
        try:
            service.save_area(name=name, geometry=GROUND)
        except Refused as refused:
            return refused.reason.code
        return "yes"


def all_draw(app: Flask) -> list[str]:
    return sorted(str(answer) for answer in at_once([partial(draw, app, f"Area {n}") for n in range(PEOPLE)]))


def test_the_same_ground_goes_to_one(app: Flask) -> None:
    assert all_draw(app) == [PlaceRefusal.OVERLAPS.code] * (PEOPLE - 1) + ["yes"]
    assert len(queries.areas()) == 1


def test_without_the_lock_it_goes_to_several(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "hold_areas", lambda: None)
    if db.engine.dialect.name == "sqlite":
        assert all_draw(app).count("yes") == 1
        return
    for _ in range(MOST_ROUNDS_OF_THE_CONTROL):
        all_draw(app)
        if len(queries.areas()) > 1:
            return
        db.session.execute(delete(AreaVersion))
        db.session.execute(delete(Area))
        db.session.commit()
    pytest.fail("the control never went wrong: the test proves nothing")
