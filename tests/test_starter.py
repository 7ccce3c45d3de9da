"""The starter folder: loaded once, never over what people have changed, and checked before it is."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from outreach import starter
from outreach.db import Base, db
from outreach.goals.models import Goal
from outreach.goals.queries import goals_of
from outreach.goals.rules.measures import Measure
from outreach.goals.service import set_goal
from outreach.media.models import Feed, MatchWord, Outlet, OutletTier
from outreach.media.rules.match import Match, Term, matcher
from outreach.people.queries import association
from outreach.places.models import Area, Venue
from outreach.starter import StarterError, reading

SOLNA = starter.STARTERS / "solna"
YEAR = 2026


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
    }


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """A copy of the starter, to change."""
    return Path(shutil.copytree(SOLNA, tmp_path / "own"))


def test_solna_has_all_that_an_association_begins_with(app: Flask) -> None:
    added = starter.load("solna", YEAR)

    assert association().name == "Vänsterpartiet Solna"
    assert {goal.measure: goal.amount for goal in goals_of(YEAR)} == {
        Measure.LEAFLET_DROPS: 20,
        Measure.SQUARE_MEETINGS: 10,
        Measure.LOCAL_MEDIA: 40,
        Measure.REGIONAL_TRADE_MEDIA: 2,
        Measure.SOCIAL_ACTIVITIES: 2,
        Measure.STUDY_CIRCLES: 1,
        Measure.NEWSLETTERS: 12,
        Measure.CAMPAIGN_MEETINGS: 1,
        Measure.ELECTED_GATHERINGS: 2,
        Measure.WOMEN_SPOKESPERSONS_PERCENT: 50,
        Measure.WOMEN_LECTURERS_PERCENT: 50,
        Measure.WOMEN_ELECTED_PERCENT: 50,
    }
    assert all(goal.section for goal in goals_of(YEAR))
    tables = {"goals": Goal, "outlets": Outlet, "feeds": Feed, "match words": MatchWord, "areas": Area, "venues": Venue}
    for what, table in tables.items():
        assert added[what] == db.session.scalars(select(func.count()).select_from(table)).one() > 0, what


def test_nothing_of_the_press_counts_as_checked(app: Flask) -> None:
    starter.load("solna", YEAR)

    assert not any(db.session.scalars(select(Outlet.is_verified)))
    assert not any(db.session.scalars(select(Feed.is_verified)))
    assert set(db.session.scalars(select(Outlet.tier))) == set(OutletTier)


def test_loading_twice_changes_nothing(app: Flask) -> None:
    starter.load("solna", YEAR)
    before = contents()

    added = starter.load("solna", YEAR)

    assert added == {"goals": 0}
    assert contents() == before


def test_what_people_have_changed_or_taken_away_stays_so(app: Flask) -> None:
    starter.load("solna", YEAR)
    set_goal(YEAR, Measure.LEAFLET_DROPS, 25)
    db.session.execute(db.delete(Goal).where(Goal.measure == Measure.NEWSLETTERS))
    db.session.execute(db.update(Area).where(Area.name == "Hagalund").values(name="Blåkulla"))
    db.session.execute(db.update(Outlet).where(Outlet.name == "Mitt i").values(name="Mitt i Solna", is_verified=True))
    db.session.execute(db.delete(Feed))
    db.session.commit()
    before = contents()

    starter.load("solna", YEAR)

    assert contents() == before


def test_a_new_year_gets_its_goals(app: Flask) -> None:
    starter.load("solna", YEAR)

    assert starter.load("solna", YEAR + 1) == {"goals": 12}
    assert len(goals_of(YEAR + 1)) == len(goals_of(YEAR))


def test_a_folder_of_ones_own(app: Flask, own_folder: Path) -> None:
    (own_folder / "association.toml").write_text('name = "Föreningen Norr"\n')

    starter.load(str(own_folder), YEAR)

    assert association().name == "Föreningen Norr"


def test_an_unknown_starter_names_those_there_are(app: Flask) -> None:
    with pytest.raises(StarterError, match="solna"):
        starter.load("atlantis", YEAR)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("goals.toml", "amount = 10", "amount = 0", "goals.toml, [[goal]] number 2: “amount”"),
        ("goals.toml", "amount = 10", "amount = true", "goals.toml, [[goal]] number 2: “amount”"),
        ("goals.toml", '"square_meetings"', '"town_meetings"', "goals.toml, [[goal]] number 2: “measure”"),
        ("goals.toml", '"square_meetings"', '"leaflet_drops"', "goals.toml, [[goal]] number 2: stands here twice"),
        ("goals.toml", "amount = 10", "amout = 10", "goals.toml, [[goal]] number 2: “amout” is not known"),
        ("goals.toml", "amount = 10", "amount = ", "goals.toml: Invalid value (at line"),
        ("goals.toml", "amount = 50", "amount = 101", "goals.toml, [[goal]] number 10: “amount” is in per cent"),
        ("association.toml", 'name = "Vänsterpartiet Solna"', 'name = " "', "association.toml: “name”"),
        ("association.toml", "permit_lead_days = 7", "permit_lead_days = 7.5", "association.toml: “permit_lead_days”"),
        ("outlets.toml", 'tier = "local"', 'tier = "world"', "outlets.toml, [[outlet]] number 1: “tier”"),
        ("outlets.toml", 'name = "Mitt i"', "name = 7", "outlets.toml, [[outlet]] number 1: “name”"),
        ("outlets.toml", 'name = "Mitt i"', f'name = "{"x" * 101}"', "outlets.toml, [[outlet]] number 1: “name” may"),
        ("outlets.toml", "only_here = false", 'only_here = "no"', "outlets.toml, [[outlet]] number 1: “only_here”"),
        ("feeds.toml", 'outlet = "Mitt i"', 'outlet = "Mitt ut"', "feeds.toml, [[feed]] number 1: outlets.toml"),
        ("feeds.toml", "https://www.mitti.se", "file://", "feeds.toml, [[feed]] number 1: “url”"),
        ("match_words.toml", 'kind = "party"', 'kind = "sport"', "match_words.toml, [[match_word]] number 1: “kind”"),
        (
            "match_words.toml",
            'word = "Ung Vänster"',
            'word = "Ung Vänster"\nforms = [1]',
            "match_words.toml, [[match_word]] number 6: “forms”",
        ),
        ("areas.toml", "01840226", "999", "areas.toml, [[area]] number 1: districts.geojson has no"),
        ("venues.toml", "point = [59.358472, 17.998803]", "point = [59]", "venues.toml, [[venue]] number 1: latitude"),
        ("venues.toml", "point = [59.358472,", "point = [459.3,", "venues.toml, [[venue]] number 1: the point"),
        ("venues.toml", 'permit = "public"', 'permit = "magic"', "venues.toml, [[venue]] number 1: “permit”"),
        ("landmarks.csv", ",metro,", ",volcano,", "landmarks.csv, row 2: “kind”"),
        ("landmarks.csv", "name,kind", "nam,kind", "landmarks.csv, row 1: the column “name”"),
        ("districts.geojson", '"code": "01840101"', '"code": 7', "districts.geojson, feature 1: “code”"),
        ("districts.geojson", '"type": "Polygon"', '"type": "Point"', "districts.geojson, feature 1:"),
        ("districts.geojson", '"features": [', '"features": ', "districts.geojson: not a GeoJSON"),
    ],
)
def test_bad_data_names_file_and_row_and_saves_nothing(
    app: Flask, own_folder: Path, file: str, old: str, new: str, told: str
) -> None:
    text = (own_folder / file).read_text()
    assert old in text
    (own_folder / file).write_text(text.replace(old, new, 1))

    with pytest.raises(StarterError) as refused:
        starter.load(str(own_folder), YEAR)

    assert str(refused.value).startswith(told)
    db.session.rollback()
    assert not any(contents().values())


@pytest.mark.parametrize("file", sorted(path.name for path in SOLNA.iterdir() if path.name != "association.toml"))
def test_a_missing_file_is_named(app: Flask, own_folder: Path, file: str) -> None:
    (own_folder / file).unlink()

    with pytest.raises(StarterError, match=file):
        starter.load(str(own_folder), YEAR)


def solna_match(text: str) -> Match:
    terms = [
        Term(word["kind"], word["word"], tuple(word["forms"]), word["is_prefix"])
        for word in reading.read_match_words(SOLNA)
    ]
    return matcher(terms)(text)


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("Vänsterpartiet Solna vill ha fler förskolor", True),
        ("Vänsterpartiets förslag delar Solnaborna", True),
        ("Vänsterpartister delade ut flygblad i Hagalund", True),
        ("Så vill S och V bygga i Solna", True),
        ("Kommunalrådet (V): Solnas skolor behöver mer", True),
        ("V-politiker i Huvudsta svarar på kritiken", True),
        ("Vänsterpartiet: bygg på Råsundavägen", True),
        ("Vänsterpartiet kräver besked i huvudstaden", False),
        ("Vänsterpartiet i riksdagen kräver besked", False),
        ("Solna tingsrätt dömer tidigare ledamot för Vänsterpartiet", False),
        ("Vänsterpartiet om köerna på Karolinska universitetssjukhuset Solna", False),
        ("Moderaterna i Solna lägger budget", False),
        ("Solna kyrka renoveras: etapp V inleds", False),
        ("Vänsterpartier i Europa möts i Solna", False),
    ],
)
def test_the_match_words_of_solna(text: str, is_ours: bool) -> None:
    assert solna_match(text).is_match is is_ours
