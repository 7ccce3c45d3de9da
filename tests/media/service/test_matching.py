"""Changing the words: what waits and what was not ours is matched anew, what is decided stays."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.media.models import CoverageKind, Entry, EntryState, Feed, MatchWord, Outlet, OutletTier, Spokesperson
from outreach.media.queries import terms
from outreach.media.queries.rematching import preview
from outreach.media.rules.match import Term, TermKind, WordRefusal
from outreach.media.service.matching import Rematched, delete_word, rematch_entries, save_word
from outreach.refusals import Refused

NOW = datetime(2027, 3, 6, 12, tzinfo=UTC)
HAGA = Term(TermKind.PLACE, "Hagalund")


@pytest.fixture(autouse=True)
def _words(app: Flask) -> None:
    db.session.add(MatchWord(kind=TermKind.PARTY, word="Vänsterpartiet"))
    db.session.add(MatchWord(kind=TermKind.PLACE, word="Solna"))
    outlet = Outlet(name="Bladet", tier=OutletTier.LOCAL)
    db.session.add(Feed(url="https://a.example/rss", outlet=outlet))
    db.session.commit()


def put(title: str, state: EntryState, *, why: tuple[str, ...] = (), days: int = 0, **values: object) -> Entry:
    number = db.session.scalar(select(func.count(Entry.id)))
    entry = Entry(
        feed_id=db.session.scalars(select(Feed.id)).one(),
        identity=f"{number}",
        story_key=f"{number}",
        title=title,
        published_at=NOW - timedelta(days=days),
        fetched_at=NOW,
        is_match=bool(why),
        why=list(why),
        kind_guess=CoverageKind.ARTICLE,
        state=state,
        **values,
    )
    db.session.add(entry)
    db.session.commit()
    return entry


def test_a_new_word_brings_entries_and_an_exclusion_takes_them(app: Flask) -> None:
    with clock.standing_at(NOW):
        found = put("Vänsterpartiet vill rusta Hagalund", EntryState.UNMATCHED)
        waits = put("Vänsterpartiet vill rusta Solna", EntryState.WAITING, why=("Vänsterpartiet", "Solna"))

        assert save_word(HAGA) == Rematched(found=1, lost=0)
        assert (found.state, found.why) == (EntryState.WAITING, ["Vänsterpartiet", "Hagalund"])
        assert save_word(Term(TermKind.EXCLUDE, "rusta Solna")) == Rematched(found=0, lost=1)
        assert (waits.state, waits.is_match) == (EntryState.UNMATCHED, False)


def test_what_is_decided_and_what_is_long_ago_stays(app: Flask) -> None:
    with clock.standing_at(NOW):
        for state in (EntryState.CONFIRMED, EntryState.DISMISSED):
            put("Vänsterpartiet vill rusta Hagalund", state)
        put("Vänsterpartiet vill rusta Hagalund igen", EntryState.UNMATCHED, days=31)

        assert save_word(HAGA) == Rematched(found=0, lost=0)


def test_a_word_that_rests_finds_nothing_and_one_that_goes_neither(app: Flask) -> None:
    with clock.standing_at(NOW):
        save_word(HAGA, is_active=False)
        entry = put("Vänsterpartiet vill rusta Hagalund", EntryState.UNMATCHED)
        word = db.session.scalars(select(MatchWord).where(MatchWord.word == "Hagalund")).one()

        assert HAGA not in terms()
        assert save_word(HAGA, word_id=word.id) == Rematched(1, 0)
        assert delete_word(word.id) == Rematched(0, 1)
        assert entry.state == EntryState.UNMATCHED


def test_the_preview_tells_what_saving_does_and_does_nothing(app: Flask) -> None:
    with clock.standing_at(NOW):
        put("Vänsterpartiet vill rusta Hagalund", EntryState.UNMATCHED)
        put("Vänsterpartiet vill rusta Solna", EntryState.WAITING, why=("Vänsterpartiet", "Solna"))
        put("Vänsterpartiet i Hagalund", EntryState.DISMISSED)
        words = [*(term for term in terms() if term.word != "Solna"), HAGA]

        shown = preview(words)

        assert (shown.looked_at, len(shown.found), len(shown.lost)) == (2, 1, 1)
        assert shown.found[0].why == ("Vänsterpartiet", "Hagalund")
        assert shown.lost[0].why == ("Vänsterpartiet", "Solna")
        assert db.session.scalars(select(Entry.state).where(Entry.is_match)).all() == [EntryState.WAITING]


def test_what_only_its_page_said_is_not_lost(app: Flask) -> None:
    """The page is not kept: the words that it said are."""
    with clock.standing_at(NOW):
        entry = put("Badet rivs", EntryState.WAITING, why=("Vänsterpartiet", "Solna"), page_read_at=NOW)
        other = put("Badet rivs inte", EntryState.WAITING, why=("Vänsterpartiet", "Solna"))  # its control

        save_word(HAGA)

        assert (entry.state, other.state) == (EntryState.WAITING, EntryState.UNMATCHED)


def test_what_comes_is_grouped_and_what_goes_leaves_its_group(app: Flask) -> None:
    with clock.standing_at(NOW):
        save_word(HAGA)
        one, other = (put("Vänsterpartiet vill rusta Hagalund", EntryState.UNMATCHED) for _ in range(2))
        rematch_entries()
        assert one.group_id is not None
        assert one.group_id == other.group_id

        delete_word(db.session.scalars(select(MatchWord.id).where(MatchWord.word == "Hagalund")).one())
        assert {one.group_id, other.group_id} == {None}


def test_our_people_are_looked_for_until_they_withdraw(app: Flask) -> None:
    with clock.standing_at(NOW):
        entry = put("Maja Lind öppnar torget i Solna", EntryState.UNMATCHED)
        put("maja lind och björk på torget i Solna", EntryState.UNMATCHED)
        voice = Spokesperson(name="Maja Lind", is_woman=True, consented_on=NOW.date())
        db.session.add(voice)

        assert rematch_entries() == Rematched(1, 0)
        assert entry.why == ["Maja Lind", "Solna"]
        voice.withdrawn_on = NOW.date()
        assert rematch_entries() == Rematched(0, 1)


REFUSED = {
    "there already": (Term(TermKind.PLACE, "Solna"), WordRefusal.ALREADY_A_WORD),
    "nothing": (Term(TermKind.PLACE, "…"), WordRefusal.NOTHING_TO_FIND),
    "too short to begin with": (Term(TermKind.PLACE, "Sol", is_prefix=True), WordRefusal.TOO_SHORT_TO_BEGIN),
}


@pytest.mark.parametrize(("term", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused(app: Flask, term: Term, reason: WordRefusal) -> None:
    with pytest.raises(Refused) as refused:
        save_word(term)

    assert refused.value.reason is reason
    assert db.session.scalar(select(func.count(MatchWord.id))) == 2


def test_the_same_word_may_stand_for_two_things(app: Flask) -> None:
    save_word(Term(TermKind.EXCLUDE, "Solna"))

    assert db.session.scalar(select(func.count(MatchWord.id))) == 3
