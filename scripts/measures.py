"""What every bench prints: a table for people, or the same rows as JSON with --json."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measure:
    """One figure: what was measured, how much, of which unit."""

    what: str
    value: float
    unit: str


def show(found: Iterable[Measure]) -> None:
    """Print the rows as they come; as JSON, all of them at the end."""
    if "--json" in sys.argv:
        print(json.dumps([asdict(measure) for measure in found], indent=2))  # noqa: T201
        return
    for measure in found:
        print(f"{measure.what:<62}{measure.value:>10g} {measure.unit}", flush=True)  # noqa: T201
