"""What feeds carry, and which entries tell the same story."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.i18n import N_
from outreach.media.models.outlets import Feed
from outreach.media.rules.classify import CoverageKind


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


class StoryGroup(Base):
    """Entries that tell the same story, in one outlet or several. They are shown together, and counted each."""

    __tablename__ = "story_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


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
    kind_sign: Mapped[str] = mapped_column(String(60), default="", server_default="")  # what the guess rests on
    categories: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    former_titles: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # What the article's own page said around the words that matched, where it was read.
    page_snippet: Mapped[str] = mapped_column(String(200), default="", server_default="")
    page_state: Mapped[str] = mapped_column(String(20), default="", server_default="")
    page_read_at: Mapped[datetime | None]
    # The same story elsewhere. Taken out by hand, it stays out.
    group_id: Mapped[int | None] = mapped_column(ForeignKey("story_group.id", ondelete="SET NULL"), index=True)
    is_split: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[EntryState] = mapped_column(choice(EntryState))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    feed: Mapped[Feed] = relationship(lazy="joined", innerjoin=True)
