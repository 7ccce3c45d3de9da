"""The calendar in a real browser: one selection and one filter by mouse, touch and keyboard; the year on the map."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Locator, Page, expect

from outreach.events.models import EventKind, EventStatus
from outreach.people.models import Person, Role
from tests.browser import DESKTOP, PHONE, axe_findings
from tests.conftest import MakePerson, OpenPage, SignIn
from tests.events.conftest import IN_HAGALUND, MakeEvent, a_slot

IN_HUVUDSTA = (59.3496, 17.9862)
PICKED = re.compile(r"\bis-picked\b")
READY = "[data-map].has-areas.has-sketch.has-events:not([aria-busy])"


@pytest.fixture
def page(open_page: OpenPage, size: str, organiser: Person, sign_in: SignIn, some_events: list[int]) -> Page:
    page = open_page(size, reduced_motion="reduce")
    sign_in(page, organiser)
    return page


@pytest.fixture
def desk(open_page: OpenPage, organiser: Person, sign_in: SignIn, some_events: list[int]) -> Page:
    page = open_page(DESKTOP, reduced_motion="reduce")
    sign_in(page, organiser)
    return page


@pytest.fixture
def phone(open_page: OpenPage, organiser: Person, sign_in: SignIn, some_events: list[int]) -> Page:
    page = open_page(PHONE, reduced_motion="reduce")
    sign_in(page, organiser)
    return page


@pytest.fixture
def some_events(solna: None, make_event: MakeEvent) -> list[int]:
    """In March: leaflets that need people, a square meeting that has been held, a draft, a cancelled one."""
    made = [
        make_event(title="Flygblad", point=IN_HAGALUND, slots=[a_slot(needed=2, capacity=4)]),
        make_event(
            EventStatus.HELD, title="Torgmöte", kind=EventKind.SQUARE_MEETING, point=IN_HUVUDSTA, slots=[],
            day=date(2027, 3, 6), start=time(9), end=time(10),
        ),
        make_event(EventStatus.DRAFT, title="Utkastet", kind=EventKind.SOCIAL, day=date(2027, 3, 20), slots=[]),
        make_event(EventStatus.CANCELLED, title="Struken", day=date(2027, 3, 23), point=IN_HUVUDSTA),
        make_event(title="I höst", day=date(2027, 9, 4), point=IN_HUVUDSTA),
    ]  # fmt: skip
    return [event.id for event in made]


def go(page: Page, address: str = "/calendar") -> None:
    page.goto(address)
    page.locator(READY).wait_for()


def chip(page: Page, event_id: int) -> Locator:
    return page.locator(f'.event-chip[data-event-id="{event_id}"]')


def mark(page: Page, event_id: int) -> Locator:
    return page.locator(f'.map-event[data-event-id="{event_id}"]')


def shape(page: Page, event_id: int) -> Locator:
    """What is seen of a mark: the link around it has no size of its own."""
    return mark(page, event_id).locator(".map-event-shape")


def dock(page: Page) -> Locator:
    return page.get_by_role("region", name="Markerat")


def spot(page: Page, name: str) -> tuple[float, float]:
    """Where an area's name stands on the screen."""
    box = page.locator(".map-area-name .map-label", has_text=name).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# ---- one selection


def test_a_click_picks_the_event_everywhere_and_a_second_opens_it(desk: Page, some_events: list[int]) -> None:
    leaflets = some_events[0]
    go(desk)
    chip(desk, leaflets).click()

    expect(dock(desk)).to_contain_text("Flygblad 2 till behövs")
    for one in (chip(desk, leaflets), mark(desk, leaflets)):
        expect(one).to_have_class(PICKED)
        expect(one).to_have_attribute("aria-current", "true")
    expect(desk).to_have_url(re.compile(rf"/calendar\?event={leaflets}$"))
    assert axe_findings(desk) == []
    chip(desk, leaflets).click()
    desk.wait_for_url(f"**/events/{leaflets}")
    desk.go_back()
    expect(chip(desk, leaflets)).to_have_class(PICKED)


