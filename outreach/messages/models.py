"""The outbox table."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base, choice
from outreach.messages.rules.kinds import MessageKind


class Channel(StrEnum):
    """How a message reaches its reader."""

    MAIL = "mail"
    TEXT = "text"


class Message(Base):
    """One mail to one address, or one text to one number. It knows addresses, not people."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_due", "sent_at", "failed_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.MAIL, server_default="mail")
    kind: Mapped[str] = mapped_column(String(30), default="", server_default="")
    to_address: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="", server_default="")
    calendar: Mapped[str] = mapped_column(Text, default="", server_default="")  # an .ics file that goes along
    # Where a press of "unsubscribe" in the mail program posts to (RFC 8058); empty where none applies.
    unsubscribe_url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    # The body holds a key (a sign-in link): it is blanked as soon as the mail has left, or is given up.
    is_secret: Mapped[bool] = mapped_column(default=False)
    # Mails that can be recalled together while they wait, and what the reader knows as long as this one has not come.
    bundle: Mapped[str] = mapped_column(String(60), default="", index=True)
    known: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    in_hand_until: Mapped[datetime | None]  # a worker is handing it over; after this moment that worker is dead
    expires_at: Mapped[datetime | None]  # after this moment it helps nobody any more, and is not sent
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300), default="")

    @property
    def kind_label(self) -> str:
        return MessageKind.of(self.kind).label
