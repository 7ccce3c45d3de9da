"""A text to a phone, by 46elks where it is set."""

from dataclasses import dataclass

from outreach.config import Config
from outreach.fetch import FetchFailed, post
from outreach.messages.delivery.failures import NotDelivered
from outreach.messages.delivery.files import put_file
from outreach.messages.rules.phones import dialable
from outreach.messages.rules.problems import Problem


@dataclass(frozen=True)
class Text:
    """A short text to one number."""

    message_id: str
    to: str
    body: str


def send_text(text: Text, settings: Config) -> None:
    """Hand one text over, or raise NotDelivered."""
    number = dialable(text.to)
    if number is None:
        raise NotDelivered(Problem.BAD_NUMBER, is_final=True)
    if not settings.sends_texts:
        content = f"{number}\n\n{text.body}\n"
        return put_file(settings.instance / "mail", text.message_id, "txt", content.encode())
    fields = {"from": settings.sms_from, "to": number, "message": text.body}
    try:
        answer = post(
            settings.sms_url, fields, login=(settings.sms_user, settings.sms_password), allow=settings.feed_allow
        )
    except FetchFailed as error:
        raise NotDelivered(Problem.TEXT_SERVICE) from error
    if answer.status in (401, 403):
        raise NotDelivered(Problem.TEXT_LOGIN, answer.status)
    if 400 <= answer.status < 500 and answer.status != 429:
        raise NotDelivered(Problem.TEXT_REFUSED, answer.status, is_final=True)
    if answer.status != 200:
        raise NotDelivered(Problem.TEXT_SERVICE, answer.status)
    return None
