"""Where the year stands, in words."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from outreach.board.sentences import percent, rate_in_words, standing, week_of_year
from outreach.goals.rules.measures import Measure
from outreach.goals.rules.tally import Happening, Spokespersons, Tally, goal_tally

ON = date(2026, 11, 22)
GOALS = {
    Measure.LEAFLET_DROPS: 20,
    Measure.SQUARE_MEETINGS: 10,
    Measure.LOCAL_MEDIA: 40,
    Measure.REGIONAL_TRADE_MEDIA: 2,
}


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.fixture
def swedish(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("sv"):
        yield


def year(done: tuple[int, ...], planned: tuple[int, ...] = (0, 0, 0, 0)) -> Tally:
    goals = []
    for (measure, amount), so_many, to_come in zip(GOALS.items(), done, planned, strict=True):
        happenings = [Happening(measure, date(2026, 5, 1), is_done=True)] * so_many
        happenings += [Happening(measure, date(2026, 12, 1), is_done=False)] * to_come
        goals.append(goal_tally(measure, amount, "", 2026, ON, happenings))
    return Tally(2026, ON, tuple(goals), (), (), Spokespersons(0, 0, None))


def texts(tally: Tally) -> list[str]:
    return [("! " if sentence.is_urgent else "") + sentence.text for sentence in standing(tally)]


@pytest.mark.usefixtures("swedish")
def test_in_swedish() -> None:
    assert texts(year((16, 6, 34, 2), (4, 2, 0, 0))) == [
        "Klart för året: region och fackpress.",
        "Flygblad går i takt.",
        "! Två torgmöten och ett inslag i lokalmedia fattas.",
        "40 i lokalmedia kräver ungefär ett i veckan året ut (chans som det går nu: 24\N{NO-BREAK SPACE}%).",
    ]


@pytest.mark.usefixtures("english")
def test_in_english() -> None:
    assert texts(year((16, 6, 34, 2), (4, 2, 0, 0)))[1:3] == [
        "On pace: leaflet drops.",
        "! Missing by now: two square meetings and one piece in local media.",
    ]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("done", "said"),
    [
        pytest.param((20, 10, 40, 2), ["All the main goals of the year are met."], id="all done"),
        pytest.param(
            (18, 9, 36, 1),
            ["On pace: leaflet drops, square meetings, local media, and regional and trade press."],
            id="all on pace",
        ),
        pytest.param(
            (4, 10, 40, 2),
            [
                "Done for the year: square meetings, local media, and regional and trade press.",
                "! Missing by now: 13 leaflet drops.",
            ],
            id="more than twelve is a figure",
        ),
    ],
)
def test_other_years(done: tuple[int, ...], said: list[str]) -> None:
    assert texts(year(done)) == said


@pytest.mark.usefixtures("english")
def test_without_goals_nothing_is_said() -> None:
    assert standing(Tally(2026, ON, (), (), (), Spokespersons(0, 0, None))) == []


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("per_week", "words"),
    [
        (0.1, "about one in ten weeks"),
        (0.34, "about one in two weeks"),
        (0.5, "about one in two weeks"),
        (0.51, "about one a week"),
        (1.2, "about one a week"),
        (1.3, "about two a week"),
        (40, "about 40 a week"),
    ],
)
def test_rate_in_words(per_week: float, words: str) -> None:
    assert rate_in_words(per_week) == words


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 22), "2026, week 47 of 53"),
        (date(2025, 6, 1), "2025, week 22 of 52"),
        (date(2027, 1, 1), "2027"),
    ],
)
def test_week_of_year(on: date, words: str) -> None:
    assert week_of_year(on, on.year) == words


@pytest.mark.parametrize(("chance", "shown"), [(0.0, 0), (0.001, 1), (0.614, 61), (0.999, 99), (1.0, 100)])
def test_only_what_is_certain_is_0_or_100(chance: float, shown: int) -> None:
    assert percent(chance) == shown
