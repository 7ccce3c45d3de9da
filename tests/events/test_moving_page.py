"""Moving in Chromium: by mouse, by finger, by keyboard and by form; the question first, ten seconds to undo."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import FloatRect, Locator, Page, expect

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person
from tests.browser import DESKTOP, PHONE, Watch, axe_findings
from tests.conftest import MakePerson, OpenPage, SignIn
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, SATURDAY, MakeEvent, a_slot
from tests.mails import beside_confirmations

MARCH = "/calendar?month=2027-03"
MONDAY = date(2027, 3, 15)

Opened = Callable[..., Page]


@pytest.fixture
def opened(open_page: OpenPage, organiser: Person, sign_in: SignIn) -> Opened:
    """Opens an address as the organiser, and waits until the page's scripts have run."""

    def opened(address: str = MARCH, size: str = DESKTOP, **options: Any) -> Page:
        page = open_page(size, **options)
        sign_in(page, organiser)
        page.goto(address)
        if address.startswith("/calendar"):
            page.locator("html.has-script").wait_for()
        return page

    return opened


@pytest.fixture
def booked(app: Flask, make_event: MakeEvent, person: MakePerson) -> Event:
    """An event in Hagalund with two people booked."""
    event = make_event(slots=[a_slot(capacity=4)], point=IN_HAGALUND)
    people = [person(), person()]
    with app.app_context():
        for someone in people:
            claim_slot(event.slots[0].id, db.session.get_one(Person, someone.id))
    return event


def stands(app: Flask, event: Event) -> tuple[date, tuple[float | None, float | None], int]:
    """The event's day and point, and how many mails there are."""
    with app.app_context():
        found = db.session.get_one(Event, event.id)
        mails = len(db.session.scalars(beside_confirmations()).all())
        return clock.day_of(found.starts_at), (found.latitude, found.longitude), mails


def chip(page: Page, event: Event) -> Locator:
    return page.locator(f"[data-day] [data-event-id='{event.id}']")


def cell(page: Page, day: date) -> Locator:
    return page.locator(f"[data-day='{day}']")


def box(locator: Locator) -> FloatRect:
    locator.scroll_into_view_if_needed()
    found = locator.bounding_box()
    assert found is not None
    return found


def middle(locator: Locator) -> tuple[float, float]:
    found = box(locator)
    return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2


def carry(page: Page, event: Event, day: date) -> None:
    """Take the chip with the mouse and hold it over a day."""
    page.mouse.move(*middle(chip(page, event)))
    page.mouse.down()
    page.mouse.move(*middle(cell(page, day)), steps=6)


def toast(page: Page) -> Locator:
    return page.locator("#move-toast")


