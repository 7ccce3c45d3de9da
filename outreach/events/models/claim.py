"""Who has a place or waits for one, what they were reminded of and asked, and those without an account."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.events.models.event import Slot
from outreach.events.models.kinds import ClaimState
from outreach.people.models import Person


class Claim(Base):
    """A person takes a slot. A released claim stays as a row; the person may claim anew."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_claim_slot_id_person_id_held",
            "slot_id",
            "person_id",
            unique=True,
            sqlite_where=text("state <> 'released'"),
            postgresql_where=text("state <> 'released'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState), default=ClaimState.ACTIVE)
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    # Since when the place is theirs. Who waited and left without one had nothing that calendars could call off.
    placed_at: Mapped[datetime | None]
    # Of somebody who came in from the queue: since when, and until when a "no" troubles nobody.
    promoted_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    # Whether they came, as the responsible person noted it; None: not noted.
    attended: Mapped[bool | None]

    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="select")


class AnsweredForm(Base):
    """What a form did when it was sent first. Sent again, by a double click or a retry, it gets the same answer."""

    __tablename__ = "answered_form"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(20))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class ReminderKind(StrEnum):
    """When somebody is reminded of their slot."""

    DAY_BEFORE = "day_before"
    SAME_DAY = "same_day"


class Reminder(Base):
    """One reminder of one claim. It follows the slot's start when that moves, and is gone with the claim."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("claim_id", "kind"), Index("ix_reminder_due", "sent_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    kind: Mapped[ReminderKind] = mapped_column(choice(ReminderKind))
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    claim: Mapped[Claim] = relationship(lazy="select")


class Ask(Base):
    """Somebody was asked to fill a gap. Once a slot, and those first who were asked longest ago."""

    __tablename__ = "ask"
    __table_args__ = (UniqueConstraint("slot_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]


class GuestRequest(Base):
    """Somebody without an account wants a slot, and has not yet opened the link that was mailed to them."""

    __tablename__ = "guest_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2), default="sv")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    consent_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    slot: Mapped[Slot] = relationship(lazy="select")


class CalendarAddress(Base):
    """A person's own calendar address. A new nonce makes the old address worthless."""

    __tablename__ = "calendar_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    nonce: Mapped[str] = mapped_column(String(43))
    created_at: Mapped[datetime]


class MonthlyLetter(Base):
    """The letter on what is coming was written to a person for a month ("2027-03"): once."""

    __tablename__ = "monthly_letter"
    __table_args__ = (UniqueConstraint("person_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    month: Mapped[str] = mapped_column(String(7))
    written_at: Mapped[datetime]
