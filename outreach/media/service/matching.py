"""Change the words we look for; what is stored and undecided is matched anew in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select, update

from outreach.db import db, take_turn
from outreach.media.models import Entry, EntryState, MatchWord
from outreach.media.queries.rematching import Changed, rematched
from outreach.media.queries.words import get_match_word, terms
from outreach.media.rules.match import Term, WordRefusal, why_not_word
from outreach.media.service.grouping import group_entries, leave_group, wait_for_stories
from outreach.refusals import Refused


@dataclass(frozen=True)
class Rematched:
    """What changing the words did to the inbox: how many entries came, and how many went."""

    found: int
    lost: int


def save_word(term: Term, *, is_active: bool = True, word_id: int | None = None) -> Rematched:
    """Add a match word or change one. Raises Refused, and NoResultFound when there is no such word."""
    take_turn("match words")
    word = get_match_word(word_id) if word_id is not None else MatchWord()
    refusal = why_not_word(term.kind, term.word, term.forms, is_prefix=term.is_prefix)
    if refusal is None and _is_taken(term, word_id):
        refusal = WordRefusal.ALREADY_A_WORD
    if refusal is not None:
        db.session.rollback()
        raise Refused(refusal)
    word.kind, word.word, word.forms = term.kind, term.word, list(term.forms)
    word.is_prefix, word.is_case_exact, word.is_active = term.is_prefix, term.is_case_exact, is_active
    db.session.add(word)
    return _match_again()


def delete_word(word_id: int) -> Rematched:
    """Look for it no more. Raises NoResultFound."""
    take_turn("match words")
    db.session.delete(get_match_word(word_id))
    return _match_again()


def rematch_entries() -> Rematched:
    """Match what is undecided anew, as after a spokesperson came or left. The caller commits."""
    wait_for_stories()
    changed, _ = rematched(terms())
    found = [one for one in changed if one.match.is_match and one.turns]
    lost = [one for one in changed if one.was_match and one.turns]
    _store(changed)
    _forget_groups([one.entry_id for one in lost])
    db.session.flush()
    db.session.expire_all()
    if found:
        came = select(Entry).where(Entry.id.in_([one.entry_id for one in found]))
        group_entries(db.session.scalars(came).all())
    return Rematched(len(found), len(lost))


def _match_again() -> Rematched:
    result = rematch_entries()
    db.session.commit()
    return result


def _store(changed: Sequence[Changed]) -> None:
    if not changed:
        return
    # Whoever decided meanwhile has the last word.
    undecided = or_(Entry.state == EntryState.WAITING, Entry.state == EntryState.UNMATCHED)
    db.session.connection().execute(
        update(Entry)
        .where(Entry.id == bindparam("entry_id"), undecided)
        .values(is_match=bindparam("ours"), why=bindparam("words"), state=bindparam("now")),
        [
            {
                "entry_id": one.entry_id,
                "ours": one.match.is_match,
                "words": list(one.match.why),
                "now": EntryState.WAITING if one.match.is_match else EntryState.UNMATCHED,
            }
            for one in changed
        ],
    )


def _forget_groups(entry_ids: Sequence[int]) -> None:
    """What is not ours any more tells nobody's story."""
    if not entry_ids:
        return
    left = set(db.session.scalars(select(Entry.group_id).where(Entry.id.in_(entry_ids), Entry.group_id.is_not(None))))
    db.session.execute(
        update(Entry).where(Entry.id.in_(entry_ids)).values(group_id=None).execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    for group_id in sorted(group for group in left if group is not None):
        leave_group(group_id)


def _is_taken(term: Term, word_id: int | None) -> bool:
    same = select(MatchWord.id).where(MatchWord.kind == term.kind, MatchWord.word == term.word)
    with db.session.no_autoflush:
        found = db.session.scalar(same)
    return found is not None and found != word_id