def answered(page: Page, action: Callable[[], object], path: str = "/move") -> None:
    """Do something, and wait for the answer to the change that it sends."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith(path)):
        action()


# ---- chips by mouse


def test_a_chip_dropped_on_another_day_is_moved_and_undone(app: Flask, opened: Opened, make_event: MakeEvent) -> None:
    event = make_event(point=IN_HAGALUND)
    page = opened()

    carry(page, event, MONDAY)
    expect(cell(page, MONDAY)).to_have_class(re.compile(r"\bis-drop\b"))
    answered(page, page.mouse.up)

    expect(cell(page, MONDAY).locator(f"[data-event-id='{event.id}']")).to_be_visible()
    expect(toast(page)).to_contain_text("Flyttad.")
    expect(toast(page).get_by_role("button")).to_have_text(re.compile(r"Ångra (10|9|8)"))
    expect(page.locator(".move-ghost")).to_have_count(0)
    assert stands(app, event) == (MONDAY, IN_HAGALUND, 0)
    assert axe_findings(page) == []

    answered(page, toast(page).get_by_role("button").click, "/undo")

    expect(cell(page, NEXT_SATURDAY).locator(f"[data-event-id='{event.id}']")).to_be_visible()
    expect(toast(page)).to_contain_text("Ångrat.")
    assert stands(app, event)[0] == NEXT_SATURDAY


def test_where_people_are_booked_it_asks_first(app: Flask, opened: Opened, booked: Event) -> None:
    page = opened()
    dialog = page.get_by_role("dialog")

    carry(page, booked, MONDAY)
    page.mouse.up()

    expect(dialog).to_contain_text("Flytta ”Flygblad vid torget” till måndag 15 mars?")
    expect(dialog).to_contain_text("2 bokade får veta.")
    assert axe_findings(page) == []
    dialog.get_by_role("button", name="Avbryt").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#move-status")).to_have_text("Inte flyttad.")
    assert stands(app, booked) == (NEXT_SATURDAY, IN_HAGALUND, 0)

    carry(page, booked, MONDAY)
    page.mouse.up()
    answered(page, dialog.get_by_role("button", name="Flytta").click)
    expect(toast(page)).to_contain_text("2 personer får ett mejl.")
    assert stands(app, booked) == (MONDAY, IN_HAGALUND, 2)

    answered(page, toast(page).get_by_role("button").click, "/undo")
    expect(toast(page)).to_contain_text("Ångrat.")
    assert stands(app, booked) == (NEXT_SATURDAY, IN_HAGALUND, 0)


def test_escape_lets_go_and_a_short_way_is_a_click(app: Flask, opened: Opened, make_event: MakeEvent) -> None:
    event = make_event(point=IN_HAGALUND)
    page = opened()

    carry(page, event, MONDAY)
    page.keyboard.press("Escape")
    expect(page.locator(".move-ghost")).to_have_count(0)
    page.mouse.up()
    expect(page.locator("#move-status")).to_have_text("Inte flyttad.")

    page.mouse.move(*middle(chip(page, event)))
    page.mouse.down()
    page.mouse.move(*(place + 2 for place in middle(chip(page, event))))
    page.mouse.up()
    expect(page.locator("#dock")).to_have_attribute("data-event", str(event.id))
    assert stands(app, event)[0] == NEXT_SATURDAY


def test_dropped_where_it_was_nothing_happens(app: Flask, opened: Opened, make_event: MakeEvent) -> None:
    event = make_event()
    page = opened()

    carry(page, event, MONDAY)
    page.mouse.move(*middle(cell(page, NEXT_SATURDAY)), steps=4)
    page.mouse.up()

    expect(page.locator(".move-ghost")).to_have_count(0)
    assert stands(app, event)[0] == NEXT_SATURDAY
    assert "event=" not in page.url, "the end of a drag is no click"


def test_on_a_day_that_has_been_the_form_asks(app: Flask, opened: Opened, make_event: MakeEvent, watch: Watch) -> None:
    watch.expect("answer 422: POST")
    event = make_event()
    page = opened()

    carry(page, event, date(2027, 3, 2))
    page.mouse.up()

    page.wait_for_url("**/move?**")
    expect(page.get_by_label("Dag")).to_have_value("2027-03-02")
    page.get_by_label("Ja, planera ändå").check()
    page.get_by_role("button", name="Flytta").click()
    page.wait_for_url(f"**{MARCH}")
    expect(page.locator(".told")).to_contain_text("Flyttad.")
    assert stands(app, event)[0] == date(2027, 3, 2)


def test_what_is_over_and_what_others_see_is_not_carried(
    opened: Opened, open_page: OpenPage, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    held = make_event(EventStatus.HELD, day=SATURDAY, start=time(8), end=time(9))
    planned = make_event()
    page = opened()
    carry(page, held, MONDAY)
    expect(page.locator(".move-ghost")).to_have_count(0)

    other = open_page(DESKTOP)
    sign_in(other, person())
    other.goto(MARCH)
    expect(chip(other, planned)).to_be_visible()
    assert other.locator("[data-movable], #move-dialog").count() == 0


def test_after_ten_seconds_the_button_is_gone(opened: Opened, make_event: MakeEvent) -> None:
    event = make_event()
    page = opened()
    page.clock.install()
    page.reload()
    page.locator("html.has-script").wait_for()
    carry(page, event, MONDAY)
    answered(page, page.mouse.up)
    expect(toast(page).get_by_role("button")).to_be_visible()

    page.clock.fast_forward(10_500)

    expect(toast(page)).to_be_hidden()


# ---- by finger


class Finger:
    """One finger on the page's screen: playwright itself only taps."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.at = (0.0, 0.0)

    def down(self, at: tuple[float, float]) -> None:
        self._send("touchStart", at)

    def glide(self, end: tuple[float, float], steps: int = 6) -> None:
        start = self.at
        for step in range(1, steps + 1):
            x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
            self._send("touchMove", (x, y))

    def up(self) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _send(self, kind: str, at: tuple[float, float]) -> None:
        self.at = at
        points = [{"x": at[0], "y": at[1]}]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_long_press_carries_the_chip(app: Flask, opened: Opened, booked: Event) -> None:
    page = opened(f"{MARCH}&view=month", PHONE)
    page.locator(".calendar-month").scroll_into_view_if_needed()
    start, end = middle(chip(page, booked)), middle(cell(page, MONDAY))

    finger = Finger(page)
    finger.down(start)
    expect(page.locator(".move-ghost")).to_be_visible()
    finger.glide(end)
    expect(cell(page, MONDAY)).to_have_class(re.compile(r"\bis-drop\b"))
    finger.up()

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 bokade får veta.")
    assert axe_findings(page) == []
    answered(page, dialog.get_by_role("button", name="Flytta").tap)
    expect(toast(page)).to_contain_text("2 personer får ett mejl.")
    found = box(toast(page))
    assert found["y"] + found["height"] <= 844 - 62, "above the tabs"
    assert stands(app, booked) == (MONDAY, IN_HAGALUND, 2)


