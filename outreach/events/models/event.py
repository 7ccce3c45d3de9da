"""The aggregate: an event with its slots, and the walks of a leaflet drop."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.events.models.kinds import EventKind, EventStatus, SlotRole
from outreach.people.models import Person
from outreach.places.models import Area, Venue


def _is_no_draft(context: Any) -> bool:
    return bool(context.get_current_parameters()["status"] != EventStatus.DRAFT)


class Event(Base):
    """Anything in the calendar. Times are moments in UTC; its day is the day in Stockholm."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
        Index("ix_event_starts_at_status", "starts_at", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(choice(EventKind))
    title: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[EventStatus] = mapped_column(choice(EventStatus), default=EventStatus.DRAFT)
    # Volunteers have seen it. A draft that is cancelled never was for them.
    is_published: Mapped[bool] = mapped_column(default=_is_no_draft)
    place: Mapped[str] = mapped_column(String(120), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="SET NULL"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"), index=True)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    leaflets_letterbox: Mapped[int | None]
    leaflets_by_hand: Mapped[int | None]
    conversations: Mapped[int | None]
    outcome_note: Mapped[str] = mapped_column(Text, default="")
    # Whether a permit is needed: None is as the kind and the venue say. It is given for one day and one place.
    permit_needed: Mapped[bool | None]
    permit_applied_on: Mapped[date | None]
    permit_granted_on: Mapped[date | None]
    permit_case: Mapped[str] = mapped_column(String(40), default="")
    permit_day: Mapped[date | None]
    # Of a rapid response: the form's own key, so that pressing twice calls people once.
    rapid_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    # Of calendar files: rises with every change that a subscriber must see.
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    # People without an account may take a slot: name and mail, confirmed by a link.
    allows_guests: Mapped[bool] = mapped_column(default=False, server_default=false())

    area: Mapped[Area | None] = relationship(lazy="select")
    venue: Mapped[Venue | None] = relationship(lazy="select")
    responsible: Mapped[Person | None] = relationship(lazy="select")
    slots: Mapped[list["Slot"]] = relationship(
        lazy="selectin",
        order_by="(Slot.starts_at, Slot.id)",
        cascade="all, delete-orphan",
        back_populates="event",
    )
    walks: Mapped[list["Walk"]] = relationship(
        lazy="select", order_by="Walk.id", cascade="all, delete-orphan", back_populates="event"
    )

    @property
    def needed(self) -> int:
        return sum(slot.needed for slot in self.slots)

    @property
    def taken(self) -> int:
        return sum(slot.taken for slot in self.slots)

    @property
    def capacity(self) -> int:
        return sum(slot.capacity for slot in self.slots)

    @property
    def missing(self) -> int:
        """How many more people are needed: a full slot does not make up for an empty one."""
        return sum(slot.missing for slot in self.slots)


class Slot(Base):
    """A need for hands. `taken` counts the active claims; it is what the last place is decided by."""

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("needed >= 0 AND capacity >= 1 AND needed <= capacity", name="needed_within_capacity"),
        # `over` is what a cut of the capacity left above it; a claim never makes it grow
        CheckConstraint("taken >= 0 AND over >= 0 AND taken <= capacity + over", name="never_overbooked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    role: Mapped[SlotRole] = mapped_column(choice(SlotRole))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    needed: Mapped[int]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    over: Mapped[int] = mapped_column(default=0)
    # Shown softly; it keeps nobody out.
    wants_experienced: Mapped[bool] = mapped_column(default=False, server_default=false())

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True, back_populates="slots")

    @property
    def missing(self) -> int:
        return max(self.needed - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.taken >= self.capacity


class Walk(Base):
    """A route of a leaflet drop for one person. `geometry` is a GeoJSON LineString, or a Polygon: once around."""

    __tablename__ = "walk"
    __table_args__ = (CheckConstraint("households >= 0 AND leaflets >= 0", name="counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    directions: Mapped[str] = mapped_column(String(500), default="")
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
    households: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    leaflets: Mapped[int | None]

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True, back_populates="walks")
    person: Mapped[Person | None] = relationship(lazy="select")
