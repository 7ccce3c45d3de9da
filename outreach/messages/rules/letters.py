"""A letter as a plain value: what it says, before anybody decides how it looks."""

from dataclasses import dataclass
from typing import NamedTuple


class Link(NamedTuple):
    """An address and the words that lead to it."""

    text: str
    url: str


class Fact(NamedTuple):
    """One thing to know at a glance: ("When", "Saturday 13 March, 13:00–15:00")."""

    name: str
    value: str


@dataclass(frozen=True)
class Letter:
    """What one person is told, in their language. Plain text throughout; every address is a whole one."""

    subject: str
    greeting: str
    opening: tuple[str, ...]  # paragraphs above the facts
    facts: tuple[Fact, ...] = ()
    closing: tuple[str, ...] = ()  # paragraphs below them
    action: Link | None = None  # the one thing to do
    links: tuple[Link, ...] = ()  # what else can be done
    reason: str = ""  # why the reader gets this
    unsubscribe: Link | None = None
