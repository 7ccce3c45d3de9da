"""The words we look for."""

from sqlalchemy import JSON, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base, choice
from outreach.media.rules.match import Term, TermKind


class MatchWord(Base):
    """A word or name that makes an entry ours, or an exclusion; with its other forms."""

    __tablename__ = "match_word"
    __table_args__ = (UniqueConstraint("kind", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TermKind] = mapped_column(choice(TermKind))
    word: Mapped[str] = mapped_column(String(100))
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_prefix: Mapped[bool] = mapped_column(default=False)
    # The word is a common one when it is written small: Lind and lind.
    is_case_exact: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())

    @property
    def term(self) -> Term:
        """As the rules take it."""
        return Term(self.kind, self.word, tuple(self.forms), self.is_prefix, self.is_case_exact)
