"""The last places under a rush, over HTTP with four server processes, on both databases: see scripts/bench.

200 people press "take the slot" at once, for 5 places, 50 times; then the same against a server that has the guard
around the last place taken out, which must go wrong. --rounds 5 does fewer.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.measures import Measure, show
from tests.crowd import Round, make_people, make_slot, rush
from tests.databases import KINDS, Database
from tests.processes import Web, web

PEOPLE, PLACES = 200, 5
ROUNDS = 50


def main() -> None:
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else ROUNDS
    show(measure(rounds))


def measure(rounds: int) -> Iterator[Measure]:
    for kind, context in KINDS.items():
        with tempfile.TemporaryDirectory() as folder, context(Path(folder)) as url:
            database = Database(Path(folder), url)
            try:
                with web(database) as running:
                    yield from guarded(kind, rushes(running, rounds))
                with web(database, module="tests.careless") as running:
                    overbooked = sum(done.active > PLACES for done in rushes(running, rounds))
                    yield Measure(f"{kind}: overbooked without the guard, of {rounds} rounds", overbooked, "rounds")
            finally:
                database.close()


def rushes(running: Web, rounds: int) -> list[Round]:
    with running.database.app.app_context():
        people = make_people(PEOPLE)
        slots = [make_slot(PLACES) for _ in range(rounds)]
    crowd = [running.visitor(one) for one in people]
    return [rush(running, crowd, slot) for slot in slots]


def guarded(kind: str, done: list[Round]) -> Iterator[Measure]:
    right = sum(one.statuses == {303: PLACES, 409: PEOPLE - PLACES} and one.active == PLACES for one in done)
    waited = sorted(answer.seconds for one in done for answer in one.answers)
    failed = sum(answer.status not in (303, 409) for one in done for answer in one.answers)
    yield Measure(f"{kind}: exactly {PLACES} of {PEOPLE} got a place, of {len(done)} rounds", right, "rounds")
    yield Measure(f"{kind}: other answers than yes and full", failed, "answers")
    yield Measure(f"{kind}: an answer came within, median", round(statistics.median(waited), 3), "s")
    yield Measure(f"{kind}: an answer came within, 95 of 100", round(waited[int(len(waited) * 0.95)], 3), "s")
    yield Measure(f"{kind}: an answer came within, slowest", round(waited[-1], 3), "s")


if __name__ == "__main__":
    main()
