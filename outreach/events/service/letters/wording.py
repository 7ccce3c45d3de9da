"""What people are told about their slots: letters and texts, in the language of the moment.

A letter says nothing of anybody but its reader, save the name and phone of who is responsible. Subjects name neither
the association nor the event: they light up on screens that others see.
"""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext, ngettext

from outreach import clock, config
from outreach.events.guestpages import guest_url
from outreach.events.models import Claim, Event, EventStatus, Slot
from outreach.events.naming import title_of
from outreach.i18n import day_long, day_short, month_name, time_of_day, word
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.rules.letters import Fact, Letter, Link
from outreach.people.letters import greeting, unsubscribe_link
from outreach.people.models import Person


def event_url(event: Event, reader: Person) -> str:
    """The event's page; for whoever has no account, the page of their own."""
    return guest_url(reader) if reader.is_guest else f"{config.current().base_url}/events/{event.id}"


def what_else(reader: Person) -> Link:
    """Where to go from a slot that is none any more."""
    if reader.is_guest:
        return Link(gettext("See your page"), guest_url(reader))
    return Link(gettext("See what else needs people"), f"{config.current().base_url}/me")


def confirmation(claim: Claim, answer_url: str) -> Letter:
    slot = claim.slot
    return Letter(
        gettext("Your slot %(day)s", day=day_short(slot.starts_at)),
        greeting(claim.person),
        (gettext("You are in. Thank you!"),),
        facts=slot_facts(slot),
        closing=(gettext("The attached file puts the slot into your calendar."),),
        action=Link(gettext("See the slot"), event_url(slot.event, claim.person)),
        links=(Link(gettext("I can't"), answer_url),),
        reason=_booked_reason(),
    )


def promoted(claim: Claim, answer_url: str) -> Letter:
    slot = claim.slot
    no_longer = gettext("If it does not suit you any more, just say so.")
    if claim.answer_by is not None:
        no_longer = gettext(
            "If it does not suit you any more, say so by %(until)s, and the next in line gets it.",
            until=moment_words(claim.answer_by),
        )
    return Letter(
        gettext("You have a place %(day)s", day=day_short(slot.starts_at)),
        greeting(claim.person),
        (gettext("A place has become free, and you were next in line. It is yours."),),
        facts=slot_facts(slot),
        closing=(no_longer,),
        action=Link(gettext("See the slot"), event_url(slot.event, claim.person)),
        links=(Link(gettext("I can't"), answer_url),),
        reason=gettext("You get this because you stood in the queue."),
    )


def removed(claim: Claim) -> Letter:
    slot = claim.slot
    return Letter(
        gettext("You need not come %(day)s", day=day_short(slot.starts_at)),
        greeting(claim.person),
        (gettext("An organiser has taken you off this slot. You need not come."),),
        facts=slot_facts(slot),
        closing=(gettext("Do you think that this is a mistake? Answer this mail."),),
        action=what_else(claim.person),
        reason=gettext("You get this because you had this slot."),
    )


def kept_other(claim: Claim, other: Claim) -> Letter:
    """Their event was away for moments, and they got another place meanwhile."""
    slot, kept = claim.slot, other.slot
    return Letter(
        gettext("One slot of two %(day)s", day=day_short(slot.starts_at)),
        greeting(claim.person),
        (
            gettext(
                "A change was taken back, and you would have had two slots at the same time. You keep %(kept)s, and "
                "need not come to this one:",
                kept=f"{title_of(kept.event)} {moment_words(kept.starts_at)}",
            ),
        ),
        facts=slot_facts(slot),
        closing=(gettext("Would you rather have this one? Step back from the other, and take it again."),),
        action=Link(gettext("See the slot"), event_url(slot.event, claim.person)),
        reason=gettext("You get this because you had this slot."),
    )


def stepped_back_late(claim: Claim, reader: Person) -> Letter:
    slot = claim.slot
    return Letter(
        gettext("Somebody can't come %(day)s", day=day_short(slot.starts_at)),
        greeting(reader),
        (gettext("Somebody who had a place has stepped back at short notice."),),
        facts=slot_facts(slot),
        action=Link(gettext("See who comes"), event_url(slot.event, reader)),
        reason=gettext("You get this because you are responsible for the event."),
    )


def reminder(claim: Claim, answer_url: str) -> Letter:
    slot = claim.slot
    return Letter(
        reminder_line(slot),
        greeting(claim.person),
        (gettext("Good that you are coming."),),
        facts=(*slot_facts(slot), *contact_facts(slot.event, claim.person)),
        action=Link(gettext("See the slot"), event_url(slot.event, claim.person)),
        links=(Link(gettext("I can't"), answer_url),),
        reason=_booked_reason(),
    )


def reminder_line(slot: Slot) -> str:
    """When the slot is, as seen from today."""
    at = time_of_day(slot.starts_at)
    ahead = (clock.day_of(slot.starts_at) - clock.today()).days
    if ahead == 0:
        return gettext("Your slot today at %(time)s", time=at)
    if ahead == 1:
        return gettext("Your slot tomorrow at %(time)s", time=at)
    return gettext("Your slot %(day)s", day=day_short(slot.starts_at))


