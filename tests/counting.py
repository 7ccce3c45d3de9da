"""Look at what the database is asked, and whether anything in it has changed."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, has_app_context
from sqlalchemy import event, select

from outreach.db import Base, db


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database as long as the context lasts, BEGIN and COMMIT left out."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def fingerprint() -> dict[str, str]:
    """A digest of every table's rows."""
    assert has_app_context()
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(
                repr(sorted(map(repr, connection.execute(select(table)).all()))).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
        }
