"""The one door to the database: moments, transactions, and what SQLite and PostgreSQL are told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, StatementError

from outreach import db as door
from outreach.db import WAL_IS_SAFE, db
from outreach.people import service
from outreach.people.models import Association, Person, PersonRole, Role
from tests.at_once import at_once
from tests.conftest import MakePerson

EVERYTHING = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def on_several_connections(statement: str) -> list[Any]:
    """What the statement gives on connections that are open at the same time, each outside any transaction."""
    connections = [db.engine.raw_connection() for _ in range(4)]
    try:
        found: list[Any] = []
        for connection in connections:
            cursor = connection.cursor()
            cursor.execute(statement)
            found += cursor.fetchone() or ()
            cursor.close()
        return found
    finally:
        for connection in connections:
            connection.close()


# ---- moments


def test_a_moment_without_a_zone_is_refused(app: Flask, person: MakePerson) -> None:
    someone = person()
    someone.created_at = datetime(2027, 3, 6, 9, 0)  # noqa: DTZ001  (that is what is refused)

    with pytest.raises(StatementError, match="a moment needs a time zone"):
        db.session.flush()
    db.session.rollback()


@EVERYTHING
@given(
    st.timedeltas(timedelta(0), timedelta(days=40_000)),
    st.builds(timezone, st.timedeltas(timedelta(hours=-14), timedelta(hours=14))),
)
def test_a_moment_comes_back_as_it_was_in_utc(app: Flask, after: timedelta, zone: timezone) -> None:
    moment = (datetime(1990, 1, 1, tzinfo=UTC) + after).astimezone(zone)
    someone = service.add_person("maja@example.org", "Maja Lind")
    someone.created_at = moment
    db.session.commit()
    db.session.expire_all()

    assert someone.created_at == moment
    assert someone.created_at.tzinfo is UTC


def test_moments_are_compared_as_moments(app: Flask, person: MakePerson) -> None:
    """On SQLite they are text: all must be written in one zone to be in order."""
    first, second = person(), person()
    first.created_at = datetime(2027, 3, 6, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    second.created_at = datetime(2027, 3, 6, 9, 30, tzinfo=UTC)
    db.session.commit()

    later = db.session.scalars(
        db.select(Person.id).where(
            Person.created_at > datetime(2027, 3, 6, 5, 15, tzinfo=timezone(timedelta(hours=-4)))
        )
    ).all()

    assert later == [second.id]


# ---- choices


def test_what_is_no_choice_is_refused_before_and_in_the_database(app: Flask, person: MakePerson) -> None:
    someone = person()
    db.session.add(PersonRole(person_id=someone.id, role="emperor"))
    with pytest.raises(StatementError):
        db.session.flush()
    db.session.rollback()

    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE person_role SET role = 'emperor'"))
    db.session.rollback()

    assert someone.roles == {Role.VOLUNTEER}


# ---- what the databases are told


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("busy_timeout", 15000),
        ("synchronous", 2),  # FULL
        ("secure_delete", 1),
        ("mmap_size", 0),
        ("journal_mode", "wal" if WAL_IS_SAFE else "truncate"),
    ],
)
def test_every_pooled_connection_to_sqlite_is_careful(app: Flask, pragma: str, value: Any) -> None:
    if not is_sqlite():
        assert db.engine.dialect.name == "postgresql"
        return

    found = on_several_connections(f"PRAGMA {pragma}")

    assert found == [value] * 4


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("timezone", "UTC"),
        ("lock_timeout", "3s"),
        ("statement_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ],
)
def test_every_pooled_connection_to_postgresql_has_its_limits(app: Flask, setting: str, value: str) -> None:
    if is_sqlite():
        assert db.engine.dialect.name == "sqlite"
        return

    assert on_several_connections(f"SHOW {setting}") == [value] * 4


def test_what_refers_to_nothing_is_refused(app: Flask) -> None:
    db.session.add(PersonRole(person_id=4711, role=Role.BOARD))

    with pytest.raises(DBAPIError):
        db.session.flush()
    db.session.rollback()


# ---- transactions


def begins(app: Flask, act: Callable[[], Any]) -> list[str]:
    """How the transactions begin that `act` needs."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        db.session.rollback()
        act()
        db.session.rollback()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_sqlite_takes_the_write_lock_first_unless_it_only_reads(app: Flask) -> None:
    def look() -> None:
        db.session.get(Association, 1)

    def look_reading() -> None:
        with door.reading():
            look()

    if is_sqlite():
        assert begins(app, look) == ["BEGIN IMMEDIATE"]
        assert begins(app, look_reading) == ["BEGIN"]
        assert begins(app, look) == ["BEGIN IMMEDIATE"], "reading ends with its context"
    else:
        assert begins(app, look) == []


def test_readers_are_not_held_up_by_a_writer(app: Flask, person: MakePerson) -> None:
    someone = person().id
    db.session.rollback()
    db.session.get_one(Person, someone).name = "Not yet"
    db.session.flush()

    def look() -> str:
        with app.app_context(), door.reading():
            return db.session.get_one(Person, someone).name

    with app.app_context():  # at_once would end the transaction of the context it is called in
        names = at_once([look] * 3)
    db.session.commit()

    assert "Not yet" not in names
    assert all(isinstance(name, str) for name in names), names
    assert at_once([look]) == ["Not yet"]


def test_many_writers_wait_for_each_other(app: Flask) -> None:
    def register(number: int) -> str:
        with app.app_context():
            return service.add_person(f"person{number}@example.org", "Somebody", Role.VOLUNTEER).email

    answers = at_once([partial(register, number) for number in range(20)])

    assert answers == [f"person{number}@example.org" for number in range(20)]


# ---- migrations


def test_a_database_knows_whether_it_is_migrated(app: Flask) -> None:
    from outreach.app import MIGRATIONS

    assert door.is_migrated(MIGRATIONS)

    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.flush()
    db.session.rollback()
    assert door.is_migrated(MIGRATIONS)
