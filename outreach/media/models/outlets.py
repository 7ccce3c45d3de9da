"""Outlets, their feeds, and how these have answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach import clock
from outreach.db import Base, choice
from outreach.i18n import N_


class OutletTier(StrEnum):
    """How far an outlet reaches. One goal counts the local ones, another regional and trade press."""

    LOCAL = "local"
    REGIONAL = "regional"
    TRADE = "trade"

    @property
    def label(self) -> str:
        return {"local": N_("local media"), "regional": N_("regional media"), "trade": N_("trade press")}[self.value]


class Outlet(Base):
    """A newspaper, a radio station, a magazine."""

    __tablename__ = "outlet"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    tier: Mapped[OutletTier] = mapped_column(choice(OutletTier))
    only_here: Mapped[bool] = mapped_column(default=False)  # writes of our municipality alone
    is_verified: Mapped[bool] = mapped_column(default=False)
    homepage: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    # The summaries seldom name the party: the poller may read the articles' own pages.
    reads_pages: Mapped[bool] = mapped_column(default=False, server_default=false())


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
    # Digests of the items as they stood in the last document: only those that differ are parsed.
    item_digests: Mapped[str] = mapped_column(Text, default="", server_default="")
    parsed_whole_at: Mapped[datetime | None]
    # Where the feed says it has moved for good, and how many times in a row it said the same.
    moved_to: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    moved_times: Mapped[int] = mapped_column(default=0, server_default="0")
    gap_at: Mapped[datetime | None]  # its oldest item was newer than our last look: some may be lost
    last_new_at: Mapped[datetime | None]  # the last time that it held something new
    wanted_at: Mapped[datetime | None]  # somebody asked for a poll now

    outlet: Mapped[Outlet] = relationship(lazy="joined", innerjoin=True)


class FeedAnswer(Base):
    """One poll of a feed: what came back, how large and how fast, and what was in it. The newest are kept."""

    __tablename__ = "feed_answer"
    __table_args__ = (Index("ix_feed_answer_feed_id_at", "feed_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    status: Mapped[int | None]
    problem: Mapped[str] = mapped_column(String(40), default="")
    milliseconds: Mapped[int]
    size: Mapped[int]  # bytes, after decoding
    entries: Mapped[int]
    new: Mapped[int]
    matched: Mapped[int]


class HostPause(Base):
    """A host asked to be left alone until a moment (Retry-After), for all of its feeds and pages."""

    __tablename__ = "host_pause"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    until: Mapped[datetime]
