"""The one door to the database: the base of all tables, column types, and how transactions begin."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

# SQLite before 3.51.3 can corrupt a WAL database that two connections write to (fixed in that version).
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)

# What an id's column holds on every database; a larger number in an address can name nothing.
LARGEST_ID = 2**31 - 1

POSTGRES_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=3000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=10000"
)

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, on SQLite and PostgreSQL alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table inherits. Constraints get predictable names, so migrations can change them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime},
    )


db = SQLAlchemy(model_class=Base)


def choice(enum_class: type[StrEnum]) -> Enum:
    """A column that holds one of an enum's values, as text with a CHECK."""
    return Enum(
        enum_class,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=enum_class.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


def init_app(app: Flask, url: str) -> None:
    """Connect the app to the database at `url`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)


def init_migrations(app: Flask, migrations: str) -> None:
    """Let the `flask db` commands change the tables. What only reads and writes does without, and without alembic."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=migrations, render_as_batch=True, compare_type=True)


def engine_options(url: str) -> dict[str, Any]:
    """Engine options by database: how long a lock is waited for, and that connections are checked."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15, "check_same_thread": False}}
    return {"connect_args": {"options": POSTGRES_OPTIONS}, "pool_pre_ping": True, "pool_size": 10}


def _tame_sqlite(engine: Engine) -> None:
    """Make SQLite durable, and take the write lock when a writing transaction begins.

    Python's sqlite3 would begin transactions late and by itself; a transaction that first reads and then writes
    fails with "database is locked" however long it waits. So: no transactions by the driver, BEGIN IMMEDIATE by us.
    """

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "busy_timeout=15000",
            f"journal_mode={'WAL' if WAL_IS_SAFE else 'TRUNCATE'}",
            "synchronous=FULL",
            "secure_delete=ON",
            "mmap_size=0",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def begin_reading(only_reads: bool) -> None:
    """Say, for the rest of this request, whether its transactions only read (a GET) or may write."""
    _reading.set(only_reads)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin in here take no write lock on SQLite."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def take_turn(what: str) -> None:
    """Wait until nobody else is at `what`, and keep the others waiting until this transaction ends.

    SQLite has one writer at a time anyway. What was read before is read anew: it may have changed as we waited.
    """
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        # a crowd may stand here, and nobody in it holds what another one waits for: more patience than with rows
        db.session.execute(select(func.set_config("lock_timeout", "9s", True)))
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
    db.session.expire_all()


def is_migrated(migrations: str) -> bool:
    """Whether the database answers and stands at the newest migration."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    newest = set(ScriptDirectory(migrations).get_heads())
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == newest
