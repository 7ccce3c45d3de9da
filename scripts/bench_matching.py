"""How right and how fast matching and classifying are, on the labelled entries of tests/samples: see scripts/bench.

Each part of the set by itself: what the rules were tuned on, and what was written afterwards. The time is of one
entry in one process, matched and classified, with its page's text where it has one: processor time, the median of
nine rounds.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from tests.labelled import PARTS, Labelled, entries, score, starter_matcher

ROUNDS, REPEATS = 9, 20


@dataclass(frozen=True)
class Measure:
    what: str
    value: float
    unit: str


def main() -> None:
    find = starter_matcher()
    parts = {part: entries(part) for part in PARTS}
    parts["all"] = tuple(one for part in PARTS for one in entries(part))
    found: list[Measure] = []
    for part, labelled in parts.items():
        result = score(labelled, lambda one: one.judged(find))
        found += [
            Measure(f"{part}: entries", result.entries, ""),
            Measure(f"{part}: of them ours", result.ours, ""),
            Measure(f"{part}: precision", round(result.precision, 4), ""),
            Measure(f"{part}: recall", round(result.recall, 4), ""),
            Measure(f"{part}: letter or article right", round(result.kinds_right, 4), ""),
            Measure(f"{part}: letter or article right, of ours", round(result.kinds_right_of_ours, 4), ""),
        ]
        if "--wrong" in sys.argv and part != "all":
            for line in result.wrong:
                print(f"{part}: {line}", file=sys.stderr)  # noqa: T201
    found += measure_time(parts["all"])
    if "--json" in sys.argv:
        print(json.dumps([asdict(measure) for measure in found], indent=2))  # noqa: T201
        return
    for measure in found:
        print(f"{measure.what:<46}{measure.value:>10g} {measure.unit}")  # noqa: T201


def measure_time(labelled: tuple[Labelled, ...]) -> Iterator[Measure]:
    find = starter_matcher()
    for what, chosen in (
        ("one entry", labelled),
        ("one entry that is ours", [one for one in labelled if one.matched]),
        ("one entry that is not", [one for one in labelled if not one.matched]),
    ):
        rounds = []
        for _ in range(ROUNDS):
            start = time.process_time()
            for _again in range(REPEATS):
                for one in chosen:
                    one.judged(find)
            rounds.append((time.process_time() - start) / len(chosen) / REPEATS)
        yield Measure(f"{what}: matched and classified", round(statistics.median(rounds) * 1e6, 1), "µs")


if __name__ == "__main__":
    main()
