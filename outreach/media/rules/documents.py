"""What a feed's file holds, as plain values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class NotAFeed(StrEnum):
    """What was found where a feed should be, or why it was not read."""

    EMPTY = "empty"
    HTML = "html"
    JSON = "json"
    OTHER = "other"
    FORBIDDEN = "forbidden"


class Item(NamedTuple):
    """One entry as plain values: text without tags, a web address or nothing, the date as it was written."""

    guid: str
    link: str
    title: str
    summary: str
    categories: tuple[str, ...]
    raw_date: str
    guessed_at: str  # ISO, what feedparser made of the date

    @property
    def name(self) -> str:
        """What to call it: not all items have a title."""
        if self.title or not self.summary:
            return self.title or self.link[:300]
        return self.summary if len(self.summary) <= 100 else self.summary[:99].rstrip() + "…"


@dataclass(frozen=True)
class Document:
    """What a file holds. `is_damaged`: it breaks the format, and what could be read was."""

    problem: NotAFeed | None = None
    title: str = ""
    is_damaged: bool = False
    items: tuple[Item, ...] = ()
