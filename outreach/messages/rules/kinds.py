"""What a message is about, and in whose time it may be read."""

from enum import StrEnum

from outreach.refusals import N_


class MessageKind(StrEnum):
    """What a message is about. Those who look after the outbox see the kind, not the letter."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    GUEST = "guest"
    CONFIRMATION = "confirmation"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    PROMOTED = "promoted"
    REMOVED = "removed"
    LATE = "late"
    DAY_BEFORE = "day_before"
    SAME_DAY = "same_day"
    GAP = "gap"
    CALL = "call"
    MONTHLY = "monthly"
    OTHER = ""

    @classmethod
    def of(cls, value: str) -> "MessageKind":
        """The kind of that name; a row of another version of this code may have one that is unknown here."""
        return cls(value) if value in set(cls) else cls.OTHER

    @property
    def label(self) -> str:
        return KIND_LABELS[self]

    @property
    def keeps_quiet(self) -> bool:
        """Whether it waits for the morning: not what answers the reader's own act, nor what they must act on now."""
        return self in _QUIET


KIND_LABELS = {
    MessageKind.SIGN_IN: N_("Sign-in link"),
    MessageKind.INVITATION: N_("Invitation"),
    MessageKind.GUEST: N_("To somebody without an account"),
    MessageKind.CONFIRMATION: N_("Confirmation"),
    MessageKind.CHANGED: N_("Changed time or place"),
    MessageKind.CANCELLED: N_("Cancelled event"),
    MessageKind.PROMOTED: N_("Place from the queue"),
    MessageKind.REMOVED: N_("Place taken away"),
    MessageKind.LATE: N_("Somebody stepped back late"),
    MessageKind.DAY_BEFORE: N_("Reminder the day before"),
    MessageKind.SAME_DAY: N_("Reminder the same day"),
    MessageKind.GAP: N_("Asking for help"),
    MessageKind.CALL: N_("Rapid call-out"),
    MessageKind.MONTHLY: N_("What is coming"),
    MessageKind.OTHER: N_("Other"),
}

_QUIET = frozenset(
    {
        MessageKind.CHANGED,
        MessageKind.CANCELLED,
        MessageKind.PROMOTED,
        MessageKind.REMOVED,
        MessageKind.DAY_BEFORE,
        MessageKind.SAME_DAY,
        MessageKind.GAP,
        MessageKind.CALL,
        MessageKind.MONTHLY,
    }
)