def test_a_click_on_a_mark_picks_as_well(desk: Page, some_events: list[int]) -> None:
    meeting = some_events[1]
    go(desk)
    shape(desk, meeting).click()

    expect(dock(desk)).to_contain_text("Torgmöte Genomförd")
    expect(chip(desk, meeting)).to_have_class(PICKED)
    dock(desk).get_by_role("link", name="Ta bort markeringen").click()
    expect(chip(desk, meeting)).not_to_have_class(PICKED)
    expect(desk).to_have_url(re.compile(r"/calendar$"))


def test_by_keyboard_space_picks_escape_lets_go_and_enter_opens(desk: Page, some_events: list[int]) -> None:
    leaflets = some_events[0]
    go(desk)
    chip(desk, leaflets).focus()
    expect(mark(desk, leaflets)).to_have_class(re.compile("is-marked"))
    desk.keyboard.press("Space")
    expect(dock(desk)).to_contain_text("Flygblad")
    expect(desk.locator("#told")).to_contain_text("Flygblad")
    desk.keyboard.press("Escape")
    expect(dock(desk)).not_to_contain_text("Flygblad")
    expect(chip(desk, leaflets)).to_be_focused()
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/events/{leaflets}")


def test_escape_in_the_dock_gives_the_focus_back(desk: Page, some_events: list[int]) -> None:
    go(desk, f"/calendar?event={some_events[0]}")
    expect(mark(desk, some_events[0])).to_have_class(PICKED)
    dock(desk).get_by_role("link", name="Öppna").focus()
    desk.keyboard.press("Escape")

    expect(chip(desk, some_events[0])).to_be_focused()


def test_on_a_phone_a_tap_goes_to_the_event(phone: Page, some_events: list[int]) -> None:
    go(phone, "/calendar?view=map")
    shape(phone, some_events[0]).tap()
    phone.wait_for_url(f"**/events/{some_events[0]}")
    phone.goto("/calendar?view=month")
    chip(phone, some_events[1]).tap()
    phone.wait_for_url(f"**/events/{some_events[1]}")


def test_states_have_signs_beside_their_colours(desk: Page, some_events: list[int]) -> None:
    go(desk)
    leaflets, held, draft, cancelled, _ = (chip(desk, number) for number in some_events)

    expect(leaflets).to_contain_text("0/4")
    expect(leaflets.locator(".short")).to_be_visible()
    expect(held.get_by_role("img", name="Genomförd")).to_be_visible()
    expect(draft).to_contain_text("Utkast")
    expect(cancelled).to_contain_text("Inställd")


# ---- areas and points


def test_a_tap_on_an_area_says_how_it_stands_and_offers_to_plan_there(page: Page, size: str) -> None:
    go(page, "/calendar?view=map" if size == PHONE else "/calendar")
    x, y = spot(page, "Hagalund")
    (page.touchscreen.tap if size == PHONE else page.mouse.click)(x, y)

    expect(dock(page)).to_contain_text("Hagalund")
    expect(dock(page)).to_contain_text("Inget besök i år")
    expect(page.locator("path.map-outline.is-picked")).to_have_count(1)
    expect(page.locator(".map-pin")).to_have_count(1)
    assert axe_findings(page) == []
    dock(page).get_by_role("link", name="Planera här").click()
    page.wait_for_url("**/events/new?**")
    assert page.locator("[name=latitude]").input_value().startswith("59.3")


def test_enter_on_the_map_is_the_same_by_keyboard(desk: Page) -> None:
    go(desk)
    desk.locator(".folium-map").focus()
    desk.keyboard.press("Enter")

    expect(dock(desk).get_by_role("link", name="Planera här")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator(".folium-map")).to_be_focused()
    expect(desk.locator(".map-pin")).to_have_count(0)
    expect(desk.locator("path.map-outline.is-picked")).to_have_count(0)


