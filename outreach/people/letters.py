"""Letters to a person: in their language, to their mail or phone, with the way out where there is one."""

from datetime import datetime, timedelta

from flask_babel import force_locale, gettext

from outreach.messages.models import Message
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.rules.letters import Letter, Link
from outreach.messages.rules.phones import dialable
from outreach.messages.service import write_letter, write_text
from outreach.people.models import Person
from outreach.people.queries import association
from outreach.people.unsubscribing import unsubscribe_url

__all__ = ["greeting", "sign_in_letter", "unsubscribe_link", "welcome_letter", "write_to"]


def write_to(
    person: Person,
    letter: Letter,
    *,
    kind: MessageKind,
    text: str = "",
    is_secret: bool = False,
    wait: timedelta = timedelta(0),
    group: str = "",
    known: str = "",
    calendar: str = "",
    event_start: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Write a letter to a person; and `text`, if there is one, to the phone of those who want texts.

    Letter and text are composed in the person's language by whoever calls, under force_locale.
    """
    with force_locale(person.language):
        message = write_letter(
            person.email,
            letter,
            kind=kind,
            is_secret=is_secret,
            wait=wait,
            group=group,
            known=known,
            calendar=calendar,
            event_start=event_start,
            expires_at=expires_at,
        )
        number = dialable(person.phone) if text and person.wants_texts else None
        if number:
            write_text(number, text, kind=kind, wait=wait, group=group, event_start=event_start, expires_at=expires_at)
    return message


def greeting(person: Person) -> str:
    return gettext("Hello %(name)s!", name=person.first_name)


def unsubscribe_link(person: Person, kind: MessageKind) -> Link:
    """The way out of letters of a kind that nobody has to get."""
    return Link(gettext("I don't want letters like this one"), unsubscribe_url(person, kind))


def sign_in_letter(person: Person, url: str) -> Letter:
    return Letter(
        gettext("Your sign-in link"),
        greeting(person),
        (gettext("This link signs you in. It works once, within 15 minutes."),),
        closing=(gettext("Did you not ask for it? Then you can leave it alone."),),
        action=Link(gettext("Sign in"), url),
        reason=gettext("You get this because your address was typed on the sign-in page."),
    )


def welcome_letter(person: Person, inviter: Person, url: str) -> Letter:
    return Letter(
        gettext("Welcome along"),
        greeting(person),
        (
            gettext(
                "%(inviter)s at %(association)s would like you to join in. The link signs you in, once, within a week.",
                inviter=inviter.name,
                association=association().name,
            ),
        ),
        closing=(gettext("Afterwards you get a new link on the sign-in page whenever you need one."),),
        action=Link(gettext("Join in"), url),
        reason=gettext("You get this because somebody at %(association)s invited you.", association=association().name),
    )