def test_a_finger_that_moves_at_once_scrolls(app: Flask, opened: Opened, booked: Event) -> None:
    page = opened(f"{MARCH}&view=month", PHONE)
    start = middle(chip(page, booked))

    finger = Finger(page)
    finger.down(start)
    finger.glide((start[0], start[1] - 60))
    finger.up()

    expect(page.locator(".move-ghost")).to_have_count(0)
    assert stands(app, booked)[0] == NEXT_SATURDAY


# ---- by keyboard


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        ("Alt+ArrowRight", date(2027, 3, 14)),
        ("Alt+ArrowLeft", date(2027, 3, 12)),
        ("Alt+ArrowDown", date(2027, 3, 20)),
    ],
)
def test_alt_and_the_arrows_move_with_the_same_question(
    app: Flask, opened: Opened, booked: Event, keys: str, day: date
) -> None:
    page = opened()
    chip(page, booked).focus()

    page.keyboard.press(keys)

    expect(page.get_by_role("dialog")).to_contain_text("2 bokade får veta.")
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Flyttad.")
    assert stands(app, booked)[0] == day
    expect(chip(page, booked)).to_be_focused()
    assert page.url.endswith(MARCH)


def test_escape_answers_the_question(app: Flask, opened: Opened, booked: Event) -> None:
    page = opened()
    chip(page, booked).focus()

    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(chip(page, booked)).to_be_focused()
    assert stands(app, booked)[0] == NEXT_SATURDAY


def test_in_the_list_too(app: Flask, opened: Opened, make_event: MakeEvent) -> None:
    event = make_event()
    page = opened(f"{MARCH}&view=list")
    page.locator(f".event-line[data-event-id='{event.id}']").focus()

    page.keyboard.press("Alt+ArrowRight")

    expect(toast(page)).to_contain_text("Flyttad.")
    assert stands(app, event)[0] == date(2027, 3, 14)


def test_m_opens_the_form_and_leads_back(app: Flask, opened: Opened, booked: Event, size: str) -> None:
    address = f"{MARCH}&view=list"
    page = opened(address, size)
    page.locator(f".event-line[data-event-id='{booked.id}']").focus()
    page.keyboard.press("m")
    page.wait_for_url("**/move?**")
    expect(page.locator("#told-first")).to_have_text("2 bokade får veta.")
    page.locator("[data-map].has-areas, [data-map]").first.wait_for()
    assert axe_findings(page) == []

    page.get_by_label("Dag").fill("2027-03-21")
    page.get_by_role("button", name="Flytta").click()

    page.wait_for_url(f"**{address}")
    button = page.locator(".told").get_by_role("button", name="Ångra")
    expect(button).to_have_text(re.compile(r"Ångra \d"))
    assert axe_findings(page) == []
    assert stands(app, booked) == (date(2027, 3, 21), IN_HAGALUND, 2)
    button.click()
    expect(page.locator(".told")).to_contain_text("Ångrat.")
    assert stands(app, booked) == (NEXT_SATURDAY, IN_HAGALUND, 0)


def test_without_scripts_the_form_does_it_all(app: Flask, opened: Opened, booked: Event) -> None:
    page = opened(f"/events/{booked.id}", java_script_enabled=False)
    page.get_by_role("link", name="Flytta").click()
    page.get_by_label("Dag").fill("2027-03-21")
    page.get_by_role("button", name="Flytta").click()
    assert stands(app, booked)[2] == 2

    page.get_by_role("button", name="Ångra").click()

    expect(page.locator(".told")).to_contain_text("Ångrat.")
    assert stands(app, booked) == (NEXT_SATURDAY, IN_HAGALUND, 0)


