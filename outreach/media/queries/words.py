"""The words we look for."""

from sqlalchemy import select

from outreach.db import db
from outreach.media.models import (
    MatchWord,
    TermKind,
)
from outreach.media.queries.coverage import spokespersons
from outreach.media.rules.match import Term


def terms() -> list[Term]:
    """The match words and the names of our own people, as the rules take them."""
    words = db.session.scalars(select(MatchWord).order_by(MatchWord.id))
    found = [Term(word.kind, word.word, tuple(word.forms), word.is_prefix) for word in words]
    return found + [Term(TermKind.PERSON, person.name) for person in spokespersons()]
