"""Migrations keep what is there: a row in every table of an older version is readable at the newest."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, MetaData, Table, Time, func, select
from sqlalchemy.types import JSON

from outreach.app import MIGRATIONS
from outreach.db import Base, db
from tests.databases import KINDS, Database

FIRST = "0001"
NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
# What a CHECK holds to certain words, or to an order.
CHOICES: dict[str, Any] = {
    "claim.state": "active",
    "coverage.kind": "letter",
    "entry.kind_guess": "letter",
    "entry.state": "waiting",
    "event.kind": "leaflet_drop",
    "event.status": "scheduled",
    "event.ends_at": NOW.replace(hour=11),
    "event_template.kind": "leaflet_drop",
    "goal.measure": "leaflet_drops",
    "landmark.kind": "metro",
    "match_word.kind": "party",
    "outlet.tier": "local",
    "person_role.role": "volunteer",
    "slot.role": "leaflets",
    "slot.ends_at": NOW.replace(hour=11),
    "venue_window.end": time(14),
}


@pytest.fixture(params=list(KINDS))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database as the first version made it, with a row in every table."""
    with contextlib.ExitStack() as stack:
        database = Database(tmp_path, stack.enter_context(KINDS[request.param](tmp_path)))
        app = database.make_app()
        with app.app_context():
            flask_migrate.upgrade(MIGRATIONS, FIRST)
            put_a_row_into_each()
            yield app
            db.session.remove()
            db.engine.dispose()
        database.server.close()


def tables() -> list[Table]:
    found = MetaData()
    found.reflect(db.engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def put_a_row_into_each() -> None:
    found = tables()
    with db.engine.begin() as connection:
        for table in found:
            connection.execute(table.insert(), {column.name: value_for(table, column) for column in table.columns})


def value_for(table: Table, column: Column[Any]) -> Any:
    """Something that the column takes; other rows are pointed at by the number that they all have."""
    if (named := CHOICES.get(f"{table.name}.{column.name}")) is not None:
        return named
    if column.nullable and not column.foreign_keys:
        return None
    for kind, value in (
        (Boolean, True),
        (Integer, 1),
        (Float, 1.0),
        (DateTime, NOW),
        (Date, date(2027, 3, 6)),
        (Time, time(13)),
        (JSON, []),
        (LargeBinary, b"x"),
    ):
        if isinstance(column.type, kind):
            return value
    return "x"


def test_a_row_in_every_table_comes_along(old: Flask) -> None:
    before = {table.name for table in tables()}
    db.session.remove()

    flask_migrate.upgrade(MIGRATIONS)

    found = [table for table in tables() if table.name in before]
    with db.engine.connect() as connection:
        counts = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in found}
    assert counts == dict.fromkeys(before, 1)
    for mapper in Base.registry.mappers:
        for row in db.session.scalars(select(mapper.class_)).unique():
            assert row.__tablename__ in before


def test_control_with_foreign_keys_on_a_rebuilt_table_takes_rows_along(tmp_path: Path) -> None:
    """Why the migrations turn them off: on SQLite, dropping the old table deletes what points at it."""
    database = Database(tmp_path, f"sqlite:///{tmp_path / 'outreach.db'}")
    app = database.make_app()
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS, FIRST)
        put_a_row_into_each()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE new_event AS SELECT * FROM event")
            connection.exec_driver_sql("DROP TABLE event")
            left = connection.exec_driver_sql("SELECT count(*) FROM slot").scalar()
        db.session.remove()
        db.engine.dispose()
    database.server.close()

    assert left == 0