def gap(slot: Slot, reader: Person) -> Letter:
    return Letter(
        gettext("Can you help %(day)s?", day=day_short(slot.starts_at)),
        greeting(reader),
        (
            ngettext(
                "%(num)d more person is needed here. Does it suit you?",
                "%(num)d more people are needed here. Does it suit you?",
                max(slot.missing, 1),
            ),
        ),
        facts=slot_facts(slot),
        closing=(gettext("You need not answer if it does not suit you."),),
        action=Link(gettext("See the slot and take it"), event_url(slot.event, reader)),
        reason=gettext("You get this because you said that you can be asked."),
        unsubscribe=unsubscribe_link(reader, MessageKind.GAP),
    )


def monthly(reader: Person, month: date, events: Sequence[Event]) -> Letter:
    facts = []
    for event in events:
        line = f"{time_of_day(event.starts_at)} · {title_of(event)}"
        if event.missing:
            line += " · " + ngettext("%(num)d more needed", "%(num)d more needed", event.missing)
        facts.append(Fact(day_short(event.starts_at), line))
    return Letter(
        gettext("What is coming in %(month)s", month=month_name(month)),
        greeting(reader),
        (gettext("This is planned. Take what suits you."),),
        facts=tuple(facts),
        action=Link(gettext("See what needs people"), f"{config.current().base_url}/me"),
        reason=gettext("You get this because you asked for it, once a month."),
        unsubscribe=unsubscribe_link(reader, MessageKind.MONTHLY),
    )


def changed(event: Event, reader: Person) -> Letter:
    return Letter(
        gettext("Changed: your slot %(day)s", day=day_long(event.starts_at)),
        greeting(reader),
        (gettext("%(event)s has a new time or place.", event=title_of(event)),),
        facts=event_facts(event),
        closing=(gettext("You keep your place. If it does not suit you any more, step back on the page."),),
        action=Link(gettext("See the event"), event_url(event, reader)),
        reason=_booked_reason(),
    )


def slot_changed(claim: Claim, answer_url: str) -> Letter:
    slot = claim.slot
    return Letter(
        gettext("Changed: your slot %(day)s", day=day_long(slot.starts_at)),
        greeting(claim.person),
        (gettext("Your slot has a new time."),),
        facts=slot_facts(slot),
        closing=(gettext("You keep your place. If it does not suit you any more, just say so."),),
        action=Link(gettext("See the slot"), event_url(slot.event, claim.person)),
        links=(Link(gettext("I can't"), answer_url),),
        reason=_booked_reason(),
    )


def cancelled(event: Event, reader: Person, known_start: datetime) -> Letter:
    """What is cancelled is called by the day that the reader knows."""
    return Letter(
        gettext("Cancelled: your slot %(day)s", day=day_long(known_start)),
        greeting(reader),
        (
            gettext(
                "%(event)s on %(day)s at %(start)s is cancelled. You need not come.",
                event=title_of(event),
                day=day_long(known_start),
                start=time_of_day(known_start),
            ),
        ),
        action=what_else(reader),
        reason=_booked_reason(),
    )


def call(event: Event, reader: Person) -> Letter:
    at = time_of_day(event.starts_at)
    is_today = clock.day_of(event.starts_at) == clock.today()
    return Letter(
        gettext("Can you help today at %(time)s?", time=at)
        if is_today
        else gettext("Can you help tomorrow at %(time)s?", time=at),
        greeting(reader),
        (gettext("Something has happened, and hands are needed at short notice."),),
        facts=event_facts(event),
        action=Link(gettext("See more and take a place"), event_url(event, reader)),
        reason=gettext("You get this because you are a volunteer here. It is for what can't wait."),
    )


def slot_facts(slot: Slot) -> tuple[Fact, ...]:
    """When, what and where."""
    event = slot.event
    return (
        Fact(gettext("When"), _span(slot.starts_at, slot.ends_at)),
        Fact(gettext("What"), f"{title_of(event)} · {word(slot.role)}"),
        Fact(gettext("Where"), place_of(event)),
    )


def event_facts(event: Event) -> tuple[Fact, ...]:
    return (
        Fact(gettext("When"), _span(event.starts_at, event.ends_at)),
        Fact(gettext("What"), title_of(event)),
        Fact(gettext("Where"), place_of(event)),
    )


def contact_facts(event: Event, reader: Person) -> tuple[Fact, ...]:
    """Whom to ask on the day: the responsible person's name, and their phone if they have given one."""
    responsible = event.responsible
    if responsible is None or responsible.id == reader.id:
        return ()
    return (Fact(gettext("Contact"), " · ".join(part for part in (responsible.name, responsible.phone) if part)),)


def place_of(event: Event) -> str:
    return event.place or (event.area.name if event.area else "") or gettext("The place is shown on the map.")


def short_text(event: Event, slot_start: datetime, reader: Person) -> str:
    """A text of a change: it fits into one, and says neither who we are nor what it is."""
    when = f"{day_short(slot_start)} {time_of_day(slot_start)}"
    if event.status is EventStatus.CANCELLED:
        return gettext("Cancelled: your slot %(when)s. You need not come.", when=when)
    return gettext("Changed: your slot is now %(when)s, %(place)s. %(url)s", when=when, place=place_of(event)[:60],
                   url=event_url(event, reader))  # fmt: skip


def moment_words(moment: datetime) -> str:
    return gettext("%(day)s at %(time)s", day=day_short(moment), time=time_of_day(moment))


def _span(starts_at: datetime, ends_at: datetime) -> str:
    return f"{day_long(starts_at)}, {time_of_day(starts_at)}–{time_of_day(ends_at)}"


def _booked_reason() -> str:
    return gettext("You get this because you have a place there.")
