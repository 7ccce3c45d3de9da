"""The words we look for, and the names of our own people."""

from collections.abc import Sequence

from sqlalchemy import select

from outreach.db import db
from outreach.media.models import MatchWord, Spokesperson, TermKind
from outreach.media.rules.match import Term


def match_words() -> Sequence[MatchWord]:
    """All of them, also those that are not looked for at present, by kind and word."""
    words = db.session.scalars(select(MatchWord)).all()
    kinds = list(TermKind)
    return sorted(words, key=lambda word: (kinds.index(word.kind), word.word.casefold(), word.id))


def get_match_word(word_id: int) -> MatchWord:
    """Raises NoResultFound."""
    return db.session.get_one(MatchWord, word_id)


def terms(*, without: int | None = None) -> list[Term]:
    """The match words and the names of our own people, as the rules take them; without one of the words."""
    active = db.session.scalars(select(MatchWord).where(MatchWord.is_active).order_by(MatchWord.id))
    return [word.term for word in active if word.id != without] + [
        # A name is written as one: "maja lind" may be a tree and a month.
        Term(TermKind.PERSON, name, is_case_exact=True)
        for name in our_people()
    ]


def our_people() -> Sequence[str]:
    """The names of our registered spokespersons, who have not withdrawn their consent."""
    names = select(Spokesperson.name).where(Spokesperson.withdrawn_on.is_(None))
    return db.session.scalars(names.order_by(Spokesperson.name)).all()
