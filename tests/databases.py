"""The databases that tests run on: an SQLite file, and a throw-away PostgreSQL cluster."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import flask_migrate
import psycopg
from flask import Flask

from outreach.app import create_app
from outreach.config import Config
from outreach.db import Base, db
from tests.parts import POSTGRESQL, require
from tests.serving import Server


@dataclass(frozen=True)
class Database:
    """A migrated database, with the one app and server that the whole test session keeps for it."""

    folder: Path
    url: str

    @cached_property
    def server(self) -> Server:
        return Server()

    @cached_property
    def app(self) -> Flask:
        app = self.make_app()
        with app.app_context():
            flask_migrate.upgrade()
        self.server.serve(app)
        return app

    def make_app(self, **overrides: Any) -> Flask:
        """An app on this database; `overrides` are fields of Config."""
        instance = self.folder / "instance"
        instance.mkdir(exist_ok=True)
        config = Config(instance, self.url, secret_key="not a secret", base_url=self.server.url)
        return create_app(replace(config, **overrides))

    def empty(self) -> None:
        """Delete every row, and every file in the instance folder. Cheaper than making the tables again."""
        with self.app.app_context(), db.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        for path in (self.folder / "instance").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def close(self) -> None:
        self.server.close()
        dispose(self.app)


def dispose(app: Flask) -> None:
    """Close the app's connections to its database."""
    with app.app_context():
        db.engine.dispose()


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """The address of an SQLite file."""
    yield f"sqlite:///{folder / 'outreach.db'}"


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a new database in a cluster that exists as long as the context does."""
    binaries = require(POSTGRESQL)
    # Not pytest's folder: that is closed to other users, and too long a path for a socket.
    home = Path(tempfile.mkdtemp(prefix="outreach-"))
    data = home / "data"
    account = _account(home)

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), f"--pgdata={data}", *arguments]
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **account)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    # Nothing here outlives the run, so nothing needs to reach the disk; the socket lies in a private folder.
    options = f"-k {home} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        run("initdb", "--username=outreach", "--auth=trust", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "start", "--wait", f"--log={home / 'log'}", f"--options={options}")
        try:
            admin = f"host={home} user=outreach dbname=postgres"
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute("CREATE DATABASE outreach")
            yield f"postgresql+psycopg://outreach@/outreach?host={quote(str(home))}"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")
    finally:
        shutil.rmtree(home)


def _account(home: Path) -> dict[str, Any]:
    """As whom PostgreSQL runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


KINDS: dict[str, Callable[[Path], Any]] = {"sqlite": sqlite, "postgresql": postgresql}
