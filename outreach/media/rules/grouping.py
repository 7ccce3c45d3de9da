"""Which entries tell the same story, in one outlet or several: a TT text in four papers, a letter that two print.

Groups are shown together; nothing is merged, and each publication still counts by itself.
"""

import re
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from outreach.media.rules.identify import plain_title

Key = TypeVar("Key", bound=Hashable)
# How alike two texts are, from 0 to 100.
Alike = Callable[[str, str], float]

NEAR = timedelta(days=4)  # a weekly prints what a daily had on Tuesday
SAME_WORDS = 3  # "Insändare" alone says nothing of which story it is
ALIKE_WORDS, ALIKE_SIGNS, ALIKE_AT_LEAST = 5, 28, 92.0
OUTLET_WORDS = 4
END_WORDS = 2
REST_WORDS = 4  # what is left of a title without its outlet must still be a title
KICKER = re.compile(
    r"^\W*(insändare|debatt|debattinlägg|debattartikel|just nu|tt|läs mer|video)\s*[:|–—-]\s*", re.IGNORECASE
)
LAST_PART = re.compile(r"^(.+\S)\s+[-–—|]\s+([^-–—|]+)$")
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Story(Generic[Key]):
    """What an entry has that others of its story have too. `key` is the caller's own name for it."""

    key: Key
    story_key: str
    title: str
    published_at: datetime


@dataclass(frozen=True)
class _Titles:
    """A title as it is compared: without the outlet where it is known, and where the last part may be one."""

    known: str
    guessed: str
    numbers: tuple[str, ...]

    @property
    def ends(self) -> set[tuple[str, ...]]:
        """How it begins and how it ends: of two that are almost the same, one of them is."""
        words = self.known.split()
        return {("begins", *words[:END_WORDS]), ("ends", *words[-END_WORDS:])}

    @property
    def handles(self) -> set[tuple[str, ...]]:
        """What it has in common with every title that is the same."""
        return {("is", self.known), ("is", self.guessed)} | self.ends


def story_title(title: str, outlets: Collection[str] = ()) -> str:
    """A title without its kicker ("Insändare:") and without the outlet at its end (" - Mitt i")."""
    bare = KICKER.sub("", title).strip() or title
    found = LAST_PART.match(bare)
    if found and _plain_name(found[2]) in outlets:
        bare = found[1]
    return plain_title(bare)


def outlet_names(names: Collection[str], links: Collection[str] = ()) -> frozenset[str]:
    """What may stand at the end of a title as an outlet's name: its name, its host with and without .se."""
    found = {_plain_name(name) for name in names}
    for link in links:
        try:
            host = (urlsplit(link).hostname or "").removeprefix("www.")
        except ValueError:
            continue
        found |= {_plain_name(host), _plain_name(host.rpartition(".")[0])}
    return frozenset(found - {""})


def same_story(one: Story[Key], other: Story[Key], alike: Alike, outlets: Collection[str] = ()) -> bool:
    """Whether two entries tell one story: one address, or near in time and called (almost) the same."""
    if one.story_key == other.story_key:
        return True
    if abs(one.published_at - other.published_at) > NEAR:
        return False
    return _same_titles(_titles(one.title, outlets), _titles(other.title, outlets), alike)


def groups_of(stories: Sequence[Story[Key]], alike: Alike, outlets: Collection[str] = ()) -> list[frozenset[Key]]:
    """The stories that more than one entry tells. What is the same as the same is the same: order means nothing."""
    titles = [_titles(story.title, outlets) for story in stories]
    leader = list(range(len(stories)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first_of_key: dict[str, int] = {}
    # Only what shares a title, its beginning or its end can be the same: nothing else is compared.
    before: dict[tuple[str, ...], list[int]] = {}
    for at in sorted(range(len(stories)), key=lambda at: stories[at].published_at):
        leader[lead(at)] = lead(first_of_key.setdefault(stories[at].story_key, at))
        for handle in titles[at].handles:
            near = before.setdefault(handle, [])
            for other in reversed(near):
                if stories[at].published_at - stories[other].published_at > NEAR:
                    break
                if lead(other) != lead(at) and _same_titles(titles[at], titles[other], alike):
                    leader[lead(at)] = lead(other)
            near.append(at)
    found: dict[int, set[Key]] = {}
    for at, story in enumerate(stories):
        found.setdefault(lead(at), set()).add(story.key)
    return [frozenset(keys) for keys in found.values() if len(keys) > 1]


def _titles(title: str, outlets: Collection[str]) -> _Titles:
    known = story_title(title, outlets)
    found = LAST_PART.match(KICKER.sub("", title).strip())
    guessed = known
    if found and found[2][:1].isupper() and len(found[2].split()) <= OUTLET_WORDS:
        rest = plain_title(found[1])
        if len(rest.split()) >= REST_WORDS:
            guessed = rest
    return _Titles(known, guessed, tuple(sorted(NUMBER.findall(known))))


def _same_titles(one: _Titles, other: _Titles, alike: Alike) -> bool:
    # What only looks like an outlet is left out on one side alone: "AIK vann derbyt - Solna" has two ends.
    if len(one.known.split()) < SAME_WORDS or len(other.known.split()) < SAME_WORDS:
        return False
    if one.known in (other.known, other.guessed) or other.known == one.guessed:
        return True
    if one.numbers != other.numbers or one.ends.isdisjoint(other.ends):
        return False  # other figures, another story: "Del 1" and "Del 2", week 12 and week 13
    is_long = all(len(title.known) >= ALIKE_SIGNS and len(title.known.split()) >= ALIKE_WORDS for title in (one, other))
    return is_long and alike(one.known, other.known) >= ALIKE_AT_LEAST


def _plain_name(name: str) -> str:
    return plain_title(name.replace(".", " "))
