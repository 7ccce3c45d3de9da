"""The worker: looks for what is due and calls one service for it. Services never enqueue."""

import logging
import time

from flask import Flask
from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.consumer import Consumer

from outreach.config import Config
from outreach.core import create_core, settle
from outreach.db import WAL_IS_SAFE
from outreach.events.service.asking import ask_due
from outreach.events.service.claiming import forget_forms
from outreach.events.service.guests import forget_guests
from outreach.events.service.importing import forget_imports
from outreach.events.service.monthly import write_monthly_letters
from outreach.events.service.reminding import write_due_reminders
from outreach.fetch import masked
from outreach.media.service import poll_due, poll_wanted
from outreach.media.service.reading_pages import read_due_pages
from outreach.messages.service import deliver_due, forget_bodies

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
    register_media(queue, app)

    @queue.periodic_task(crontab(minute="*"), expires=60)
    @queue.lock_task("deliver")
    def deliver() -> None:
        until = time.monotonic() + LOOK_FOR
        while time.monotonic() < until:
            with app.app_context():
                write_due_reminders()
                deliver_due()
            time.sleep(LOOK_EVERY)

    @queue.periodic_task(crontab(minute="*/5"), expires=300)
    @queue.lock_task("monthly")
    def monthly() -> None:
        with app.app_context():
            write_monthly_letters()

    @queue.periodic_task(crontab(minute="*/5"), expires=300)
    @queue.lock_task("ask")
    def ask() -> None:
        with app.app_context():
            ask_due()

    @queue.periodic_task(crontab(minute="17"), expires=3600)
    def forget() -> None:
        with app.app_context():
            forget_imports()
            forget_forms()
            forget_guests()
            forget_bodies()


def register_media(queue: Huey, app: Flask) -> None:
    """The same for what the media desk looks for."""

    @queue.periodic_task(crontab(minute="*"), expires=60)
    @queue.lock_task("poll")
    def poll() -> None:
        with app.app_context():
            for result in poll_due():
                log.info("polled %s: %s", masked(result.url), result.status)

    @queue.periodic_task(crontab(minute="*"), expires=60)
    @queue.lock_task("poll wanted")
    def poll_what_is_wanted() -> None:
        # Whoever presses "poll now" waits for it, and not for a round with slow hosts to end.
        until = time.monotonic() + LOOK_FOR
        while time.monotonic() < until:
            with app.app_context():
                poll_wanted()
            time.sleep(LOOK_EVERY)

    @queue.periodic_task(crontab(minute="*"), expires=60)
    @queue.lock_task("read pages")
    def read_pages() -> None:
        with app.app_context():
            for read in read_due_pages():
                log.info("read the article of entry %s: %s", read.entry_id, read.state)


def main() -> None:
    """Work until a signal says stop."""
    logging.basicConfig(level=logging.WARNING)
    config = Config.from_environ()
    queue = make_queue(config)
    register(queue, create_core(config))
    settle()
    # a worker that was killed leaves its locks behind; there is one worker process, so they are nobody's
    Consumer(queue, workers=4, flush_locks=True, backoff=1.0, max_delay=1.0).run()


if __name__ == "__main__":
    main()
