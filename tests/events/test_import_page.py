"""The import in a browser: a file chosen, looked over, mended where it asks, and confirmed."""

from datetime import date, time
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from outreach.db import db
from outreach.events.models import Event
from outreach.people.models import Person
from tests.browser import axe_findings
from tests.conftest import OpenPage, SignIn


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A workbook as an organiser keeps it: a heading, real dates, a place that is misspelt, a row that is wrong."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Våren 2027"],
        ["Datum", "Tid", "Till", "Aktivitet", "Plats", "Antal"],
        [date(2027, 3, 13), time(13), time(15), "Flygblad", "Hagalunds torget", 4],
        [date(2027, 3, 14), time(11), time(13), "Torgmöte", "Under bron", None],
        ["14/3", "sent", None, "Bokbordet", None, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


@pytest.fixture
def import_page(page: Page, solna: None, organiser: Person, sign_in: SignIn) -> Page:
    sign_in(page, organiser)
    page.goto("/events/import")
    return page


def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_plan_in_excel_becomes_drafts(app: Flask, import_page: Page, plan: Path) -> None:
    page = import_page
    assert axe_findings(page) == []
    page.get_by_label("Fil").set_input_files(plan)
    page.get_by_role("button", name="Titta på raderna").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("2 rader blir utkast")
    assert axe_findings(page) == []
    assert fits(page)
    misspelt = page.get_by_role("group", name="Hagalunds torget")
    expect(misspelt.get_by_label("Vad ska hända med den?").locator("option:checked")).to_have_text("Hagalunds torg")
    expect(misspelt.get_by_label("Latitud")).to_be_hidden()
    new = page.get_by_role("group", name="Under bron")
    new.get_by_label("Vad ska hända med den?").select_option("create")
    page.get_by_role("button", name="Importera 2 rader").click()

    expect(new.get_by_text("En sparad plats behöver en punkt")).to_be_visible()
    assert axe_findings(page) == []
    new.get_by_label("Latitud").fill("59.3622")
    new.get_by_label("Longitud").fill("18.0088")
    page.get_by_role("button", name="Importera 2 rader").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("2 utkast ligger i kalendern.")
    expect(page.get_by_text("”14/3” saknar år")).to_be_visible()
    assert axe_findings(page) == []
    assert fits(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Ladda ner raderna att laga (CSV)").click()
    assert "14/3;sent;;Bokbordet" in Path(waiting.value.path()).read_text("utf-8-sig")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 2


def test_a_file_that_is_no_table_says_so(import_page: Page, tmp_path: Path) -> None:
    page = import_page
    (tmp_path / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    page.get_by_label("Fil").set_input_files(tmp_path / "bild.png")
    page.get_by_role("button", name="Titta på raderna").click()

    expect(page.get_by_text("Det här är ingen tabell som går att läsa.")).to_be_visible()
    assert axe_findings(page) == []


def test_a_file_that_is_far_too_large_says_so(import_page: Page, tmp_path: Path) -> None:
    page = import_page
    (tmp_path / "stor.csv").write_bytes(b"x" * 12 * 1024 * 1024)
    page.get_by_label("Fil").set_input_files(tmp_path / "stor.csv")
    page.get_by_role("button", name="Titta på raderna").click()

    expect(page.get_by_text("välj en mindre fil")).to_be_visible()


def test_it_works_without_script(
    open_page: OpenPage, solna: None, organiser: Person, sign_in: SignIn, plan: Path
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, organiser)
    page.goto("/events/import")
    page.get_by_label("Fil").set_input_files(plan)
    page.get_by_role("button", name="Titta på raderna").click()
    page.get_by_role("button", name="Importera 2 rader").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("2 utkast ligger i kalendern.")
