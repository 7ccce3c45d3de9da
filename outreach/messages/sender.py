"""In whose name messages are sent. The outbox lies below the people, so they tell it."""

from collections.abc import Callable
from dataclasses import dataclass

from outreach.messages.rules.quiet import NEVER_QUIET, Quiet


@dataclass(frozen=True)
class Sender:
    """Who sends, whom to answer, when to be quiet, and whether subjects keep the name to themselves."""

    name: str
    contact: str = ""
    quiet: Quiet = NEVER_QUIET
    is_discreet: bool = True


Tell = Callable[[], Sender]

_tell: list[Tell] = [lambda: Sender("Outreach")]


def tells_sender(tell: Tell) -> Tell:
    """Decorator: ask this who sends."""
    _tell[:] = [tell]
    return tell


def sender() -> Sender:
    """In whose name a message is sent now."""
    return _tell[0]()
