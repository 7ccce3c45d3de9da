"""How a message leaves: mail by SMTP and texts by 46elks where they are set, else as files in the instance folder."""

from email.message import EmailMessage

from outreach.config import Config
from outreach.messages.delivery.failures import NotDelivered as NotDelivered
from outreach.messages.delivery.mail import as_email, send_mail
from outreach.messages.delivery.text import Text, send_text
from outreach.messages.models import Channel, Message
from outreach.messages.sender import Sender


def packed(message: Message, sender: Sender, settings: Config) -> EmailMessage | Text:
    """The message ready to leave; nothing of the database is needed after this. Raises NotDelivered."""
    if message.channel is Channel.TEXT:
        return Text(message.message_id, message.to_address, message.body)
    return as_email(message, sender, settings)


def send(parcel: EmailMessage | Text, settings: Config) -> None:
    """Hand one message over, or raise NotDelivered."""
    if isinstance(parcel, Text):
        send_text(parcel, settings)
    else:
        send_mail(parcel, settings)
