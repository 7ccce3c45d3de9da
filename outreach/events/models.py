"""Event, Slot and Claim."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outreach.db import Base, choice
from outreach.i18n import N_
from outreach.people.models import Person
from outreach.places.models import Area, Venue


class EventKind(StrEnum):
    """What is done there."""

    LEAFLET_DROP = "leaflet_drop"
    SQUARE_MEETING = "square_meeting"
    SOCIAL = "social"
    STUDY_CIRCLE = "study_circle"
    MEMBER_MEETING = "member_meeting"
    VISIT = "visit"
    OTHER = "other"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]

    @property
    def is_outreach(self) -> bool:
        """Whether it is seen out in the areas, and so counts toward an area's share."""
        return self in (EventKind.LEAFLET_DROP, EventKind.SQUARE_MEETING)


KIND_LABELS = {
    EventKind.LEAFLET_DROP: N_("Leaflet drop"),
    EventKind.SQUARE_MEETING: N_("Square meeting"),
    EventKind.SOCIAL: N_("Social activity"),
    EventKind.STUDY_CIRCLE: N_("Study circle"),
    EventKind.MEMBER_MEETING: N_("Member meeting"),
    EventKind.VISIT: N_("Visit"),
    EventKind.OTHER: N_("Other"),
}


class EventStatus(StrEnum):
    """draft → scheduled → held or cancelled."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS = {
    EventStatus.DRAFT: N_("Draft"),
    EventStatus.SCHEDULED: N_("Planned"),
    EventStatus.HELD: N_("Held"),
    EventStatus.CANCELLED: N_("Cancelled"),
}


class SlotRole(StrEnum):
    """What the hands in a slot do."""

    LEAFLETS = "leaflets"
    TABLE = "table"
    SPEAKER = "speaker"
    DRIVER = "driver"
    OTHER = "other"

    @property
    def label(self) -> str:
        return SLOT_ROLE_LABELS[self]


SLOT_ROLE_LABELS = {
    SlotRole.LEAFLETS: N_("Hand out leaflets"),
    SlotRole.TABLE: N_("Staff the table"),
    SlotRole.SPEAKER: N_("Speak"),
    SlotRole.DRIVER: N_("Drive"),
    SlotRole.OTHER: N_("Help out"),
}


class ClaimState(StrEnum):
    """A place is held, waited for, or given back."""

    ACTIVE = "active"
    WAITING = "waiting"
    RELEASED = "released"


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

    area: Mapped[Area | None] = relationship(lazy="select")
    venue: Mapped[Venue | None] = relationship(lazy="select")
    responsible: Mapped[Person | None] = relationship(lazy="select")
    slots: Mapped[list["Slot"]] = relationship(
        lazy="selectin",
        order_by="(Slot.starts_at, Slot.id)",
        cascade="all, delete-orphan",
        back_populates="event",
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

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True, back_populates="slots")

    @property
    def missing(self) -> int:
        return max(self.needed - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.taken >= self.capacity


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

    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="select")