def test_a_volunteer_sees_the_area_but_plans_nothing(
    open_page: OpenPage, person: MakePerson, sign_in: SignIn, solna: None
) -> None:
    page = open_page(DESKTOP)
    sign_in(page, person())
    go(page)
    page.mouse.click(*spot(page, "Hagalund"))

    expect(dock(page)).to_contain_text("Hagalund")
    assert page.get_by_role("link", name="Planera här").count() == 0


# ---- one filter, other days


def test_the_filter_changes_grid_and_map_without_loading_anew(desk: Page, some_events: list[int]) -> None:
    leaflets, meeting = some_events[:2]
    go(desk, f"/calendar?event={leaflets}")
    desk.evaluate("document.body.dataset.kept = 'yes'")
    desk.get_by_label("Vad").select_option(label="Torgmöte")

    expect(chip(desk, leaflets)).to_have_count(0)
    expect(mark(desk, leaflets)).to_have_count(0)
    expect(mark(desk, meeting)).to_have_count(1)
    expect(desk).to_have_url(re.compile(rf"\?month=2027-03&event={leaflets}&kind=square_meeting$"))
    expect(dock(desk)).to_contain_text("Flygblad")
    desk.get_by_label("Vad").select_option("")
    expect(desk.locator(".event-chip")).to_have_count(4)
    desk.get_by_label("Sök").fill("utkas")
    expect(desk.locator(".event-chip")).to_have_count(1)
    expect(desk.get_by_label("Sök")).to_be_focused()
    desk.get_by_role("link", name="Visa allt").click()
    expect(desk.locator(".event-chip")).to_have_count(4)
    expect(desk.get_by_label("Sök")).to_have_value("")
    expect(desk.locator("body[data-kept=yes]")).to_have_count(1)


def test_steps_keep_the_focus_and_the_back_button_works(desk: Page, some_events: list[int]) -> None:
    go(desk)
    desk.get_by_role("link", name="Nästa månad").focus()
    desk.keyboard.press("Enter")
    heading = desk.get_by_role("heading", level=1)
    expect(heading).to_have_text("April 2027")
    expect(desk).to_have_title(re.compile("April 2027"))
    expect(desk.get_by_role("link", name="Nästa månad")).to_be_focused()
    expect(desk.locator(".map-event")).to_have_count(0)
    desk.go_back()
    expect(heading).to_have_text("Mars 2027")
    expect(mark(desk, some_events[0])).to_have_count(1)
    desk.get_by_label("Gå till").fill("2027-09-04")
    expect(heading).to_have_text("September 2027")
    desk.get_by_role("link", name="I dag").click()
    expect(heading).to_have_text("Mars 2027")


