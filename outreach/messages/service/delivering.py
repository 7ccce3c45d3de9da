"""Deliver what is due: one transaction to take a message, one to say what became of it, none while it travels."""

from datetime import timedelta

from sqlalchemy import or_, select, update

from outreach import clock, config
from outreach.db import db
from outreach.messages import delivery
from outreach.messages.delivery import NotDelivered
from outreach.messages.models import Channel, Message
from outreach.messages.rules.problems import Problem, noted, problem_of
from outreach.messages.rules.trying import wait_after
from outreach.messages.sender import sender

# While a message is being handed over, nobody else takes it: longer than any conversation with a server may last.
IN_HAND = timedelta(minutes=5)

# When a server is down, the others wait that long before the next one tries it.
HOLD = timedelta(minutes=1)

# So many temporary refusals in a row are not about the messages.
IN_A_ROW = 3


def deliver_due(limit: int = 100) -> int:
    """Hand over every message that is due; one that fails never stops the others, unless its server is down.

    Returns how many left.
    """
    return sum(_deliver_channel(channel, limit) for channel in Channel)


def _deliver_channel(channel: Channel, limit: int) -> int:
    sent = 0
    put_off: list[int] = []
    for _ in range(limit):
        message = _take_next(channel)
        if message is None:
            break
        problem = _deliver(message)
        if problem is None:
            put_off.clear()
            if not sent:
                _call_back(channel)
            sent += 1
        elif problem.is_everybodys or (message.failed_at is None and len(put_off) + 1 >= IN_A_ROW):
            _hold(channel, [*put_off, message.id])
            break
        elif message.failed_at is None:
            put_off.append(message.id)
    return sent


def _take_next(channel: Channel) -> Message | None:
    """The next message that is due, marked as in our hand; what nobody needs any more is given up on the way."""
    while True:
        now = clock.now()
        message = db.session.scalar(
            select(Message)
            .where(Message.channel == channel, Message.sent_at.is_(None), Message.failed_at.is_(None))
            .where(Message.next_try_at <= now)
            .where(or_(Message.in_hand_until.is_(None), Message.in_hand_until <= now))
            .order_by(Message.next_try_at, Message.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message is None:
            db.session.commit()
            return None
        if message.expires_at is None or message.expires_at > now:
            message.tries += 1
            message.in_hand_until = now + IN_HAND
            db.session.commit()
            return message
        _give_up(message, noted(Problem.TOO_LATE))
        db.session.commit()


def _deliver(message: Message) -> Problem | None:
    """Hand one message over; what stood in the way, if anything did."""
    try:
        us = sender()
        parcel = delivery.packed(message, us, config.current())
        db.session.commit()  # no transaction is open while the server answers
        delivery.send(parcel, config.current())
    except NotDelivered as error:
        wait = None if error.is_final else wait_after(message.tries)
        if wait is None:
            _give_up(message, noted(error.problem, error.answer))
        else:
            message.last_error = noted(error.problem, error.answer)
            message.next_try_at = clock.now() + wait
            message.in_hand_until = None
        db.session.commit()
        return error.problem
    message.sent_at = clock.now()
    message.in_hand_until = None
    message.last_error = ""
    _forget_key(message)
    db.session.commit()
    return None


def _give_up(message: Message, note: str) -> None:
    message.failed_at = clock.now()
    message.in_hand_until = None
    message.last_error = note
    _forget_key(message)


def _forget_key(message: Message) -> None:
    if message.is_secret:
        message.body = message.html = ""


def _hold(channel: Channel, put_off: list[int]) -> None:
    """The server is down: let the others wait a little, and remember that those who met it did nothing wrong."""
    now = clock.now()
    waiting = (Message.channel == channel, Message.sent_at.is_(None), Message.failed_at.is_(None))
    free = or_(Message.in_hand_until.is_(None), Message.in_hand_until <= now)
    db.session.execute(update(Message).where(*waiting, free, Message.next_try_at <= now).values(next_try_at=now + HOLD))
    for message in db.session.scalars(select(Message).where(*waiting, Message.id.in_(put_off))):
        problem, answer = problem_of(message.last_error)
        if problem is not None and not problem.is_everybodys:
            message.last_error = noted(Problem.BUSY, int(answer) if answer else None)
    db.session.commit()


def _call_back(channel: Channel) -> None:
    """The server works again: what it kept from leaving need not wait for its own next try."""
    now = clock.now()
    kept = or_(*(Message.last_error.startswith(problem.code) for problem in Problem if problem.is_everybodys))
    db.session.execute(
        update(Message)
        .where(Message.channel == channel, Message.sent_at.is_(None), Message.failed_at.is_(None))
        .where(Message.next_try_at > now, Message.in_hand_until.is_(None), kept)
        .values(next_try_at=now)
    )
    db.session.commit()
