"""When a message may be sent once more by hand."""

from datetime import datetime
from typing import Protocol

from outreach.refusals import N_, Refusal


class ResendRefusal(Refusal):
    """Why a message can't be sent again."""

    STILL_WAITS = N_("It has not left yet, and will be tried by itself.")
    FORGOTTEN = N_("What it said is no longer kept, so it can't be sent again.")
    OUT_OF_DATE = N_("What it says is no longer of use.")


class _Message(Protocol):
    @property
    def sent_at(self) -> datetime | None: ...
    @property
    def failed_at(self) -> datetime | None: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def body(self) -> str: ...


def why_not_resend(message: _Message, now: datetime) -> ResendRefusal | None:
    """Why a message can't be put back into the queue; None when it can."""
    if message.sent_at is None and message.failed_at is None:
        return ResendRefusal.STILL_WAITS
    if not message.body:
        return ResendRefusal.FORGOTTEN
    if message.expires_at is not None and message.expires_at <= now:
        return ResendRefusal.OUT_OF_DATE
    return None
