"""What may be counted: each story once for each outlet, and each entry decided once."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from outreach.media.rules.identify import plain_title
from outreach.refusals import N_, Refusal

SAME_TITLE_WITHIN = timedelta(days=7)
WORDS_OF_A_TITLE = 3  # "Insändare" alone says nothing of which story it is
OLDEST = date(1990, 1, 1)


class CountRefusal(Refusal):
    """Why something can't be counted, dismissed or undone."""

    ALREADY_DECIDED = N_("This one is decided already.")
    NOT_DECIDED = N_("There is nothing to undo here.")
    ALREADY_COUNTED = N_("This story is counted already for the same outlet.")
    UNKNOWN_SPOKESPERSON = N_("There is no such spokesperson.")
    IN_THE_FUTURE = N_("It can't be counted before it is published.")
    TOO_OLD = N_("The day is too long ago.")


class FeedRefusal(Refusal):
    """Why a feed can't be added."""

    NOT_AN_ADDRESS = N_("This is not a web address.")
    ALREADY_THERE = N_("This feed is there already.")
    NAMELESS_OUTLET = N_("The outlet needs a name.")
    OTHER_TIER = N_("There is an outlet of that name with another tier.")


class _Counted(Protocol):
    @property
    def story_key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def published_on(self) -> date: ...


def why_not_count(
    story_key: str, title: str, published_on: date, counted: Iterable[_Counted], today: date
) -> CountRefusal | None:
    """Why a publication can't be counted beside those `counted` of the same outlet; None when it can."""
    if published_on > today:
        return CountRefusal.IN_THE_FUTURE
    if published_on < OLDEST:
        return CountRefusal.TOO_OLD
    words = plain_title(title)
    for other in counted:
        near = abs(other.published_on - published_on) <= SAME_TITLE_WITHIN
        named = len(words.split()) >= WORDS_OF_A_TITLE and plain_title(other.title) == words
        if other.story_key == story_key or (near and named):
            return CountRefusal.ALREADY_COUNTED
    return None
