"""Maps in a real browser, under our policy: what is drawn, placing by mouse, touch and keyboard, nothing foreign."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.browser import DESKTOP, PHONE, Watch, axe_findings, context_options
from tests.map_page import HAGALUND, event, make_app
from tests.serving import Server

Open = Callable[..., Page]

HOSTILE = "<img src=x onerror=\"document.title='bad'\">${document.title='bad'}</script>"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    server.serve(make_app())
    yield server
    server.close()


@pytest.fixture
def map_watch(server: Server) -> Iterator[Watch]:
    watch = Watch(server.url)
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def open_map(browser: Browser, server: Server, map_watch: Watch) -> Iterator[Open]:
    """Opens a page of tests/map_page.py and waits until everything is drawn: open_map("/month", PHONE)."""
    contexts = []

    def open_map(path: str, size: str = DESKTOP, until: str = ".has-areas.has-sketch", **options: Any) -> Page:
        context = browser.new_context(**{**context_options(size, server.url), "reduced_motion": "reduce", **options})
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        map_watch.follow(page)
        page.goto(path)
        page.locator(f"[data-map]{until}:not([aria-busy])").wait_for()
        return page

    yield open_map
    for context in contexts:
        context.close()


def boxes(found: Locator) -> list[FloatRect]:
    return [box for box in (each.bounding_box() for each in found.all() if each.is_visible()) if box]


def overlap(a: FloatRect, b: FloatRect) -> bool:
    return (
        min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"]) > 1
        and min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"]) > 1
    )


def listen(page: Page) -> None:
    """Write the points that the map asks for from now on into the page, where a test can wait for them."""
    page.evaluate(
        "document.addEventListener('outreach:point', ({ detail }) => {"
        " document.documentElement.lang += ` ${detail.latitude},${detail.longitude}` })"
    )


def the_point(page: Page) -> tuple[float, float]:
    expect(page.locator("html")).to_have_attribute("lang", re.compile(r"^sv \S+$"))
    latitude, longitude = str(page.locator("html").get_attribute("lang")).removeprefix("sv ").split(",")
    return float(latitude), float(longitude)


def nothing_is_asked(page: Page) -> None:
    page.wait_for_timeout(500)  # longer than a single click waits for its second
    expect(page.locator("html")).to_have_attribute("lang", "sv")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("path", ["/month", "/point", "/picker?latitude=59.3622&longitude=18.0088"])
def test_maps_are_accessible(open_map: Open, path: str, size: str) -> None:
    assert axe_findings(open_map(path, size)) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("presses", [0, 1, 3])
def test_names_never_collide_with_each_other_or_with_events(open_map: Open, size: str, presses: int) -> None:
    page = open_map("/month", size, ".has-areas.has-sketch.has-events")
    page.locator(".folium-map").focus()
    for _ in range(presses):
        page.keyboard.press("+")
        page.wait_for_timeout(350)  # Leaflet's own animation has no end that a page can be asked for
    names, marks = boxes(page.locator(".map-label")), boxes(page.locator(".map-event-shape"))

    assert len(names) >= (8 if presses == 0 else 3)
    assert [(a, b) for i, a in enumerate(names) for b in names[:i] if overlap(a, b)] == []
    assert [(a, b) for a in names for b in marks if overlap(a, b)] == []


def test_the_whole_town_is_in_view_with_its_priority_areas_outlined(open_map: Open) -> None:
    page = open_map("/month", PHONE)
    frame = page.locator(".folium-map").bounding_box()
    land = boxes(page.locator("path.map-land"))

    assert frame is not None
    assert len(land) == 14
    assert min(box["x"] for box in land) >= frame["x"]
    assert max(box["x"] + box["width"] for box in land) <= frame["x"] + frame["width"]
    assert page.locator("path.map-outline.is-priority").count() == 6
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Valmyndigheten")


def test_events_are_links_that_say_what_they_are(open_map: Open) -> None:
    page = open_map("/month", until=".has-events")
    mark = page.get_by_role("link", name="Flygblad i Hagalund, 2026-11-26 17.00, 1 av 4")

    expect(mark).to_have_text("26")
    expect(mark).to_have_class(re.compile(r"\bleaflet_drop\b.*\bneeds-people\b"))
    expect(page.locator(".map-event.square_meeting")).to_have_count(4)
    expect(page.locator(".map-event.is-held")).to_have_count(3)
    expect(page.locator(".map-event.is-draft")).to_have_count(2)
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/1")


def test_a_click_on_an_event_opens_it_and_places_nothing(open_map: Open) -> None:
    page = open_map("/month", until=".has-events")
    page.get_by_role("link", name="Flygblad i Bergshamra").first.locator(".map-event-shape").click()

    page.wait_for_url("**/events/5")


def test_events_at_one_spot_stand_beside_each_other(open_map: Open) -> None:
    page = open_map("/month", until=".has-events")
    shapes = boxes(page.locator(", ".join(f'.map-event[data-event-id="{number}"] > *' for number in (1, 2, 3))))

    assert len(shapes) == 3
    assert [(a, b) for i, a in enumerate(shapes) for b in shapes[:i] if overlap(a, b)] == []


def test_chip_and_mark_light_up_together(open_map: Open) -> None:
    page = open_map("/month", until=".has-events")
    chip = page.locator('li a[data-event-id="5"]')
    mark = page.locator('.map-event[data-event-id="5"]')

    chip.hover()
    expect(mark).to_have_class(re.compile("is-marked"))
    page.mouse.move(1, 1)
    expect(mark).not_to_have_class(re.compile("is-marked"))
    mark.focus()
    expect(chip).to_have_class(re.compile("is-marked"))


def test_a_click_on_the_map_asks_for_that_point(open_map: Open) -> None:
    page = open_map("/month")
    listen(page)
    home = page.locator(".folium-map").bounding_box()
    assert home is not None
    page.mouse.click(home["x"] + home["width"] / 2, home["y"] + home["height"] / 2)

    latitude, longitude = the_point(page)
    assert latitude == pytest.approx(59.3696, abs=0.002)
    assert longitude == pytest.approx(18.0104, abs=0.002)
    expect(page.locator(".map-hint")).to_be_hidden()


def test_a_tap_asks_as_well(open_map: Open) -> None:
    page = open_map("/month", PHONE)
    listen(page)
    page.locator(".folium-map").tap(position={"x": 60, "y": 400})

    assert 59.33 < the_point(page)[0] < 59.41


def test_enter_asks_for_the_middle_that_a_cross_shows(open_map: Open) -> None:
    page = open_map("/month")
    listen(page)
    cross = page.locator(".map-crosshair")
    expect(cross).to_be_hidden()
    page.keyboard.press("Tab")
    while page.evaluate("!document.activeElement.matches('.folium-map')"):
        page.keyboard.press("Tab")
    expect(cross).to_have_css("visibility", "visible")
    expect(page.locator(".map-hint")).to_be_visible()
    page.keyboard.press("Enter")

    assert the_point(page)[0] == pytest.approx(59.3696, abs=0.002)


def test_a_double_click_zooms_and_asks_for_nothing(open_map: Open) -> None:
    page = open_map("/month")
    listen(page)
    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    page.locator(".folium-map").dblclick(position={"x": 120, "y": 120})
    expect(scale).not_to_have_text(before)

    nothing_is_asked(page)


def test_a_map_that_only_shows_asks_for_nothing(open_map: Open) -> None:
    page = open_map("/month?read-only")
    listen(page)
    page.locator(".folium-map").click(position={"x": 120, "y": 120})

    nothing_is_asked(page)
    assert page.locator(".map-crosshair").count() == 0


def test_areas_are_shaded_by_how_far_behind_they_are_and_the_worst_is_hatched(open_map: Open) -> None:
    page = open_map("/month")
    fills = {level: shade(page, level) for level in ("", ".level-1", ".level-2", ".level-3")}

    assert len(set(fills.values())) == 4, "four shades"
    assert page.locator("path.map-hatched").count() == page.locator("path.map-land.level-3").count() == 3
    assert page.evaluate(
        "[...document.querySelectorAll('path.map-hatched')].every((path) => document.querySelector('#map-hatch line')"
        " && path.getAttribute('fill') === 'url(#map-hatch)')"
    )
    assert open_map("/point").locator("path.map-hatched").count() == 0, "only where it is the question"


def shade(page: Page, level: str) -> str:
    selector = f"path.map-land{level or ':not(.level-1, .level-2, .level-3)'}"
    return str(page.locator(selector).first.evaluate("(path) => getComputedStyle(path).fill"))


def test_marks_of_a_crowd_do_not_hide_each_other(open_map: Open) -> None:
    page = open_map("/month", until=".has-events")
    shapes = boxes(page.locator(".leaflet_drop > .map-event-shape, .square_meeting > .map-event-shape"))

    assert len(shapes) == 10
    assert [(a, b) for i, a in enumerate(shapes) for b in shapes[:i] if overlap(a, b)] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_picking_a_point_fills_the_form_and_says_the_area(open_map: Open, size: str) -> None:
    page = open_map("/picker", size)
    spot = page.locator(".map-area-name").get_by_text("Bergshamra").bounding_box()
    assert spot is not None
    click = page.touchscreen.tap if size == PHONE else page.mouse.click
    click(spot["x"] + 20, spot["y"] + 5)

    expect(page.locator(".map-note")).to_have_text("Bergshamra")
    assert float(page.locator("[name=latitude]").input_value()) == pytest.approx(59.3785, abs=0.005)
    assert float(page.locator("[name=longitude]").input_value()) == pytest.approx(18.038, abs=0.01)


def test_typed_coordinates_move_the_pin_and_a_comma_will_do(open_map: Open) -> None:
    page = open_map("/picker")
    page.locator("[name=latitude]").fill("59,3622")
    page.locator("[name=longitude]").fill("18,0088")
    pin = page.locator(".map-pin > *")
    before = boxes(pin)
    expect(page.locator(".map-note")).to_have_text("Hagalund")
    page.locator("[name=latitude]").fill("59.3293")
    page.locator("[name=longitude]").fill("18.0686")

    expect(page.locator(".map-note")).to_have_text("Outside all areas")
    assert len(before) == 1
    assert boxes(pin) != before


def test_a_form_that_comes_back_has_its_pin(open_map: Open) -> None:
    page = open_map(f"/picker?latitude={HAGALUND[0]}&longitude={HAGALUND[1]}")

    expect(page.locator(".map-pin")).to_have_count(1)
    expect(page.locator(".map-note")).to_have_text("Hagalund")


def test_the_pin_is_dragged_and_placed_by_enter(open_map: Open) -> None:
    page = open_map(f"/picker?latitude={HAGALUND[0]}&longitude={HAGALUND[1]}")
    [pin] = boxes(page.locator(".map-pin > *"))
    middle = (pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] - 160, steps=5)
    page.mouse.up()

    expect(page.locator(".map-note")).to_have_text("Frösunda")
    page.locator(".folium-map").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-note")).to_have_text("Hagalund")
    expect(page.locator("[name=latitude]")).to_have_value(re.compile(r"^59\.362"))


def test_a_saved_venue_brings_its_point(open_map: Open) -> None:
    page = open_map("/picker")
    page.locator("[name=venue]").select_option("Hagalunds torg")

    expect(page.locator("[name=latitude]")).to_have_value("59.36220")
    expect(page.locator(".map-note")).to_have_text("Hagalund")


def test_the_point_of_an_event_is_shown_in_its_kind_and_close_by(open_map: Open) -> None:
    page = open_map("/point")

    expect(page.locator(".map-pin.square_meeting")).to_have_count(1)
    expect(page.get_by_text("Hagalunds torg")).to_be_visible()
    expect(page.locator(".map-crosshair")).to_have_count(0)


def test_a_layer_that_fails_is_told_and_the_rest_is_drawn(open_map: Open, map_watch: Watch) -> None:
    map_watch.expect("nothing.geojson")
    page = open_map("/broken")

    expect(page.locator(".map-note")).to_contain_text("could not be loaded")
    expect(page.locator("path.map-land")).to_have_count(14)


def test_buttons_speak_the_page_s_words(open_map: Open) -> None:
    page = open_map("/month")

    for name in ("Zoom in", "Zoom out", "Show the whole map"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    expect(page.get_by_role("region", name="Karta")).to_be_visible()


def test_home_brings_the_town_back(open_map: Open) -> None:
    page = open_map("/month")
    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    page.get_by_role("button", name="Zoom in").click()
    expect(scale).not_to_have_text(before)
    page.get_by_role("button", name="Show the whole map").click()

    expect(scale).to_have_text(before)


def test_text_of_the_database_stays_text(browser: Browser) -> None:
    server = Server()
    bad = event(1, HAGALUND, title=HOSTILE, kind='"><script>', status='"><b>')
    bad["properties"]["url"] = "javascript:document.title='bad'"
    server.serve(make_app([bad]))
    watch = Watch(server.url)
    context = browser.new_context(**context_options(DESKTOP, server.url))
    try:
        page = context.new_page()
        watch.follow(page)
        page.goto("/month")
        page.locator("[data-map].has-events").wait_for()
        mark = page.locator(".map-event")
        expect(mark).to_have_attribute("aria-label", re.compile("<img src=x"))
        assert mark.get_attribute("href") is None
        mark.locator("> *").hover()
        expect(page.locator(".map-tip")).to_contain_text("<img src=x")
        expect(page).to_have_title("Karta")
    finally:
        context.close()
        server.close()
    assert watch.unexpected() == []
