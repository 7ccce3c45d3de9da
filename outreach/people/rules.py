"""Who may sign in with which link, how long a session lasts, and what an invitation may grant."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from outreach.refusals import N_, Refusal

LINK_LIFETIME = timedelta(minutes=15)
INVITATION_LIFETIME = timedelta(days=7)
MAX_LINKS_AN_HOUR = 3

VOLUNTEER_SESSION = timedelta(days=60)
STAFF_SESSION = timedelta(hours=12)


class LinkRefusal(Refusal):
    """Why a sign-in link does not sign in."""

    UNKNOWN_LINK = N_("This link is not known. Ask for a new one.")
    USED_LINK = N_("This link has been used already. Ask for a new one.")
    EXPIRED_LINK = N_("This link is too old. Ask for a new one.")


class InviteRefusal(Refusal):
    """Why a person can't be invited."""

    ROLE_NOT_YOURS_TO_GIVE = N_("Only an administrator can give that role.")


class _Link(Protocol):
    @property
    def expires_at(self) -> datetime: ...
    @property
    def used_at(self) -> datetime | None: ...


def why_not_sign_in(link: _Link | None, now: datetime) -> LinkRefusal | None:
    """A link signs in once, within its time."""
    if link is None:
        return LinkRefusal.UNKNOWN_LINK
    if link.used_at is not None:
        return LinkRefusal.USED_LINK
    if now >= link.expires_at:
        return LinkRefusal.EXPIRED_LINK
    return None


def why_not_invite(inviter_roles: Collection[str], role: str) -> InviteRefusal | None:
    """Organisers invite volunteers; every other role is an administrator's to give."""
    if "admin" in inviter_roles or role == "volunteer":
        return None
    return InviteRefusal.ROLE_NOT_YOURS_TO_GIVE


def session_lifetime(roles: Collection[str]) -> timedelta:
    """Who sees only their own data stays signed in for weeks; who sees others' data signs in every day."""
    return VOLUNTEER_SESSION if set(roles) <= {"volunteer"} else STAFF_SESSION


def may_get_link(made_last_hour: int) -> bool:
    """Whether one more link may be mailed to an address, so that nobody's inbox is flooded."""
    return made_last_hour < MAX_LINKS_AN_HOUR
