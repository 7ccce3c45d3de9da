"""Our own public voices, what we sent in, and what was counted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.i18n import N_
from outreach.media.models.outlets import Outlet
from outreach.media.rules.classify import CoverageKind


class Medium(StrEnum):
    """Where a publication could be read, heard or seen."""

    WEB = "web"
    PRINT = "print"
    RADIO = "radio"
    TV = "tv"

    @property
    def label(self) -> str:
        return {
            "web": N_("On the web"),
            "print": N_("In print"),
            "radio": N_("On the radio"),
            "tv": N_("On television"),
        }[self.value]


class SubmissionKind(StrEnum):
    """What was sent in."""

    LETTER = "letter"
    PRESS_RELEASE = "press_release"

    @property
    def label(self) -> str:
        return {"letter": N_("letter to the editor"), "press_release": N_("press release")}[self.value]


class SubmissionState(StrEnum):
    """How far it has come, at one outlet."""

    DRAFTED = "drafted"
    SENT = "sent"
    PUBLISHED = "published"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return {
            "drafted": N_("drafted"),
            "sent": N_("sent"),
            "published": N_("published"),
            "declined": N_("declined"),
        }[self.value]


class Spokesperson(Base):
    """One of our own public voices, registered with consent; never anybody else."""

    __tablename__ = "spokesperson"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    is_woman: Mapped[bool]
    consented_on: Mapped[date]
    withdrawn_on: Mapped[date | None]


class Submission(Base):
    """A letter or a press release of ours."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SubmissionKind] = mapped_column(choice(SubmissionKind))
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text, default="")
    topic: Mapped[str] = mapped_column(String(100), default="")
    spokesperson_id: Mapped[int | None] = mapped_column(ForeignKey("spokesperson.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    spokesperson: Mapped[Spokesperson | None] = relationship(lazy="joined")
    sendings: Mapped[list["Sending"]] = relationship(
        lazy="selectin", order_by="Sending.id", cascade="all, delete-orphan", back_populates="submission"
    )


class Sending(Base):
    """A submission at one outlet."""

    __tablename__ = "sending"
    __table_args__ = (UniqueConstraint("submission_id", "outlet_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    state: Mapped[SubmissionState] = mapped_column(choice(SubmissionState))
    sent_on: Mapped[date | None] = mapped_column(index=True)
    answered_on: Mapped[date | None]  # printed or declined

    submission: Mapped[Submission] = relationship(lazy="joined", innerjoin=True, back_populates="sendings")
    outlet: Mapped[Outlet] = relationship(lazy="joined", innerjoin=True)


class Coverage(Base):
    """A publication that a person has counted. The same story twice from one outlet is one."""

    __tablename__ = "coverage"
    __table_args__ = (UniqueConstraint("outlet_id", "story_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    kind: Mapped[CoverageKind] = mapped_column(choice(CoverageKind))
    title: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(2000), default="")
    story_key: Mapped[str] = mapped_column(String(40))
    published_on: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(100), default="")
    spokesperson_id: Mapped[int | None] = mapped_column(ForeignKey("spokesperson.id", ondelete="SET NULL"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"), unique=True)
    # What it is about: one of our own events; and what we had sent in, if it is that which was printed.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id", ondelete="SET NULL"), index=True)
    medium: Mapped[Medium] = mapped_column(choice(Medium), default=Medium.WEB, server_default="web")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    outlet: Mapped[Outlet] = relationship(lazy="joined", innerjoin=True)
    spokesperson: Mapped[Spokesperson | None] = relationship(lazy="joined")


class Attachment(Base):
    """A scan or PDF of a publication, for the board. It is only ever handed out as a download."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    coverage_id: Mapped[int] = mapped_column(ForeignKey("coverage.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class CoverageDraft(Base):
    """A table of publications that somebody wants to import, between the preview and their yes."""

    __tablename__ = "coverage_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    header: Mapped[list[str]] = mapped_column(JSON)
    rows: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    imported: Mapped[int] = mapped_column(default=0)
