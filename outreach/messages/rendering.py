"""How a letter looks: plain text and HTML that say the same, in the language of the moment."""

from flask import render_template
from flask_babel import get_locale, gettext

from outreach.messages.rules.letters import Letter
from outreach.messages.sender import Sender


def as_text(letter: Letter, sender: Sender) -> str:
    """The letter as plain text: a mail for people who like it so, and for programs that read aloud."""
    blocks = [letter.greeting, *letter.opening]
    if letter.facts:
        blocks.append("\n".join(f"{fact.name}: {fact.value}" for fact in letter.facts))
    blocks += letter.closing
    blocks += [f"{link.text}:\n{link.url}" for link in ([letter.action] if letter.action else [])]
    blocks += [f"{link.text}:\n{link.url}" for link in letter.links]
    return "\n\n".join([*blocks, "-- \n" + "\n".join(_footer_lines(letter, sender))]) + "\n"


def as_html(letter: Letter, sender: Sender) -> str:
    """The same as a page: no picture, no script, nothing that is fetched from anywhere."""
    return render_template("messages/letter.html", letter=letter, sender=sender, language=str(get_locale() or "sv"))


def subject_of(letter: Letter, sender: Sender) -> str:
    """It may light up on a screen that others see: it names the association only where that is wanted."""
    return letter.subject if sender.is_discreet else f"{letter.subject} · {sender.name}"


def _footer_lines(letter: Letter, sender: Sender) -> list[str]:
    lines = [sender.name]
    if sender.contact:
        lines.append(gettext("Questions? Write to %(address)s", address=sender.contact))
    if letter.reason:
        lines.append(letter.reason)
    if letter.unsubscribe:
        lines.append(f"{letter.unsubscribe.text}: {letter.unsubscribe.url}")
    return lines
