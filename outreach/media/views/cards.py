"""What a card of the inbox shows beside the story: what we sent that it is like, our event that it is about, and
what may be the same and is counted already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from outreach import clock
from outreach.events.models import Event
from outreach.media import queries
from outreach.media.models import Coverage, Entry
from outreach.media.queries import GroupedEntries
from outreach.media.rules.count import SAME_TITLE_WITHIN, likely_twin, twin_of
from outreach.media.rules.submissions import Sent, looks_like
from outreach.media.rules.suggest import about_event
from outreach.media.views.near import as_choices, as_happenings, events_near, name_of


@dataclass(frozen=True)
class Card:
    """A story to decide on. `likes` are by entry; `about` is the event that is chosen at first, and its name.

    `twins` are by entry too: what is counted already for the same outlet, and may be the same.
    """

    story: GroupedEntries
    likes: Mapping[int, Sent]
    events: Sequence[tuple[str, str]]
    about: tuple[str, str] | None
    twins: Mapping[int, Coverage]

    @property
    def places(self) -> int:
        """How many publications it can become: an outlet that has it twice counts once."""
        return len({entry.feed.outlet_id for entry in self.story.waiting})

    @property
    def is_counted(self) -> bool:
        """All of it may be counted already."""
        return all(entry.id in self.twins for entry in self.story.waiting)


def cards_of(stories: Sequence[GroupedEntries]) -> list[Card]:
    """The cards of these stories; as many queries for one as for many."""
    waiting = [entry for story in stories for entry in story.waiting]
    alike = likenesses(waiting)
    twins = _twins(waiting)
    events = events_near(clock.day_of(entry.published_at) for entry in waiting)
    return [_card(story, alike, events, twins) for story in stories]


def likenesses(entries: Iterable[Entry]) -> dict[int, Sent]:
    """What we sent that each of the entries looks like."""
    waiting = list(entries)
    if not waiting:
        return {}
    sent = queries.unanswered(clock.day_of(min(entry.published_at for entry in waiting)))
    found = {}
    for entry in waiting:
        text = entry.summary or entry.page_snippet
        like = looks_like(entry.title, text, entry.feed.outlet_id, clock.day_of(entry.published_at), sent)
        if like is not None:
            found[entry.id] = like
    return found


def _twins(waiting: Sequence[Entry]) -> dict[int, Coverage]:
    if not waiting:
        return {}
    days = [clock.day_of(entry.published_at) for entry in waiting]
    outlets = {entry.feed.outlet_id for entry in waiting}
    counted = queries.counted_near(outlets, min(days) - SAME_TITLE_WITHIN, max(days) + SAME_TITLE_WITHIN)
    found = {}
    for entry, day in zip(waiting, days, strict=True):
        there = [one for one in counted if one.outlet_id == entry.feed.outlet_id]
        twin = twin_of(entry.story_key, entry.title, day, there) or likely_twin(entry.title, day, there, ratio)
        if twin is not None:
            found[entry.id] = twin
    return found


def _card(
    story: GroupedEntries, alike: Mapping[int, Sent], events: Sequence[Event], twins: Mapping[int, Coverage]
) -> Card:
    first = story.first
    day = clock.day_of(first.published_at)
    text = f"{first.title}\n{first.summary}\n{first.page_snippet}"
    about = about_event(text, day, as_happenings(events))
    event = next((event for event in events if about is not None and event.id == about.id), None)
    return Card(
        story,
        {entry.id: alike[entry.id] for entry in story.waiting if entry.id in alike},
        as_choices(events, day),
        (str(event.id), name_of(event)) if event is not None else None,
        {entry.id: twins[entry.id] for entry in story.waiting if entry.id in twins},
    )
