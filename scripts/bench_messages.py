"""Claims while the mail server fails, and workers that are killed while they deliver: see scripts/bench.

Faults: 200 people take a place each while the server is well, down, busy, refuses every address, stalls, or offers
no encryption; each time a worker tries to deliver. Then the server is well again, and five minutes pass by the clock.
Killed: 1,000 mails, 2 worker processes, 20 kills. --people 20 --mails 50 --kills 2 do fewer.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import time as wall_time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, SlotRole
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot
from outreach.messages.delivery import mail
from outreach.messages.models import Message
from outreach.messages.service import deliver_due
from outreach.people import service as people
from outreach.people.models import Person, Role
from scripts.measures import Measure, show
from tests.databases import KINDS, Database, dispose
from tests.messages.killing import deliver_under_fire
from tests.messages.smtp import Postbox, free_port, postbox

FAULTS = ("", "down", "451", "550", "stall", "no TLS")


def main() -> None:
    show(measure(_number("--people", 200), _number("--mails", 1000), _number("--kills", 20)))


def measure(crowd: int, mails: int, kills: int) -> Iterator[Measure]:
    for kind, context in KINDS.items():
        with tempfile.TemporaryDirectory() as folder, context(Path(folder)) as url:
            database = Database(Path(folder), url)
            database.app  # noqa: B018  (its first use makes the tables)
            try:
                for fault in FAULTS:
                    yield from under(fault, kind, database, crowd)
                    database.empty()
                begun = time.monotonic()
                outcome = deliver_under_fire(database, mails=mails, kills=kills)
                yield Measure(f"{kind}: {kills} kills: readers reached of {mails}", len(outcome.mails), "people")
                yield Measure(f"{kind}: {kills} kills: second copies", outcome.duplicates, "mails")
                other = sum(len(ids) > 1 for ids in outcome.ids.values())
                yield Measure(f"{kind}: {kills} kills: second copies with another id", other, "mails")
                yield Measure(f"{kind}: {kills} kills: time", round(time.monotonic() - begun), "s")
            finally:
                database.close()


def under(fault: str, kind: str, database: Database, crowd: int) -> Iterator[Measure]:
    """Claims while a worker meets the fault, and what leaves once it is gone."""
    box = Postbox(free_port(), fault if fault in ("451", "550", "stall") else "")
    mail.TIMEOUT = 1
    app = database.make_app(smtp_url=box.url + ("?tls=required" if fault == "no TLS" else ""))
    name = f"{kind}, server {fault or 'well'}"
    with app.app_context(), ExitStack() as running:
        slot_id, ids = _event(crowd)
        if fault != "down":
            running.enter_context(postbox(box))
        done, rounds = threading.Event(), threading.Semaphore(0)

        def work() -> None:
            while not done.is_set():
                with app.app_context():
                    deliver_due(limit=5)
                rounds.release()
                done.wait(0.05)

        worker = threading.Thread(target=work)
        worker.start()
        seconds = []
        for person_id in ids:
            begun = time.monotonic()
            claim_slot(slot_id, db.session.get_one(Person, person_id))
            seconds.append(time.monotonic() - begun)
            db.session.rollback()
            done.wait(0.02)  # people don't press so that nobody else ever gets at the database
        for _ in range(2):  # one round at least has begun after the last claim
            rounds.acquire(timeout=120)
        done.set()
        worker.join()
        yield Measure(f"{name}: places given of {crowd}", len(seconds), "claims")
        yield Measure(f"{name}: p95 of a claim", round(statistics.quantiles(seconds, n=20)[-1] * 1000), "ms")
        if fault == "no TLS":
            yield Measure(f"{name}: mails sent in clear", len(box.mails), "mails")
        if fault not in ("550", "no TLS"):
            box.fault = ""
            if fault == "down":
                running.enter_context(postbox(box))
            yield Measure(f"{name}: mails there 5 min after", _recover(box, crowd), "people")
        else:
            deliver_due(limit=2 * crowd)
            failed = db.session.scalars(select(Message).where(Message.last_error != "")).all()
            yield Measure(f"{name}: mails that say why not", len(failed), "mails")
    dispose(app)


def _recover(box: Postbox, crowd: int) -> int:
    begins = clock.now()
    for step in range(6):
        with clock.standing_at(begins + timedelta(minutes=step)):
            deliver_due(limit=2 * crowd)
    return len({received["To"] for received in box.mails})


def _event(crowd: int) -> tuple[int, list[int]]:
    organiser = people.add_person("organiser@example.org", "Olle Berg", Role.ORGANISER)
    ids = [people.add_person(f"p{number}@example.org", "Maja Lind", Role.VOLUNTEER).id for number in range(crowd)]
    day = clock.today() + timedelta(days=14)
    start, end = wall_time(13), wall_time(15)
    plan = planning.Plan(EventKind.LEAFLET_DROP, day, start, end, place="Under bron")
    slots = [planning.SlotPlan(SlotRole.LEAFLETS, start, end, 1, crowd)]
    event: Event = planning.plan_event(plan, organiser, slots=slots)
    planning.publish_event(event)
    slot_id = event.slots[0].id
    db.session.rollback()
    return slot_id, ids


def _number(option: str, usual: int) -> int:
    return int(sys.argv[sys.argv.index(option) + 1]) if option in sys.argv else usual


if __name__ == "__main__":
    main()
