"""The day itself: who leads it, whom they may call, and from when it is noted who came."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from outreach.refusals import N_, Refusal

# People are there before it begins.
EARLY = timedelta(hours=1)
# A number is needed to find each other, and to ask afterwards where the rest of the leaflets are.
DAYS_AROUND = timedelta(days=1)


class DayRefusal(Refusal):
    """Why what happened can't be noted that way."""

    TOO_EARLY = N_("Who came is noted from an hour before the slot begins.")
    NO_PLACE = N_("This person has stepped back from the slot.")
    NOTED_OTHERWISE = N_("Somebody has noted it otherwise since.")
    OTHER_FIGURES = N_("Somebody has noted other figures since.")


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...


class _Slot(Protocol):
    @property
    def starts_at(self) -> datetime: ...
    @property
    def event(self) -> _Event: ...


class _Claim(Protocol):
    @property
    def state(self) -> StrEnum: ...
    @property
    def slot(self) -> _Slot: ...


def may_lead(responsible_id: int | None, person_id: int, is_organiser: bool) -> bool:
    """Whether the person sees who comes and notes how it went."""
    return is_organiser or responsible_id == person_id


def may_call(responsible_id: int | None, person_id: int, day: date, today: date) -> bool:
    """Whether the person sees numbers: whoever is responsible alone, from the day before to the day after."""
    return responsible_id == person_id and abs(day - today) <= DAYS_AROUND


def why_not_note(claim: _Claim, now: datetime) -> DayRefusal | None:
    """Why it can't be noted whether this person came."""
    if claim.state != "active" or claim.slot.event.status == "cancelled":
        return DayRefusal.NO_PLACE
    if claim.slot.event.status == "draft" or now < claim.slot.starts_at - EARLY:
        return DayRefusal.TOO_EARLY
    return None


def number_to_call(text: str) -> str:
    """A telephone number as an address takes it: "070-123 45 67" is 0701234567; "" when it is none."""
    digits = "".join(sign for sign in text if sign in "0123456789")
    plus = "+" if text.strip().startswith("+") else ""
    return plus + digits if len(digits) >= 5 else ""
