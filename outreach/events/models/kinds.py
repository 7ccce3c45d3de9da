"""The fixed choices: what is done, where it stands, what hands do."""

from enum import StrEnum

from outreach.i18n import N_


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
    EventStatus.SCHEDULED: N_("Scheduled"),
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
