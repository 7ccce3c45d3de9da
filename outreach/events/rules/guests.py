"""People without an account: what they say yes to, how many mails a form may cause, how fast a person can be. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from outreach.refusals import N_, Refusal

# What is said yes to. Changed words are a new version: who said yes to the old ones did not say yes to these.
CONSENT_PURPOSE = "guest"
CONSENT_CHANNEL = "web"
CONSENT_VERSION = "2026-11"
CONSENT_TEXT = N_(
    "%(association)s may keep my name, my e-mail address and which slot I take, and write to me about that slot. "
    "That I come along to a political association says something of what I think, so it is kept for this alone. "
    "It is shown to those who organise, and deleted three months after the event at the latest. "
    "I can take this back at any time, on the page that is linked in every mail."
)

REQUEST_LIFETIME = timedelta(hours=24)
# A guest is forgotten that long after the last slot they had to do with.
KEEP_GUEST = timedelta(days=90)

MAILS_AN_HOUR = 3  # to one address
MAILS_A_DAY = 30  # to all addresses together

# Nobody reads and fills in the form faster; and a form that was open for longer asks once more.
FASTEST = timedelta(seconds=3)
SLOWEST = timedelta(hours=24)


class GuestRefusal(Refusal):
    """Why somebody without an account can't go on."""

    UNKNOWN_REQUEST = N_("This link is not known, or it is more than a day old. Choose a slot once more.")
    NO_GUESTS = N_("You need an account to take a slot here.")
    HAS_ACCOUNT = N_("You have an account. Sign in to change what is kept about you.")


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...
    @property
    def is_published(self) -> bool: ...
    @property
    def allows_guests(self) -> bool: ...
    @property
    def ends_at(self) -> datetime: ...


class _Request(Protocol):
    @property
    def expires_at(self) -> datetime: ...


def is_shown(event: _Event) -> bool:
    """Whether those without an account may look at the event: cancelled ones too, so that nobody comes in vain."""
    return event.is_published and event.allows_guests


def is_open(event: _Event, now: datetime) -> bool:
    """Whether those without an account may take a slot there."""
    return is_shown(event) and event.status == "scheduled" and now < event.ends_at


def why_not_confirm(request: _Request | None, event: _Event | None, now: datetime) -> GuestRefusal | None:
    """Why a mailed link confirms nothing. Who has the mail has the address, so nothing else is asked."""
    if request is None or event is None or now >= request.expires_at:
        return GuestRefusal.UNKNOWN_REQUEST
    return None if is_shown(event) else GuestRefusal.NO_GUESTS


def may_mail(to_address: Sequence[datetime], to_all: int, now: datetime) -> bool:
    """Whether one more mail may go: `to_address` are the moments of those to the same one, `to_all` counts a day's."""
    last_hour = sum(at > now - timedelta(hours=1) for at in to_address)
    return last_hour < MAILS_AN_HOUR and to_all < MAILS_A_DAY


def is_hurried(shown_at: datetime | None, now: datetime) -> bool:
    """Whether the form comes back too soon, too late, or was never shown by us: then it is shown once more."""
    return shown_at is None or not FASTEST <= now - shown_at <= SLOWEST
