"""What planning keeps beside the events: changes that can be undone, patterns, tables to import."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.events.models.event import Event
from outreach.events.models.kinds import EventKind


class EventChange(Base):
    """What an event was before and after a change that those booked are told of. One token may undo several."""

    __tablename__ = "event_change"
    __table_args__ = (Index("uq_event_change_token_event_id", "token", "event_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="select")


class EventTemplate(Base):
    """A pattern for new events. `slots`: role, start and end (wall-clock times), needed, capacity of each."""

    __tablename__ = "event_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[EventKind] = mapped_column(choice(EventKind))
    start: Mapped[time]
    end: Mapped[time]
    slots: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    description: Mapped[str] = mapped_column(Text, default="")


class ImportDraft(Base):
    """A table that somebody wants to import, between the preview and their yes. Kept for a day, for them alone.

    `rows` are [number in the file, cells]; once `imported_at` is set, only those that could not be read are left.
    """

    __tablename__ = "import_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    header: Mapped[list[str]] = mapped_column(JSON)
    rows: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    imported: Mapped[int] = mapped_column(default=0)
    first_on: Mapped[date | None]