def test_without_scripts_the_form_and_the_links_do_the_same(
    open_page: OpenPage, organiser: Person, sign_in: SignIn, some_events: list[int]
) -> None:
    page = open_page(DESKTOP, java_script_enabled=False)
    sign_in(page, organiser)
    page.goto(f"/calendar?event={some_events[0]}")
    expect(dock(page)).to_contain_text("Flygblad")
    page.get_by_label("Vad").select_option(label="Torgmöte")
    page.get_by_role("button", name="Visa").click()
    expect(page.locator(".event-chip")).to_have_count(1)
    expect(dock(page)).to_contain_text("Flygblad")
    page.get_by_role("link", name="Vecka", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vecka 10")
    expect(page.locator("#year")).to_be_hidden()


def test_on_a_phone_the_filter_opens_and_closes(phone: Page) -> None:
    go_phone = phone.get_by_role("link", name="Filter", exact=True)
    phone.goto("/calendar")
    expect(phone.get_by_label("Vad")).to_be_hidden()
    go_phone.tap()
    phone.get_by_label("Behöver folk").check()
    expect(phone.locator(".calendar-list .event-line")).to_have_count(1)
    assert axe_findings(phone) == []
    phone.get_by_role("navigation", name="Vyer").get_by_role("link", name="Karta").tap()
    expect(phone.locator(".map-event")).to_have_count(1)


@pytest.mark.parametrize("view", ["", "week", "list", "map", "month"])
def test_every_view_is_accessible_and_fits(page: Page, size: str, view: str) -> None:
    page.goto(f"/calendar?view={view}")
    if size == DESKTOP or view == "map":
        page.locator(READY).wait_for()

    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


# ---- the year on the map


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Året på kartan")


def test_the_slider_shows_the_year_up_to_a_day(page: Page, size: str, some_events: list[int]) -> None:
    leaflets, meeting, _, cancelled, autumn = some_events
    go(page, "/calendar?view=map" if size == PHONE else "/calendar")
    expect(slider(page)).to_have_value("65")
    slider(page).press("End")
    expect(slider(page)).to_have_attribute("aria-valuetext", "31 december: genomfört 1, planerat 2")
    expect(shape(page, autumn)).to_be_visible()
    expect(shape(page, cancelled)).to_be_hidden()
    fills = [
        shape(page, number).evaluate("(it) => getComputedStyle(it).backgroundColor") for number in (meeting, leaflets)
    ]
    assert fills[0] != fills[1]
    assert axe_findings(page) == []
    slider(page).press("Home")
    expect(slider(page)).to_have_attribute("aria-valuetext", "1 januari: genomfört 0, planerat 0")
    expect(shape(page, meeting)).to_be_hidden()
    page.get_by_role("button", name="Tillbaka").click()
    expect(shape(page, meeting)).to_be_visible()
    expect(mark(page, autumn)).to_have_count(0)


def test_with_less_motion_the_button_steps_by_months(desk: Page, some_events: list[int]) -> None:
    go(desk)
    button = desk.get_by_role("button", name="Nästa månad")
    for month in ("31 januari: genomfört 0", "28 februari: genomfört 0", "31 mars: genomfört 1, planerat 1"):
        button.click()
        expect(slider(desk)).to_have_attribute("aria-valuetext", re.compile(month))
    desk.keyboard.press("Escape")
    expect(mark(desk, some_events[4])).to_have_count(0)


def test_the_year_plays_and_pauses(
    open_page: OpenPage, organiser: Person, sign_in: SignIn, some_events: list[int]
) -> None:
    page = open_page(DESKTOP)
    sign_in(page, organiser)
    go(page)
    page.get_by_role("button", name="Spela året").click()
    expect(shape(page, some_events[1])).to_be_visible()
    expect(slider(page)).not_to_have_value("65")
    page.get_by_role("button", name="Pausa").click()
    at = slider(page).input_value()
    expect(page.get_by_role("button", name="Spela året")).to_be_visible()
    page.wait_for_timeout(500)  # two beats
    assert slider(page).input_value() == at


def test_the_filter_holds_for_the_year_too(desk: Page, some_events: list[int]) -> None:
    go(desk)
    slider(desk).press("End")
    expect(desk.locator(".map-event")).to_have_count(4)
    desk.get_by_label("Vad").select_option(label="Torgmöte")

    expect(desk.locator(".map-event")).to_have_count(1)
    expect(slider(desk)).to_have_attribute("aria-valuetext", "31 december: genomfört 1, planerat 0")


def test_roles_that_only_read_have_the_same_calendar(
    open_page: OpenPage, person: MakePerson, sign_in: SignIn, some_events: list[int]
) -> None:
    page = open_page(DESKTOP)
    sign_in(page, person(Role.BOARD))
    go(page, f"/calendar?event={some_events[0]}")

    expect(dock(page)).to_contain_text("Flygblad")
    assert page.get_by_role("link", name="Flytta").count() == 0
    expect(chip(page, some_events[2])).to_have_count(0)
