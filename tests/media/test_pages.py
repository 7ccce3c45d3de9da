"""The inbox in a real browser: by keyboard on a desk, by thumb on a phone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from outreach.db import db
from outreach.goals.rules.measures import Measure
from outreach.goals.service import set_goal
from outreach.media.models import (
    Coverage,
    CoverageKind,
    Entry,
    EntryState,
    Feed,
    Outlet,
    OutletTier,
    Spokesperson,
)
from outreach.people.models import Role
from tests.browser import DESKTOP, PHONE, axe_findings
from tests.conftest import MakePerson, OpenPage, SignIn

NOW = datetime.now(UTC)  # noqa: TID251  (the server's clock runs)
FOUND = (
    ("Insändare: Låt Hagalund få sitt bibliotek tillbaka", "Vi i Vänsterpartiet Solna menar att …", "letter"),
    ("Nya majoriteten lägger budget: ”Förskolan först”", "Socialdemokraterna, Vänsterpartiet i Solna …", "article"),
    ("Hyresgäster demonstrerade i Solna", "På plats fanns bland andra Vänsterpartiet.", "article"),
)


@pytest.fixture
def inbox(app: Flask) -> None:
    """Three hits, a goal, and feeds that answer and do not."""
    with app.app_context():
        set_goal(NOW.year, Measure.LOCAL_MEDIA, 40, "")
        paper, other = (Outlet(name=name, tier=OutletTier.LOCAL) for name in ("Solnabladet", "Norra Nytt"))
        feed = Feed(url="https://a.example/rss", outlet=paper, last_polled_at=NOW, last_answered_at=NOW)
        ill = Feed(
            url="https://b.example/rss", outlet=other, last_polled_at=NOW, failures=2, last_error="NO_CONNECTION"
        )
        voice = Spokesperson(name="Maja Lind", is_woman=True, consented_on=date(2026, 1, 1))
        db.session.add_all([feed, ill, voice])
        db.session.flush()
        for n, (title, summary, kind) in enumerate(FOUND):
            entry = Entry(
                feed_id=feed.id, identity=str(n), story_key=str(n), title=title, summary=summary,
                link="https://a.example/1", published_at=NOW - timedelta(hours=n * 20), fetched_at=NOW, is_match=True,
                why=["Vänsterpartiet", "Solna"], kind_guess=CoverageKind(kind), state=EntryState.WAITING,
            )  # fmt: skip
            db.session.add(entry)
        db.session.commit()


def states(app: Flask) -> list[EntryState]:
    with app.app_context():
        return list(db.session.scalars(select(Entry.state).order_by(Entry.id)))


@pytest.mark.usefixtures("inbox")
def test_decide_by_keyboard(app: Flask, open_page: OpenPage, person: MakePerson, sign_in: SignIn) -> None:
    page = open_page(DESKTOP)
    sign_in(page, person(Role.MEDIA))
    page.goto("/media")
    cards, chosen = page.locator("[data-entry]"), page.locator("[data-chosen]")
    expect(chosen).to_contain_text("Hagalund")

    page.keyboard.press("j")
    expect(chosen).to_contain_text("budget")
    page.keyboard.press("a")
    expect(cards).to_have_count(2)
    expect(chosen).to_contain_text("Hyresgäster")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(cards).to_have_count(1)
    assert states(app) == [EntryState.DISMISSED, EntryState.CONFIRMED, EntryState.WAITING]

    page.keyboard.press("u")
    expect(cards).to_have_count(2)
    assert states(app)[0] == EntryState.WAITING
    page.keyboard.press("i")
    expect(cards).to_have_count(1)
    with app.app_context():
        assert [one.kind for one in db.session.scalars(select(Coverage).order_by(Coverage.id)).unique()] == [
            CoverageKind.ARTICLE,
            CoverageKind.LETTER,
        ]


@pytest.mark.usefixtures("inbox")
def test_decide_by_thumb(app: Flask, open_page: OpenPage, person: MakePerson, sign_in: SignIn) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    sign_in(page, person(Role.MEDIA))
    page.goto("/media")
    card = page.locator("[data-entry]").first
    card.locator("summary").tap()
    card.get_by_role("combobox").first.select_option(label="Maja Lind")
    card.locator("button[value=letter]").tap()

    expect(page.locator("[data-entry]")).to_have_count(2)
    assert states(app)[0] == EntryState.CONFIRMED
    with app.app_context():
        assert db.session.scalars(select(Coverage)).unique().one().spokesperson_id is not None
    page.locator("[data-key=u]").tap()
    expect(page.locator("[data-entry]")).to_have_count(3)


PATHS = (
    "/media", "/media/decided", "/media/coverage", "/media/coverage/new", "/media/coverage/import",
    "/media/submissions",
    "/media/submissions/new", "/settings/spokespersons", "/settings/outlets", "/settings/outlets/new",
)  # fmt: skip


@pytest.mark.usefixtures("inbox")
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_pages_are_usable_by_everybody(size: str, open_page: OpenPage, person: MakePerson, sign_in: SignIn) -> None:
    page = open_page(size)
    sign_in(page, person(Role.MEDIA))
    for path in PATHS:
        page.goto(path)

        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.usefixtures("inbox")
def test_many_at_once_by_keyboard(app: Flask, open_page: OpenPage, person: MakePerson, sign_in: SignIn) -> None:
    page = open_page(DESKTOP)
    sign_in(page, person(Role.MEDIA))
    page.goto("/media")
    bar = page.locator("#several")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press(" ")
    page.keyboard.press("j")
    page.keyboard.press(" ")
    expect(bar).to_be_visible()
    expect(bar.locator("[data-picked]")).to_have_text("2")
    bar.locator("button[value=guess]").click()

    expect(page.locator("[data-entry]")).to_have_count(1)
    assert states(app) == [EntryState.WAITING, EntryState.CONFIRMED, EntryState.CONFIRMED]
    page.keyboard.press("u")
    expect(page.locator("[data-entry]")).to_have_count(3)
