"""Areas in a real browser: drawing, moving, splitting and choosing by mouse, touch and keyboard; axe on each page."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from outreach.people.models import Role
from outreach.places import queries, service
from tests.browser import DESKTOP, PHONE, axe_findings
from tests.conftest import MakePerson, OpenPage, SignIn
from tests.mbtiles import PNG, make_mbtiles

STARTER = Path("outreach/starters/solna")
DRAWN = ".has-areas.has-sketch:not([aria-busy])"


@pytest.fixture(autouse=True)
def solna(app: Flask) -> None:
    with app.app_context():
        service.load_starter(STARTER)


@pytest.fixture
def ids(app: Flask, solna: None) -> dict[str, int]:
    with app.app_context():
        return {area.name: area.id for area in queries.areas()}


@pytest.fixture
def desk(open_page: OpenPage, person: MakePerson, sign_in: SignIn) -> Page:
    """An organiser at a desk."""
    page = open_page(DESKTOP, reduced_motion="reduce")
    sign_in(page, person(Role.ORGANISER))
    return page


def go(page: Page, path: str) -> Locator:
    """The map of that page, once it is drawn."""
    page.goto(path)
    page.locator(f"[data-map]{DRAWN}").wait_for()
    return page.locator(".folium-map")


def outline(page: Page) -> Any:
    text = page.locator("textarea").input_value()
    return json.loads(text)["coordinates"] if text else None


def tap(page: Page, at: tuple[float, float]) -> None:
    page.locator(".folium-map").scroll_into_view_if_needed()
    box = page.locator(".folium-map").bounding_box()
    assert box
    spot = (box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"])
    if page.evaluate("navigator.maxTouchPoints"):
        page.touchscreen.tap(*spot)
    else:
        page.mouse.click(*spot)


def points(page: Page) -> Locator:
    return page.locator("button.area-point")


PAGES = [
    "/areas",
    "/areas?sort=days&dir=asc",
    "/areas/new",
    "/areas/{Hagalund}/edit",
    "/areas/{Hagalund}/split",
    "/areas/merge?area={Hagalund}",
    "/areas/compose",
    "/areas/import",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_never_wider_than_the_screen(
    open_page: OpenPage, person: MakePerson, sign_in: SignIn, ids: dict[str, int], size: str, scheme: str
) -> None:
    page = open_page(size, color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, person(Role.ORGANISER))
    for path in PAGES:
        page.goto(path.format(**ids))
        if page.locator("[data-map]").count():
            page.locator(f"[data-map]{DRAWN}").wait_for()
        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_an_area_is_drawn_by_taps_and_saved(app: Flask, page: Page, person: MakePerson, sign_in: SignIn) -> None:
    """On a phone by touch, at a desk by mouse: in the water beside Solna, where nothing is."""
    sign_in(page, person(Role.ORGANISER))
    go(page, "/areas/new")
    corners = [(0.02, 0.3), (0.14, 0.42), (0.14, 0.58), (0.02, 0.7)]
    for number, corner in enumerate(corners, start=1):
        tap(page, corner)
        expect(points(page)).to_have_count(number)

    expect(page.locator(".area-said")).to_have_text("Gränsen går att spara.")
    assert len(outline(page)[0]) == 5
    page.get_by_label("Namn").fill("Mälaren")
    page.get_by_role("button", name="Spara området").click()
    page.wait_for_url("**/areas")

    with app.app_context():
        assert queries.find_area_by_name("Mälaren")


def test_what_is_wrong_is_said_while_drawing(desk: Page, ids: dict[str, int]) -> None:
    go(desk, "/areas/new")
    for corner in ((0.05, 0.6), (0.2, 0.9), (0.2, 0.6), (0.05, 0.9)):
        tap(desk, corner)
    expect(desk.locator(".area-said")).to_contain_text("korsar sig själv")
    assert "is-wrong" in (desk.locator(".area-editor").get_attribute("class") or "")

    desk.get_by_role("button", name="Börja om").click()
    for corner in ((0.3, 0.3), (0.6, 0.3), (0.6, 0.6)):
        tap(desk, corner)
    expect(desk.locator(".area-said")).to_contain_text("överlappar")
    desk.get_by_label("Där ett annat område redan ligger").select_option("take")
    expect(desk.locator(".area-said")).to_have_text("Gränsen går att spara.")


def test_an_area_is_drawn_by_keyboard_alone(desk: Page) -> None:
    box = go(desk, "/areas/new")
    box.focus()
    for keys in (["ArrowRight"] * 6, ["ArrowDown"] * 2, ["ArrowLeft"] * 2):
        for key in keys:
            desk.keyboard.press(key)
        desk.keyboard.press("Enter")

    expect(points(desk)).to_have_count(3)
    assert len(outline(desk)[0]) == 4


def test_a_point_is_moved_added_removed_and_undone_by_keyboard(desk: Page, ids: dict[str, int]) -> None:
    go(desk, f"/areas/{ids['Hagalund']}/edit")
    before = outline(desk)[0]
    expect(points(desk)).to_have_count(len(before) - 1)
    assert points(desk).evaluate_all("dots => dots.filter((dot) => dot.tabIndex === 0).length") == 1
    first = points(desk).first
    first.focus()
    assert first.get_attribute("aria-label") == f"Punkt 1 av {len(before) - 1}"

    desk.keyboard.press("ArrowRight")
    moved = outline(desk)[0]
    assert moved[0][0] > before[0][0]
    assert moved[0] == moved[-1]
    assert moved[1:-1] == before[1:-1]
    desk.keyboard.press("PageDown")
    assert desk.evaluate("document.activeElement.ariaLabel").startswith("Punkt 2 ")
    desk.keyboard.press("+")
    assert len(outline(desk)[0]) == len(before) + 1
    assert desk.evaluate("document.activeElement.ariaLabel").startswith("Punkt 3 ")
    desk.keyboard.press("Delete")
    assert outline(desk)[0] == moved

    for _ in range(3):
        desk.get_by_role("button", name="Ångra").click()
    assert outline(desk)[0] == before
    assert desk.get_by_role("button", name="Ångra").is_disabled()


def drag(page: Page, what: Locator, by: tuple[int, int]) -> None:
    box = what.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2, steps=4)
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def test_points_are_dragged_and_pale_ones_become_new(desk: Page, ids: dict[str, int]) -> None:
    go(desk, f"/areas/{ids['Haga']}/edit")
    before = outline(desk)[0]

    drag(desk, points(desk).nth(5), (30, 30))
    moved = outline(desk)[0]
    assert sum(a != b for a, b in zip(before, moved, strict=True)) == 1

    drag(desk, desk.locator(".area-point.is-ghost").first, (25, 25))
    assert len(outline(desk)[0]) == len(before) + 1
    points(desk).nth(2).click()
    desk.get_by_role("button", name="Ta bort punkten").click()
    assert len(outline(desk)[0]) == len(before)


def test_a_point_near_a_neighbour_takes_its_border(desk: Page, ids: dict[str, int]) -> None:
    go(desk, f"/areas/{ids['Hagalund']}/edit")
    before = outline(desk)[0]
    south = min(range(len(before) - 1), key=lambda index: before[index][1])
    corner = points(desk).nth(south)
    there = corner.bounding_box()
    drag(desk, corner, (0, -80))
    away = outline(desk)[0]
    here = corner.bounding_box()
    assert there
    assert here

    drag(desk, corner, (int(there["x"] - here["x"]) + 4, int(there["y"] - here["y"]) - 3))

    assert away[south] != before[south]
    assert outline(desk)[0] == before


def test_the_text_is_the_twin_of_the_drawing(desk: Page, ids: dict[str, int]) -> None:
    go(desk, "/areas/new")
    desk.get_by_text("Utan kartan").click()
    text = json.dumps({"type": "Polygon", "coordinates": [[[18, 59.34], [18.01, 59.34], [18, 59.345], [18, 59.34]]]})
    desk.locator("textarea").fill(text)
    expect(points(desk)).to_have_count(3)

    desk.locator("textarea").fill("nonsense")
    expect(points(desk)).to_have_count(3)


def test_an_area_is_split_by_a_line(
    app: Flask, page: Page, person: MakePerson, sign_in: SignIn, ids: dict[str, int]
) -> None:
    sign_in(page, person(Role.ORGANISER))
    go(page, f"/areas/{ids['Huvudsta']}/split")
    page.get_by_label("Det nya områdets namn").fill("Huvudsta södra")
    for spot in ((0.5, 0.03), (0.5, 0.94)):
        tap(page, spot)
    expect(points(page)).to_have_count(2)
    page.get_by_role("button", name="Dela", exact=True).click()
    page.wait_for_url("**/areas")

    with app.app_context():
        assert {"Huvudsta", "Huvudsta södra"} <= {area.name for area in queries.areas()}


def test_districts_and_areas_are_chosen_on_the_map_or_in_the_list(desk: Page, ids: dict[str, int]) -> None:
    go(desk, "/areas/compose")
    desk.locator(".area-editor.is-ready").wait_for()
    tap(desk, (0.5, 0.5))
    ticked = desk.locator("input[name=districts]:checked")
    expect(ticked).to_have_count(1)
    expect(desk.locator(".area-choice.is-chosen")).to_have_count(1)
    ticked.uncheck()
    expect(desk.locator(".area-choice.is-chosen")).to_have_count(0)

    go(desk, f"/areas/merge?area={ids['Hagalund']}")
    desk.locator(".area-editor.is-ready").wait_for()
    expect(desk.locator(".area-choice.is-chosen")).to_have_count(1)
    desk.get_by_label("Frösunda").check()
    expect(desk.locator(".area-choice.is-chosen")).to_have_count(2)


def test_a_row_of_the_table_is_outlined_on_the_map(desk: Page, ids: dict[str, int]) -> None:
    go(desk, "/areas")
    desk.locator(f"tr[data-area-id='{ids['Haga']}'] a").first.focus()
    expect(desk.locator(".map-outline.is-picked")).to_have_count(1)


def test_everything_works_without_scripts(
    app: Flask, open_page: OpenPage, person: MakePerson, sign_in: SignIn, ids: dict[str, int]
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    sign_in(page, person(Role.ORGANISER))
    page.goto(f"/areas/{ids['Haga']}/edit")
    page.get_by_label("Hushåll").fill("1200")
    page.get_by_role("button", name="Spara området").click()
    page.goto("/areas/new")
    expect(page.locator(".area-tools")).to_be_hidden()

    with app.app_context():
        assert queries.get_area(ids["Haga"]).households == 1200


# ---- the background map


def test_tiles_lie_under_our_map_and_their_source_is_named_as_text(
    app: Flask, open_page: OpenPage, person: MakePerson, sign_in: SignIn
) -> None:
    folder = app.extensions["outreach"].instance
    tiles = {(12, x, y): PNG for x in range(2240, 2260) for y in range(2880, 2910)}
    make_mbtiles(folder / "town.mbtiles", tiles, attribution="<b>OSM</b> <img src=x>", minzoom="12", maxzoom="12")
    page = open_page(DESKTOP, reduced_motion="reduce")
    sign_in(page, person(Role.ORGANISER))

    page.goto("/areas")
    page.locator("[data-map].has-areas.has-tiles").wait_for()

    expect(page.locator("img.leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("<b>OSM</b> <img src=x>")
    assert page.locator(".leaflet-control-attribution img").count() == 0
    assert axe_findings(page) == []
