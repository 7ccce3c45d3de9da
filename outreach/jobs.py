"""The worker: looks for what is due and calls one service for it. Services never enqueue."""

import logging
import time

from flask import Flask
from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.consumer import Consumer

from outreach.app import create_app
from outreach.config import Config
from outreach.db import WAL_IS_SAFE
from outreach.events.service.importing import forget_imports
from outreach.fetch import masked
from outreach.media.service import poll_due
from outreach.messages.service import deliver_due

# The crontab's grain is a minute; a sign-in link should not wait that long.
LOOK_EVERY = 3  # seconds
LOOK_FOR = 54  # seconds, so that one look ends before the next minute's begins

log = logging.getLogger("outreach.jobs")


def make_queue(config: Config) -> Huey:
    """The queue: a SQLite file in the instance folder; PostgreSQL where the data is there, for several machines."""
    if config.is_sqlite:
        journal = "wal" if WAL_IS_SAFE else "truncate"
        return SqliteHuey("outreach", filename=str(config.instance / "jobs.db"), journal_mode=journal, utc=True)
    dsn = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    return PostgresHuey("outreach", dsn=dsn, utc=True)


def register(queue: Huey, app: Flask) -> None:
    """Say what is looked for, and how often."""

    @queue.periodic_task(crontab(minute="*"), expires=60)
    @queue.lock_task("deliver")
    def deliver() -> None:
        until = time.monotonic() + LOOK_FOR
        while time.monotonic() < until:
            with app.app_context():
                deliver_due()
            time.sleep(LOOK_EVERY)

    @queue.periodic_task(crontab(minute="*"), expires=60)
    @queue.lock_task("poll")
    def poll() -> None:
        with app.app_context():
            for result in poll_due():
                log.info("polled %s: %s", masked(result.url), result.status)

    @queue.periodic_task(crontab(minute="17"), expires=3600)
    def forget() -> None:
        with app.app_context():
            forget_imports()


def main() -> None:
    """Work until a signal says stop."""
    logging.basicConfig(level=logging.WARNING)
    config = Config.from_environ()
    queue = make_queue(config)
    register(queue, create_app(config))
    # a worker that was killed leaves its locks behind; there is one worker process, so they are nobody's
    Consumer(queue, workers=2, flush_locks=True, backoff=1.0, max_delay=1.0).run()


if __name__ == "__main__":
    main()
