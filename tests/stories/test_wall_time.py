"""Wherever the server and the browser stand, ten o'clock in Solna is ten o'clock: pages, mails, calendar files."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from playwright.sync_api import Browser, Page

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, Event, EventKind, Reminder, SlotRole
from outreach.events.service import planning
from outreach.events.service.copying import copy_event
from outreach.events.service.planning import Plan, SlotPlan
from outreach.messages.models import Message
from outreach.people import service as people
from outreach.people.models import Person, Role
from tests.browser import DESKTOP, context_options
from tests.databases import Database
from tests.processes import Web, web
from tests.zones import ZONES

STOCKHOLM = ZoneInfo("Europe/Stockholm")
BROWSERS = ["Europe/Stockholm", "America/Los_Angeles", "Pacific/Auckland"]


def sunday(year: int, month: int) -> date:
    """The last Sunday of a month: the clocks are changed."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


# The server's processes have the real clock, so the days are to come whenever this runs.
YEAR = clock.today().year + 1
CHANGES = [sunday(YEAR, 3), sunday(YEAR, 10)]


@dataclass(frozen=True)
class Seen:
    """What one browser was shown by one server."""

    event_pages: tuple[str, ...]
    mine: str
    public: str
    file: str


@pytest.fixture
def events(database: Database) -> list[int]:
    """Ten to twelve, a week before each change of the clock and copied to the day itself; who looks has both days."""
    with database.app.app_context():
        organiser = people.add_person("olle@example.org", "Olle Berg", Role.ORGANISER)
        copies = []
        for day in CHANGES:
            week_before = Plan(
                EventKind.SQUARE_MEETING, day - timedelta(weeks=1), time(10), time(12), "Torgmöte", "Torget"
            )
            event = planning.plan_event(week_before, organiser)
            planning.add_slot(event, SlotPlan(SlotRole.TABLE, time(10), time(12), 1, 9))
            [copy] = copy_event(event, [day], organiser)
            planning.publish_event(copy)
            copies.append(copy.id)
        return copies


@pytest.fixture
def servers(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Web]]:
    """The same association served from three places, each server a process of its own."""
    with ExitStack() as running:
        started = []
        for zone in ZONES:
            monkeypatch.setenv("TZ", zone)
            started.append(running.enter_context(web(database, processes=1)))
        monkeypatch.undo()
        yield started


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nine_clocks_one_time(database: Database, browser: Browser, servers: list[Web], events: list[int]) -> None:
    visitors = []
    for number, server in enumerate(servers):
        with database.app.app_context():
            person = people.add_person(f"maja{number}@example.org", "Maja Lind", Role.VOLUNTEER)
            visitors.append((server, person.id))
            slots = [db.session.get_one(Event, event_id).slots[0].id for event_id in events]
        visitor = server.visitor(person.id)
        for slot_id in slots:
            assert visitor.post(f"/slots/{slot_id}/claim").status == 303
        assert visitor.post("/me/calendar/new").status == 303

    seen = {
        (ZONES[number], zone): look(browser, server, person_id, zone, events)
        for number, (server, person_id) in enumerate(visitors)
        for zone in BROWSERS
    }

    [shown] = {without_addresses(found) for found in seen.values()}
    for page, day in zip(shown.event_pages, CHANGES, strict=True):
        assert f"söndag {day.day} {['mars', 'oktober'][day.month > 6]} {YEAR}, kl. 10.00–12.00" in page
    for page in (shown.mine, shown.public):
        assert page.count("kl. 10.00–12.00") >= len(CHANGES)
        assert set(re.findall(r"\d\d\.\d\d–\d\d\.\d\d", page)) == {"10.00–12.00"}
    check_file(shown.file)
    with database.app.app_context():
        check_mails()


def look(browser: Browser, server: Web, person_id: int, zone: str, events: list[int]) -> Seen:
    cookie = server.visitor(person_id).cookie.split("=", 1)
    # what a page keeps for times without a network is not what is looked at here
    options = {**context_options(DESKTOP, server.url), "timezone_id": zone, "service_workers": "block"}
    context = browser.new_context(**options)
    try:
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": server.url}])
        page = context.new_page()
        pages = tuple(text_of(page, f"/events/{event_id}") for event_id in events)
        mine = text_of(page, "/me")
        address = page.locator("#calendar-url").input_value()
        return Seen(pages, mine, text_of(page, "/public"), context.request.get(address).text())
    finally:
        context.close()


def text_of(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator("main").inner_text()


def without_addresses(seen: Seen) -> Seen:
    """The servers have addresses of their own, and their visitors names of their own in a file's ids."""
    file = re.sub(r"http://\S+|UID:\S+|(DTSTAMP|LAST-MODIFIED):\w+", "", seen.file.replace("\r\n ", ""))
    return Seen(seen.event_pages, seen.mine, re.sub(r"http\S+", "", seen.public), file)


def check_file(text: str) -> None:
    entries = vobject.readOne(text).contents["vevent"]
    assert [entry.dtstart.value.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M") for entry in entries] == [
        f"{day} 10:00" for day in CHANGES
    ]
    assert text.count("T100000\r\n") == text.count("T120000\r\n") == len(CHANGES)


def check_mails() -> None:
    bodies = list(db.session.scalars(db.select(Message.body).where(Message.to_address.like("maja%"))))
    assert len(bodies) == len(ZONES) * len(CHANGES)
    assert all("10.00–12.00" in body for body in bodies)
    files = list(db.session.scalars(db.select(Message.calendar).where(Message.calendar != "")))
    assert len(files) == len(bodies)
    assert all("DTSTART;TZID=Europe/Stockholm:" in text and "T100000" in text for text in files)
    for reminder in db.session.scalars(db.select(Reminder)):
        assert clock.local(reminder.due_at).strftime("%H:%M") in ("11:00", "08:00")
    assert db.session.query(Claim).count() == db.session.query(Person).filter(Person.email.like("maja%")).count() * 2
