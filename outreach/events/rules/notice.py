"""What is short notice, and how long many mails wait before they leave. Pure."""

from datetime import datetime, timedelta

# Within that time before a start, a mail may be read too late, and a text goes with it.
SHORT_NOTICE = timedelta(hours=24)

# So many mails at once can't be said sorry for one by one: they wait longer, and can be taken back meanwhile.
MANY = 50
MANY_WAIT = timedelta(seconds=60)


def is_short_notice(starts_at: datetime, now: datetime) -> bool:
    return starts_at - now <= SHORT_NOTICE


def undo_time(recipients: int, usual: timedelta) -> timedelta:
    """How long mails to so many people wait before the first one leaves."""
    return max(MANY_WAIT, usual) if recipients > MANY else usual