# ---- marks on the map


@pytest.fixture
def mark(solna: None, booked: Event, opened: Opened) -> tuple[Page, Locator]:
    page = opened()
    page.locator("[data-map].has-areas.has-sketch.has-events:not([aria-busy])").wait_for()
    found = page.locator(f".map-event[data-event-id='{booked.id}'] .map-event-shape")
    expect(found).to_be_visible()
    return page, found


def drag(page: Page, mark: Locator, dx: float, dy: float) -> None:
    x, y = middle(mark)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)


def test_a_mark_dropped_on_another_spot(app: Flask, mark: tuple[Page, Locator], booked: Event) -> None:
    page, shape = mark
    dialog = page.get_by_role("dialog")

    drag(page, shape, 200, 60)
    page.mouse.up()

    expect(dialog).to_contain_text("till en annan plats?")
    expect(dialog).to_contain_text("Utanför alla områden")
    expect(dialog).to_contain_text("2 bokade får veta.")
    answered(page, dialog.get_by_role("button", name="Flytta").click)
    expect(toast(page)).to_contain_text("2 personer får ett mejl.")
    day, (latitude, longitude), mails = stands(app, booked)
    assert (day, mails) == (NEXT_SATURDAY, 2)
    assert latitude is not None
    assert longitude is not None
    assert latitude < IN_HAGALUND[0]
    assert longitude > IN_HAGALUND[1]

    answered(page, toast(page).get_by_role("button").click, "/undo")
    expect(toast(page)).to_contain_text("Ångrat.")
    assert stands(app, booked) == (NEXT_SATURDAY, IN_HAGALUND, 0)


@pytest.mark.parametrize("how", ["dialog", "escape"])
def test_a_mark_that_is_not_moved_stands_where_it_stood(
    app: Flask, mark: tuple[Page, Locator], booked: Event, how: str
) -> None:
    page, shape = mark
    before = middle(shape)

    drag(page, shape, 60, -40)
    if how == "escape":
        page.keyboard.press("Escape")
    page.mouse.up()
    if how == "dialog":
        page.get_by_role("dialog").get_by_role("button", name="Avbryt").click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    assert middle(shape) == pytest.approx(before, abs=1)
    assert stands(app, booked) == (NEXT_SATURDAY, IN_HAGALUND, 0)
    assert "event=" not in page.url, "the end of a drag is no click"


# ---- several at once, copies, templates


def test_tick_and_publish(app: Flask, opened: Opened, make_event: MakeEvent, size: str) -> None:
    drafts = [make_event(EventStatus.DRAFT), make_event(EventStatus.DRAFT, day=MONDAY)]
    page = opened(f"{MARCH}&view=list", size)
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    for event in drafts:
        page.locator(f"input[name=event][value='{event.id}']").check()
    expect(bar).to_be_visible()
    assert axe_findings(page) == []

    bar.get_by_role("button", name="Publicera").click()

    expect(page.locator(".told")).to_contain_text("2 aktiviteter publicerade.")
    assert page.url.endswith(f"{MARCH}&view=list")


@pytest.mark.parametrize("path", ["/copy", "/move", "/edit", ""])
@pytest.mark.parametrize("wrong", [False, True])
def test_the_pages_are_for_everybody(opened: Opened, booked: Event, size: str, path: str, wrong: bool) -> None:
    page = opened(f"/events/{booked.id}{path}", size)
    if wrong and path:
        page.get_by_label("dag", exact=False).first.fill("2027-03-01")
        page.locator("main form.card button").first.click()
        expect(page.get_by_label("Ja, planera ändå")).to_be_visible()
    for fold in page.locator("main details").all():
        fold.evaluate("fold => { fold.open = true; }")

    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_template_from_end_to_end(opened: Opened, booked: Event, size: str) -> None:
    page = opened(f"/events/{booked.id}", size)
    page.get_by_text("Spara som mall").first.click()
    page.get_by_label("Mallens namn").fill("Torgmöte")
    page.get_by_role("button", name="Spara som mall").click()
    expect(page.locator(".told")).to_contain_text("Mallen är sparad.")

    page.goto("/settings/templates")
    page.get_by_text("Byt namn eller ta bort").click()
    assert axe_findings(page) == []
    page.get_by_role("link", name="Planera från mallen").click()
    expect(page.get_by_label("Utgå från en mall")).to_have_value(re.compile(r"\d+"))
    assert axe_findings(page) == []
