"""The full figures of what the suite does in short: random steps against a model, crowds that press at once.

scripts/bench places [more arguments for pytest]; on both databases, some ten minutes.
"""

import sys

import pytest

TESTS = (
    "test_places_machine.py",  # 300 runs of 50 steps
    "test_waiting_at_once.py",  # 100 rounds of places given back, a queue of 50, an organiser between
    "test_claiming_at_once.py",  # 50 rounds of 50 presses on two slots, and of 30 claims and capacity edits
    "test_forms_again.py",  # 1,000 sequences of claims, releases and retries
)

if __name__ == "__main__":
    paths = [f"tests/events/service/{name}" for name in TESTS]
    sys.exit(pytest.main(["--hypothesis-profile=promises", "-q", "--durations=5", *paths, *sys.argv[1:]]))
