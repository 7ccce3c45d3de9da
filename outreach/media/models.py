"""Outlets and their feeds, entries found there, what was counted, our public voices, the words we look for."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach import clock
from outreach.db import Base, choice
from outreach.i18n import N_
from outreach.media.rules.classify import CoverageKind as CoverageKind
from outreach.media.rules.match import TermKind as TermKind


class OutletTier(StrEnum):
    """How far an outlet reaches. One goal counts the local ones, another regional and trade press."""

    LOCAL = "local"
    REGIONAL = "regional"
    TRADE = "trade"

    @property
    def label(self) -> str:
        return {"local": N_("local media"), "regional": N_("regional media"), "trade": N_("trade press")}[self.value]


class EntryState(StrEnum):
    """Where an entry stands: not about us, waiting for a decision, or decided."""

    UNMATCHED = "unmatched"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        return {
            "unmatched": N_("not about us"),
            "waiting": N_("waiting"),
            "confirmed": N_("counted"),
            "dismissed": N_("dismissed"),
        }[self.value]


class Outlet(Base):
    """A newspaper, a radio station, a magazine."""

    __tablename__ = "outlet"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    tier: Mapped[OutletTier] = mapped_column(choice(OutletTier))
    only_here: Mapped[bool] = mapped_column(default=False)  # writes of our municipality alone
    is_verified: Mapped[bool] = mapped_column(default=False)


class Feed(Base):
    """An address where an outlet tells what it published, and how it has answered."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    url: Mapped[str] = mapped_column(String(2000), unique=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_verified: Mapped[bool] = mapped_column(default=False)
    is_paused: Mapped[bool] = mapped_column(default=False)
    paused_reason: Mapped[str] = mapped_column(String(40), default="")
    etag: Mapped[str] = mapped_column(String(300), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    body_hash: Mapped[str] = mapped_column(String(64), default="")
    polling_until: Mapped[datetime | None]  # a poller has taken it; after this moment that poller is dead
    next_poll_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    interval_minutes: Mapped[int] = mapped_column(default=60)
    last_polled_at: Mapped[datetime | None]
    last_answered_at: Mapped[datetime | None]  # the last time that it was read without trouble
    last_status: Mapped[int | None]
    last_error: Mapped[str] = mapped_column(String(40), default="")  # the name of a FetchProblem or FeedProblem
    failures: Mapped[int] = mapped_column(default=0)
    is_damaged: Mapped[bool] = mapped_column(default=False)

    outlet: Mapped[Outlet] = relationship(lazy="joined", innerjoin=True)


class Entry(Base):
    """One item of a feed, in plain text."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("feed_id", "identity"),
        Index("ix_entry_feed_id_story_key", "feed_id", "story_key"),
        Index("ix_entry_state_published_at", "state", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"))
    identity: Mapped[str] = mapped_column(String(40))
    story_key: Mapped[str] = mapped_column(String(40), index=True)
    guid: Mapped[str] = mapped_column(String(500), default="")
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(2000), default="")
    published_at: Mapped[datetime]
    raw_date: Mapped[str] = mapped_column(String(100), default="")
    fetched_at: Mapped[datetime]
    is_match: Mapped[bool]
    why: Mapped[list[str]] = mapped_column(JSON, default=list)
    kind_guess: Mapped[CoverageKind] = mapped_column(choice(CoverageKind))
    state: Mapped[EntryState] = mapped_column(choice(EntryState))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    feed: Mapped[Feed] = relationship(lazy="joined", innerjoin=True)


class Spokesperson(Base):
    """One of our own public voices, registered with consent; never anybody else."""

    __tablename__ = "spokesperson"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    is_woman: Mapped[bool]
    consented_on: Mapped[date]


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
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    outlet: Mapped[Outlet] = relationship(lazy="joined", innerjoin=True)
    spokesperson: Mapped[Spokesperson | None] = relationship(lazy="joined")


class MatchWord(Base):
    """A word or name that makes an entry ours, or an exclusion; with its other forms."""

    __tablename__ = "match_word"
    __table_args__ = (UniqueConstraint("kind", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TermKind] = mapped_column(choice(TermKind))
    word: Mapped[str] = mapped_column(String(100))
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_prefix: Mapped[bool] = mapped_column(default=False)
