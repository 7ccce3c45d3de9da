"""What all commands share. What only one of them needs is imported there: that saves memory and half a second."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from outreach.config import ConfigError
from outreach.core import create_core, settle
from outreach.db import db
from outreach.refusals import Refused

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Plan outreach on a map, let volunteers take slots, log what the papers print."""


def _whole_app() -> Flask:
    from outreach.app import create_app

    return create_app()


def in_app(command: Command, make: Callable[[], Flask] = _whole_app) -> Command:
    """Run a command inside the application, and say in one line what went wrong."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            with make().app_context():
                try:
                    return command(*args, **kwargs)
                finally:
                    db.session.remove()
                    db.engine.dispose()
        except ConfigError as error:
            raise click.ClickException(str(error)) from error
        except Refused as refused:
            raise click.ClickException(refused.text) from refused
        except DBAPIError as error:
            why = str(error.orig).splitlines()[0]
            raise click.ClickException(f"the database can't be used: {why} (outreach init makes its tables)") from error

    return run  # type: ignore[return-value]


def in_core(command: Command) -> Command:
    """The same where no page is needed."""
    return in_app(command, _lean_app)


def _lean_app() -> Flask:
    app = create_core()
    settle()
    return app


def show(data: dict[str, Any], as_json: bool, columns: tuple[str, ...], key: str = "feeds") -> None:
    """Print rows: as JSON with all that is in them, else these columns."""
    if as_json:
        json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
        click.echo()
        return
    for row in data[key]:
        click.echo("\t".join("" if row[column] is None else str(row[column]) for column in columns))
