"""Our own public voices: registered with their consent, and withdrawn when they wish."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.media.models import Spokesperson
from outreach.media.rules.desk import VoiceRefusal
from outreach.media.service.matching import rematch_entries
from outreach.refusals import Refused


def register_spokesperson(name: str, is_woman: bool, consented_on: date) -> Spokesperson:
    """Somebody of ours has agreed to be counted by name."""
    _check(name, consented_on)
    voice = Spokesperson(name=name, is_woman=is_woman, consented_on=consented_on)
    db.session.add(voice)
    _commit()
    return voice


def edit_spokesperson(voice_id: int, name: str, is_woman: bool, consented_on: date) -> Spokesperson:
    """Mend what was registered. Raises NoResultFound."""
    voice = db.session.get_one(Spokesperson, voice_id)
    _check(name, consented_on, but=voice_id)
    voice.name, voice.is_woman, voice.consented_on = name, is_woman, consented_on
    _commit()
    return voice


def withdraw_spokesperson(voice_id: int) -> Spokesperson:
    """They no longer want to be looked for. What is counted stays counted. Raises NoResultFound."""
    voice = db.session.get_one(Spokesperson, voice_id)
    voice.withdrawn_on = voice.withdrawn_on or clock.today()
    _commit()
    return voice


def renew_spokesperson(voice_id: int) -> Spokesperson:
    """They have agreed again, today. Raises NoResultFound."""
    voice = db.session.get_one(Spokesperson, voice_id)
    voice.consented_on, voice.withdrawn_on = clock.today(), None
    _commit()
    return voice


def _check(name: str, consented_on: date, but: int = 0) -> None:
    twin = select(Spokesperson.id).where(func.lower(Spokesperson.name) == name.lower(), Spokesperson.id != but)
    if consented_on > clock.today():
        _refuse(VoiceRefusal.NOT_YET)
    if db.session.scalar(twin.limit(1)) is not None:
        _refuse(VoiceRefusal.ALREADY_THERE)


def _refuse(refusal: VoiceRefusal) -> None:
    db.session.rollback()
    raise Refused(refusal)


def _commit() -> None:
    """Their names are words that we look for: what waits is matched anew with them."""
    try:
        rematch_entries()
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(VoiceRefusal.ALREADY_THERE) from error
