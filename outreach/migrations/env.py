"""Run migrations on the app's own database, SQLite or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from outreach.db import UtcDateTime, db


def plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types as what the database stores, so that a migration needs no code of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


# SQLite can't change a constraint in place: a batch rebuilds the table around the change.
options = {
    "target_metadata": db.metadata,
    "render_item": plain_type,
    **current_app.extensions["migrate"].configure_args,
}


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """A batch drops the old table, which on SQLite would delete the rows that point at it as well."""
    sqlite = connection.connection.dbapi_connection if connection.dialect.name == "sqlite" else None
    if sqlite:
        sqlite.execute("PRAGMA foreign_keys=OFF")
    yield
    if sqlite:
        broken = sqlite.execute("PRAGMA foreign_key_check").fetchall()
        sqlite.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows that point at nothing")


def migrate_online() -> None:
    with db.engine.connect() as connection, foreign_keys_off(connection):
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


def print_sql() -> None:
    context.configure(url=db.engine.url, literal_binds=True, **options)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    print_sql()
else:
    migrate_online()
