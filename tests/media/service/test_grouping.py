"""Groups as they are stored: a TT text in four outlets, split by hand, and whatever order the polls come in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.media.models import CoverageKind, Entry, EntryState, Feed, Outlet, OutletTier, StoryGroup
from outreach.media.queries import entries_grouped
from outreach.media.service import confirm_entry, group_entries, rejoin_entry, split_entry
from tests.counting import queries

NOON = datetime(2027, 3, 6, 12, tzinfo=UTC)
TITLE = "Budgeten klar: skatten höjs med tjugo öre"


def put(title: str = TITLE, outlet: str = "A-bladet", *, hours: int = 0, key: str = "", ours: bool = True) -> Entry:
    feed = db.session.scalar(select(Feed).join(Outlet).where(Outlet.name == outlet))
    if feed is None:
        feed = Feed(url=f"https://{outlet}.example/rss", outlet=Outlet(name=outlet, tier=OutletTier.LOCAL))
        db.session.add(feed)
        db.session.flush()
    number = db.session.scalar(select(func.count(Entry.id)))
    entry = Entry(
        feed_id=feed.id,
        identity=f"{number}",
        story_key=key or f"{number}",
        title=title,
        published_at=NOON + timedelta(hours=hours),
        fetched_at=NOON,
        is_match=ours,
        why=["Vänsterpartiet"],
        kind_guess=CoverageKind.ARTICLE,
        state=EntryState.WAITING if ours else EntryState.UNMATCHED,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def grouped() -> set[frozenset[int]]:
    rows = db.session.execute(select(Entry.group_id, Entry.id).where(Entry.group_id.is_not(None))).all()
    return {frozenset(entry for group, entry in rows if group == one) for one in {group for group, _ in rows}}


def groups() -> int:
    return db.session.scalar(select(func.count(StoryGroup.id))) or 0


def test_a_text_in_four_outlets_is_one_story_and_four_publications(app: Flask) -> None:
    copies = [put(outlet=name, hours=n) for n, name in enumerate(("A-bladet", "Bladet", "Curiren", "Dagen"))]
    put("Solna Vikings vann igen")
    group_entries(copies)
    db.session.commit()

    story, other = sorted(entries_grouped(), key=lambda one: -len(one.waiting))
    assert [entry.id for entry in story.waiting] == [entry.id for entry in reversed(copies)]
    assert story.is_group
    assert not other.is_group
    with clock.standing_at(NOON + timedelta(days=1)):
        confirm_entry(copies[0].id, CoverageKind.ARTICLE)
        confirm_entry(copies[1].id, CoverageKind.ARTICLE)
    story = max(entries_grouped(), key=lambda one: len(one.waiting))
    assert (len(story.waiting), len(story.decided)) == (2, 2)


def test_split_by_hand_it_stays_out_until_it_is_taken_back(app: Flask) -> None:
    first, second, third = (put(outlet=name) for name in ("A-bladet", "Bladet", "Curiren"))
    group_entries([first, second, third])

    split_entry(second.id)
    group_entries([second, put(outlet="Dagen")])
    assert second.group_id is None
    assert [len(group) for group in grouped()] == [3]

    rejoin_entry(second.id)
    assert [len(group) for group in grouped()] == [4]


def test_what_is_left_of_two_is_no_group(app: Flask) -> None:
    first, second = put(), put(outlet="Bladet")
    group_entries([first, second])

    split_entry(first.id)

    assert (grouped(), groups()) == (set(), 0)


def test_what_is_not_ours_is_in_no_group_and_costs_nothing(app: Flask) -> None:
    others = [put(outlet=name, ours=False) for name in ("A-bladet", "Bladet")]

    with queries(app) as asked:
        group_entries(others)

    assert grouped() == set()
    assert not asked


def test_a_group_costs_the_inbox_no_query_for_each_of_its_entries(app: Flask) -> None:
    def count() -> int:
        db.session.commit()
        db.session.expunge_all()
        with queries(app) as asked:
            for story in entries_grouped():
                assert [entry.feed.outlet.name for entry in story.waiting]
        return len(asked)

    few = [put(outlet="A-bladet"), put(outlet="Bladet")]
    group_entries(few)
    before = count()
    many = [put(f"{TITLE} nummer {n}", outlet, key=f"k{n}") for n in range(8) for outlet in ("A-bladet", "Bladet")]
    group_entries(many)

    assert count() == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([TITLE, f"{TITLE} - Bladet", "Rån"]), st.sampled_from("ab"), st.integers(0, 8))
    ),
    cuts=st.integers(1, 4),
    chance=st.randoms(),
)
def test_in_whatever_order_the_polls_come(
    app: Flask, rows: Sequence[tuple[str, str, int]], cuts: int, chance: object
) -> None:
    """Grouping poll by poll ends where grouping all at once does."""
    entries = [put(title, key=key if title == "Rån" else "", hours=24 * day) for title, key, day in rows]
    group_entries(entries)
    at_once = grouped()
    for entry in entries:
        entry.group_id = None
    db.session.flush()
    entries_left = list(entries)
    chance.shuffle(entries_left)  # type: ignore[attr-defined]
    # What is not stored yet is not ours yet.
    for entry in entries_left:
        entry.is_match = False
    while entries_left:
        poll, entries_left = entries_left[:cuts], entries_left[cuts:]
        for entry in poll:
            entry.is_match = True
        group_entries(poll)

    assert grouped() == at_once
    db.session.rollback()
