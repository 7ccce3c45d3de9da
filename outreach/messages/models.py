"""The outbox table."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base


class Message(Base):
    """One mail to one address. It knows addresses, not people."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_due", "sent_at", "failed_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    # The body holds a key (a sign-in link): it is blanked as soon as the mail has left, or is given up.
    is_secret: Mapped[bool] = mapped_column(default=False)
    # Mails that can be recalled together while they wait, and what the reader knows as long as this one has not come.
    bundle: Mapped[str] = mapped_column(String(60), default="", index=True)
    known: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300), default="")
