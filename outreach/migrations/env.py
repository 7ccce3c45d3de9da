"""Run migrations on the app's own database, SQLite or PostgreSQL."""

from typing import Literal

from alembic import context
from flask import current_app

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


def migrate_online() -> None:
    with db.engine.connect() as connection:
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
