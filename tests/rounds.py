"""How often a heavy test does its rounds: a few in the suite, all of them when they are asked for.

All of them: `scripts/bench places`, or pytest with --hypothesis-profile=promises.
"""

from hypothesis import settings


def is_full() -> bool:
    """Whether the full figures are asked for."""
    return settings.get_current_profile_name() == "promises"


def rounds(few: int, full: int) -> int:
    return full if is_full() else few
