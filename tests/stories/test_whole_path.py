"""The whole path, once, in a browser: a point on the map, a slot taken, a letter confirmed, the tally moved."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Page, expect

from outreach import clock
from outreach.cli import main
from outreach.db import db
from outreach.media.models import MatchWord, TermKind
from outreach.media.parser import shared_parser
from outreach.people.models import Role
from outreach.starter import load
from tests.browser import PHONE
from tests.conftest import MakePerson, OpenPage, SignIn
from tests.databases import Database
from tests.feedserver import FeedServer

SAMPLES = Path(__file__).parents[1] / "samples" / "feeds"

Outreach = Callable[..., str]


@dataclass(frozen=True)
class Paper:
    """A feed, the moment at which the story plays, the headline that is ours, and as what it is counted."""

    file: str
    now: datetime
    headline: str
    # The words of another association, where our own are not in the paper.
    words: tuple[tuple[TermKind, str], ...] = ()


MADE_UP = Paper(
    "solnabladet.xml",
    datetime(2026, 11, 22, 15, 0, tzinfo=UTC),
    "Insändare: Låt Hagalund få sitt bibliotek tillbaka",
)
REAL = Paper(
    "dn.se_dn.2021-02-09.xml",
    datetime(2021, 2, 9, 17, 30, tzinfo=UTC),
    "Beslut om nedläggning av Huddinges hemtjänst stred mot lagen",
    ((TermKind.PARTY, "hemtjänst"), (TermKind.PLACE, "Huddinge")),
)


@pytest.fixture(autouse=True)
def _parser_is_stopped() -> Iterator[None]:
    yield
    shared_parser.close()


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    server = FeedServer()
    yield server
    server.close()


@pytest.fixture
def outreach(database: Database, live_server: str, feed_server: FeedServer) -> Outreach:
    """Runs the command line on the same database: outreach("poll", "--all")."""
    environ = {
        "OUTREACH_INSTANCE": str(database.folder / "instance"),
        "OUTREACH_DATABASE_URL": database.url,
        "OUTREACH_BASE_URL": live_server,
        "OUTREACH_FEED_ALLOW": " ".join(f"{host}:{port}" for host, port in feed_server.allow),
    }

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, arguments, env=environ, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def goal(outreach: Outreach, measure: str) -> dict[str, Any]:
    goals = json.loads(outreach("tally", "--json"))["goals"]
    return next(each for each in goals if each["measure"] == measure)


def test_from_a_point_on_the_map_to_the_tally_of_the_board(
    app: Flask, open_page: OpenPage, size: str, person: MakePerson, sign_in: SignIn, outreach: Outreach,
    feed_server: FeedServer,
) -> None:  # fmt: skip
    check_whole_path(MADE_UP, SAMPLES, app, open_page, size, person, sign_in, outreach, feed_server)


def test_the_same_path_with_a_paper_as_it_really_came(
    app: Flask, open_page: OpenPage, size: str, person: MakePerson, sign_in: SignIn, outreach: Outreach,
    feed_server: FeedServer, feed_corpus: Path,
) -> None:  # fmt: skip
    check_whole_path(REAL, feed_corpus, app, open_page, size, person, sign_in, outreach, feed_server)


def check_whole_path(
    paper: Paper, folder: Path, app: Flask, open_page: OpenPage, size: str, person: MakePerson, sign_in: SignIn,
    outreach: Outreach, feed_server: FeedServer,
) -> None:  # fmt: skip
    with clock.standing_at(paper.now):
        with app.app_context():
            load("solna", paper.now.year)
            db.session.add_all(MatchWord(kind=kind, word=word, is_prefix=True) for kind, word in paper.words)
            db.session.commit()
        organiser = open_page(size)
        sign_in(organiser, person(Role.ORGANISER, Role.BOARD))
        plan_on_the_map(organiser, size)
        event_path = publish_with_two_slots(organiser)
        assert goal(outreach, "leaflet_drops") | {"done": 0, "planned": 1} == goal(outreach, "leaflet_drops")
        volunteer = open_page(PHONE)
        sign_in(volunteer, person(Role.VOLUNTEER))
        take_the_slot(volunteer, event_path)

    with clock.standing_at(paper.now.replace(hour=20)):
        hold(organiser, event_path)
        drops = goal(outreach, "leaflet_drops")
        assert (drops["done"], drops["planned"]) == (1, 0)

        url = feed_server.put("/feed", (folder / paper.file).read_bytes(), content_type="application/rss+xml")
        outreach("feeds", "add", url, "--outlet", "Ortens tidning", "--tier", "local")
        polled = next(each for each in json.loads(outreach("poll", "--json"))["feeds"] if each["url"] == url)
        assert (polled["status"], polled["error"]) == ("new", None)
        assert polled["matched"] >= 1
        before = goal(outreach, "local_media")["done"]
        editor = open_page(size)
        sign_in(editor, person(Role.MEDIA))
        confirm(editor, paper.headline)
        assert goal(outreach, "local_media")["done"] == before + 1

        see_the_tally(organiser, done={"leaflet_drops": 1, "local_media": before + 1})


def plan_on_the_map(page: Page, size: str) -> None:
    """A tap in the middle of Hagalund says how it stands there, and is one press from the form with that point."""
    page.goto("/calendar?view=map" if size == PHONE else "/calendar")
    name = page.locator(".calendar-map .map-area-name .map-label", has_text="Hagalund")
    expect(name).to_be_visible()
    box = name.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    dock = page.get_by_role("region", name="Markerat")
    expect(dock).to_contain_text("Hagalund")
    dock.get_by_role("link", name="Planera här").click()
    page.wait_for_url("**/events/new?**")
    assert page.locator("[name=latitude]").input_value().startswith("59.3")
    page.get_by_label("Börjar").fill("19:00")
    page.get_by_label("Slutar").fill("20:30")
    page.get_by_label("Hur många behövs?").fill("1")


def publish_with_two_slots(page: Page) -> str:
    """The form makes the first slot; the event's page adds a second. Gives the event's path."""
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flygblad i Hagalund")
    page.get_by_text("Lägg till ett pass").click()
    page.get_by_label("Uppgift").select_option(label="Köra")
    page.get_by_label("Minst").fill("1")
    page.get_by_label("Högst").fill("1")
    page.get_by_role("button", name="Lägg till passet").click()
    expect(page.locator(".slot")).to_have_count(2)
    return "/events/" + page.url.rsplit("/", 1)[1]


def take_the_slot(page: Page, event_path: str) -> None:
    """From the link in a mail: one tap takes the slot; it then stands on the volunteer's own page."""
    page.goto(event_path)
    page.get_by_role("button", name="Ta passet").first.tap()
    expect(page.get_by_text("Passet är ditt.")).to_be_visible()
    page.goto("/me")
    mine = page.locator("article.mine")
    expect(mine).to_have_count(1)
    expect(mine).to_contain_text("Flygblad i Hagalund")


def hold(page: Page, event_path: str) -> None:
    page.goto(event_path)
    page.get_by_label("Flygblad i brevlådor").fill("350")
    page.get_by_label("Flygblad i handen").fill("120")
    page.get_by_role("button", name="Den blev av").click()
    expect(page.get_by_text("Nu räknas den.")).to_be_visible()
    expect(page.get_by_text("Genomförd")).to_be_visible()


def confirm(page: Page, headline: str) -> None:
    page.goto("/media")
    entry = page.get_by_role("article").filter(has_text=headline)
    entry.get_by_role("button", name="Räkna som").click()
    expect(page.get_by_role("article").filter(has_text=headline)).to_have_count(0)


def see_the_tally(page: Page, done: dict[str, int]) -> None:
    page.goto("/board")
    for measure, number in done.items():
        expect(page.locator(f".goal-{measure} strong")).to_have_text(str(number))
