"""Load a starter folder: what an association begins with, as data files, all checked before any is saved."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from outreach.db import db
from outreach.goals.models import Goal
from outreach.goals.rules.measures import Measure
from outreach.media.models import Feed, MatchWord, Outlet
from outreach.people.models import Association
from outreach.people.service import set_association
from outreach.places import service as places
from outreach.refusals import Refused
from outreach.starter.files import StarterError as StarterError
from outreach.starter.reading import (
    check_places,
    read_association,
    read_feeds,
    read_goals,
    read_match_words,
    read_outlets,
)

STARTERS = Path(__file__).parents[1] / "starters"


def load(name: str, year: int) -> dict[str, int]:
    """Load the starter of that name, or the folder at that path: how many of each were added.

    Loaded once per association: what people have changed, renamed or deleted since stays so. Only the goals
    are loaded again for a year that has none. Raises StarterError, with nothing saved, when the folder can't
    be used.
    """
    folder = find_folder(name)
    goals = read_goals(folder)
    association = read_association(folder)
    outlets, feeds, words = read_outlets(folder), read_feeds(folder), read_match_words(folder)
    check_places(folder)
    added = {"goals": _add_goals(goals, year)}
    if db.session.get(Association, 1) is not None:
        db.session.commit()
        return added
    added |= _add_media(outlets, feeds, words)
    try:
        loaded = places.load_starter(folder)
    except (Refused, LookupError, TypeError, ValueError) as error:
        db.session.rollback()
        raise StarterError(f"{folder}: the places can't be loaded: {error}") from error
    # Last: it marks the starter as loaded, so one that was interrupted is taken up again.
    set_association(**association)
    return added | {
        "areas": loaded.areas,
        "districts": loaded.districts,
        "venues": loaded.venues,
        "landmarks": loaded.landmarks,
    }


def find_folder(name: str) -> Path:
    """A starter that comes with the program, or a folder of one's own."""
    for folder in (STARTERS / name, Path(name)):
        if folder.is_dir() and (folder / "association.toml").is_file():
            return folder
    known = ", ".join(sorted(path.name for path in STARTERS.iterdir() if (path / "association.toml").is_file()))
    raise StarterError(
        f"There is no starter “{name}”: give the path of a folder with association.toml, or one of {known}"
    )


def _add_goals(goals: list[tuple[Measure, int, str]], year: int) -> int:
    if db.session.scalar(select(Goal.id).where(Goal.year == year).limit(1)) is not None:
        return 0
    db.session.add_all(
        Goal(year=year, measure=measure, amount=amount, section=section) for measure, amount, section in goals
    )
    return len(goals)


def _add_media(
    outlets: list[dict[str, Any]], feeds: list[dict[str, Any]], words: list[dict[str, Any]]
) -> dict[str, int]:
    """Outlets, feeds and match words that aren't there yet, by name, address and word."""
    known = {outlet.name: outlet for outlet in db.session.scalars(select(Outlet))}
    new_outlets = [Outlet(**values) for values in outlets if values["name"] not in known]
    db.session.add_all(new_outlets)
    db.session.flush()
    ids = {outlet.name: outlet.id for outlet in [*known.values(), *new_outlets]}
    addresses = set(db.session.scalars(select(Feed.url)))
    new_feeds = [
        Feed(outlet_id=ids[values["outlet"]], url=values["url"], is_verified=values["is_verified"])
        for values in feeds
        if values["url"] not in addresses
    ]
    terms = {(word.kind, word.word) for word in db.session.scalars(select(MatchWord))}
    new_words = [MatchWord(**values) for values in words if (values["kind"], values["word"]) not in terms]
    db.session.add_all([*new_feeds, *new_words])
    return {"outlets": len(new_outlets), "feeds": len(new_feeds), "match words": len(new_words)}
