"""What may be counted: each story once for each outlet, and each entry decided once."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar

from outreach.media.rules.grouping import story_title
from outreach.media.rules.identify import plain_title
from outreach.refusals import N_, Refusal

SAME_TITLE_WITHIN = timedelta(days=7)
WORDS_OF_A_TITLE = 3  # "Insändare" alone says nothing of which story it is
ALMOST_THE_SAME = 85.0  # it only asks, so it may be less sure than what groups
NUMBER = re.compile(r"\d+")
OLDEST = date(1990, 1, 1)


class CountRefusal(Refusal):
    """Why something can't be counted, dismissed or undone."""

    ALREADY_DECIDED = N_("This one is decided already.")
    NOT_DECIDED = N_("There is nothing to undo here.")
    ALREADY_COUNTED = N_("This story is counted already for the same outlet.")
    LOOKS_COUNTED = N_("It looks as if this were counted already for the same outlet. Decide on it by itself.")
    UNKNOWN_SPOKESPERSON = N_("There is no such spokesperson.")
    UNKNOWN_EVENT = N_("There is no such event.")
    IN_THE_FUTURE = N_("It can't be counted before it is published.")
    TOO_OLD = N_("The day is too long ago.")


class FeedRefusal(Refusal):
    """Why a feed can't be added."""

    NOT_AN_ADDRESS = N_("This is not a web address.")
    ALREADY_THERE = N_("This feed is there already.")
    NAMELESS_OUTLET = N_("The outlet needs a name.")
    OTHER_TIER = N_("There is an outlet of that name with another tier.")


class Counted(Protocol):
    @property
    def story_key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def published_on(self) -> date: ...


Some = TypeVar("Some", bound=Counted)


def why_not_count(
    story_key: str, title: str, published_on: date, counted: Iterable[Counted], today: date
) -> CountRefusal | None:
    """Why a publication can't be counted beside those `counted` of the same outlet; None when it can."""
    if published_on > today:
        return CountRefusal.IN_THE_FUTURE
    if published_on < OLDEST:
        return CountRefusal.TOO_OLD
    if twin_of(story_key, title, published_on, counted) is not None:
        return CountRefusal.ALREADY_COUNTED
    return None


def twin_of(story_key: str, title: str, published_on: date, counted: Iterable[Some]) -> Some | None:
    """The one among the `counted` of the same outlet that is the same story."""
    words = plain_title(title)
    for other in counted:
        near = abs(other.published_on - published_on) <= SAME_TITLE_WITHIN
        named = len(words.split()) >= WORDS_OF_A_TITLE and plain_title(other.title) == words
        if other.story_key == story_key or (near and named):
            return other
    return None


def likely_twin(
    title: str, published_on: date, counted: Iterable[Some], alike: Callable[[str, str], float]
) -> Some | None:
    """The one among the `counted` of the same outlet that may be the same story: its title is almost the same.

    It bars nothing; whoever decides is asked. `alike`: how alike two texts are, from 0 to 100.
    """
    words = story_title(title)
    if len(words.split()) < WORDS_OF_A_TITLE:
        return None
    for other in counted:
        theirs = story_title(other.title)
        if abs(other.published_on - published_on) > SAME_TITLE_WITHIN or len(theirs.split()) < WORDS_OF_A_TITLE:
            continue
        # other figures, another story: "Del 1" and "Del 2"
        if sorted(NUMBER.findall(words)) == sorted(NUMBER.findall(theirs)) and alike(words, theirs) >= ALMOST_THE_SAME:
            return other
    return None
