"""Which articles are worth reading on their own page, and what is kept of one: some words, never the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from outreach.media.rules.clean import without_tags
from outreach.refusals import N_

PAGES_A_POLL = 10  # the newest few of what one poll of a feed brought
SNIPPET_SIGNS = 200
PAGE_SIGNS = 100_000
WALL_SIGNS = 600  # less text than this beside such words is a wall, not an article
LETTER_STEPS = re.compile(r"/(?:insandare|debatt|asikt|asikter|replik|ledare|opinion|kronika)(?:[/-]|$)", re.IGNORECASE)
NOT_FREE = re.compile(r'"isAccessibleForFree"\s{0,5}:\s{0,5}"?false', re.IGNORECASE)
WALL_WORDS = re.compile(
    r"prenumer|logga in|köp (?:tillgång|artikeln)|bli (?:medlem|kund)|lås upp|endast för|samtyck|cookies|kakor"
    r"|subscribe|sign in|log in",
    re.IGNORECASE,
)
PLAIN_LETTERS = str.maketrans("åäöé", "aaoe")


class PageState(StrEnum):
    """What became of reading an article's own page."""

    PASSED = "passed"
    READING = "reading"
    MATCHED = "matched"
    READ = "read"
    WALL = "wall"
    FORBIDDEN = "forbidden"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return {
            "passed": N_("the article was not read"),
            "reading": N_("the article is being read"),
            "matched": N_("found in the article"),
            "read": N_("the article was read, and is not about us"),
            "wall": N_("the article is behind a wall"),
            "forbidden": N_("the site does not want its articles read by programs"),
            "failed": N_("the article could not be read"),
        }[self.value]


@dataclass(frozen=True)
class Candidate:
    """What the choice rests on. `names_place`: its summary names a place of ours."""

    key: int
    link: str
    categories: tuple[str, ...]
    names_place: bool
    is_local: bool  # the outlet is a local one, or writes of our municipality alone


C = TypeVar("C", bound=Candidate)


def worth_reading(of_one_poll: Sequence[C], most: int = PAGES_A_POLL) -> list[C]:
    """Of what one poll brought (newest first) the few to read: what names our place, letters, then the newest."""
    possible = [one for one in of_one_poll if one.link and (one.names_place or one.is_local)]
    return sorted(possible, key=lambda one: (not one.names_place, not _is_letter(one)))[:most]


def names_any(text: str, places: Iterable[str]) -> bool:
    """Whether a word of the text begins as one of these places' names do."""
    names = [re.escape(place) for place in places if place]
    return bool(names) and re.search(rf"(?<!\w)(?:{'|'.join(names)})", text, re.IGNORECASE) is not None


def is_wall(page: str, text: str) -> bool:
    """Whether the article proper is hidden: the page says so, or there is little but words of the door."""
    if NOT_FREE.search(page) is not None:
        return True
    return len(text) < WALL_SIGNS and WALL_WORDS.search(text or without_tags(page[:PAGE_SIGNS])) is not None


def snippet(text: str, why: Iterable[str], most: int = SNIPPET_SIGNS) -> str:
    """At most `most` signs of the text, where the most of these words stand close together; else its beginning."""
    text = " ".join(text.split())
    spots = sorted(
        (found.start(), found.end(), word)
        for word in {" ".join(word.split()) for word in why} - {""}
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    )
    room = most - 4  # for the signs that say that more stands before and after
    if not spots or len(text) <= most:
        return text if len(text) <= most else (text[:room].rpartition(" ")[0] or text[:room]) + " …"
    reaches = (_reach(spots, at, room) for at in range(len(spots)))
    first, last, _different = max(reaches, key=lambda reach: (reach[2], -reach[0]))
    before = max(0, first - (room - (last - first)) // 2)
    start = text.find(" ", before - 1, first) + 1 or first if before else 0
    end = min(len(text), start + room)
    if end < len(text) and text[end] != " ":
        end = max(text.rfind(" ", last, end), last)
    return ("… " if start else "") + text[start:end].rstrip() + (" …" if end < len(text) else "")


def _reach(spots: Sequence[tuple[int, int, str]], at: int, room: int) -> tuple[int, int, int]:
    """From one word on: where the last that fits into the room ends, and how many different ones there are."""
    start = spots[at][0]
    words, last = set(), min(spots[at][1], start + room)
    for begin, end, word in spots[at:]:
        if begin > start + room:
            break
        if end <= start + room:
            words.add(word)
            last = max(last, end)
    return start, last, len(words)


def _is_letter(one: Candidate) -> bool:
    folded = ("/" + name.casefold().translate(PLAIN_LETTERS) for name in one.categories)
    return any(LETTER_STEPS.search(step) for step in (one.link, *folded))
