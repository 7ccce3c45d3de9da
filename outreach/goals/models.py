"""Yearly goals."""

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base, choice
from outreach.goals.rules.measures import Measure


class Goal(Base):
    """So many of one measure in one year. `section` says where in the association's plan it stands."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("year", "measure"), CheckConstraint("amount > 0", name="amount"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    measure: Mapped[Measure] = mapped_column(choice(Measure))
    amount: Mapped[int]
    section: Mapped[str] = mapped_column(String(200), default="")
