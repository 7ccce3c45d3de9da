"""Persons, their roles, sign-in links and sessions; and the association they belong to."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.i18n import N_


class Role(StrEnum):
    """What a person does here. Roles are combined freely."""

    VOLUNTEER = "volunteer"
    ORGANISER = "organiser"
    MEDIA = "media"
    BOARD = "board"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.VOLUNTEER: N_("Volunteer"),
    Role.ORGANISER: N_("Organiser"),
    Role.MEDIA: N_("Media editor"),
    Role.BOARD: N_("Board"),
    Role.ADMIN: N_("Administrator"),
}


class Association(Base):
    """Whose instance this is: one row, one association."""

    __tablename__ = "association"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str] = mapped_column(String(100))
    municipality: Mapped[str] = mapped_column(String(100), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    # Within how many days before a square meeting its permit should be applied for; None: the usual number.
    permit_lead_days: Mapped[int | None]
    # Stepping back later than so many hours before the slot is told to the organiser at once.
    notice_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    # Between these hours of Stockholm, nothing that can wait is sent.
    quiet_from: Mapped[time] = mapped_column(default=time(21), server_default=text("'21:00:00.000000'"))
    quiet_to: Mapped[time] = mapped_column(default=time(8), server_default=text("'08:00:00.000000'"))
    # Subjects and calendar titles don't name the association.
    is_discreet: Mapped[bool] = mapped_column(default=True, server_default=true())


class Person(Base):
    """Somebody who signs in. Nothing is kept that the work does not need."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    phone: Mapped[str] = mapped_column(String(30), default="")
    language: Mapped[str] = mapped_column(String(2), default="sv")
    created_at: Mapped[datetime]
    # What they want to hear of beside their own slots.
    wants_asks: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_monthly: Mapped[bool] = mapped_column(default=False, server_default=false())
    wants_texts: Mapped[bool] = mapped_column(default=False, server_default=false())

    role_rows: Mapped[list["PersonRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(row.role for row in self.role_rows)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][:1] + words[-1][:1]).upper() if len(words) > 1 else self.name[:2].upper()

    @property
    def is_guest(self) -> bool:
        """Came once without an account, and has none."""
        return not self.role_rows

    def has(self, *roles: Role) -> bool:
        """Whether the person has any of the roles."""
        return not self.roles.isdisjoint(roles)


class PersonRole(Base):
    """One role of one person."""

    __tablename__ = "person_role"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(choice(Role))


class SignInLink(Base):
    """A key that was mailed or printed: one use. Only its digest is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """A browser that is signed in. Deleting the row signs it out at once. Only the digest of its key is kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Consent(Base):
    """A person said yes to a text: which, in which version, when and where. Withdrawing is as easy as giving."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
