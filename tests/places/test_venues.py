"""Venues in the settings: when they are good to stand on, adding, changing and forgetting them, and who may."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind
from outreach.events.service import planning
from outreach.people.models import Role
from outreach.places.models import Venue, VenueWindow
from outreach.places.queries import find_venue_by_name
from outreach.places.rules import VenueRefusal, is_outside
from outreach.places.service.venues import VenuePlan, delete_venue, save_venue
from outreach.refusals import Refused
from tests.browser import axe_findings
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint, queries
from tests.events.conftest import NOW
from tests.pages import error_by, form_to, page_of, typed

SATURDAY, SUNDAY = 5, 6
POINT = (59.3622, 18.0088)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def window(weekday: int, start: int, end: int) -> VenueWindow:
    return VenueWindow(weekday=weekday, start=time(start), end=time(end))


def a_venue(**changes: Any) -> VenuePlan:
    values: dict[str, Any] = {"name": "Nya torget", "point": POINT, "windows": [(SATURDAY, time(11), time(14))]}
    return VenuePlan(**{**values, **changes})


# ---- when a venue is good


@pytest.mark.parametrize(
    ("windows", "weekday", "start", "end", "outside"),
    [
        ([], SATURDAY, 3, 4, False),
        ([(SATURDAY, 11, 14)], SATURDAY, 11, 14, False),
        ([(SATURDAY, 11, 14)], SATURDAY, 12, 13, False),
        ([(SATURDAY, 11, 14)], SATURDAY, 10, 12, True),
        ([(SATURDAY, 11, 14)], SATURDAY, 13, 15, True),
        ([(SATURDAY, 11, 14)], SATURDAY, 14, 15, True),
        ([(SATURDAY, 11, 14)], SUNDAY, 12, 13, True),
        ([(SATURDAY, 10, 12), (SATURDAY, 12, 14)], SATURDAY, 11, 13, False),
        ([(SATURDAY, 12, 14), (SATURDAY, 10, 13)], SATURDAY, 11, 14, False),
        ([(SATURDAY, 9, 16), (SATURDAY, 10, 11)], SATURDAY, 10, 15, False),
        ([(SATURDAY, 10, 12), (SATURDAY, 13, 15)], SATURDAY, 11, 14, True),
        ([(SATURDAY, 10, 12), (SUNDAY, 12, 14)], SATURDAY, 11, 13, True),
    ],
)
def test_times_outside_of_what_is_good(
    windows: list[tuple[int, int, int]], weekday: int, start: int, end: int, outside: bool
) -> None:
    assert is_outside([window(*each) for each in windows], weekday, time(start), time(end)) is outside


hours = st.lists(st.integers(0, 23), min_size=2, max_size=2, unique=True).map(sorted)
some_windows = st.lists(st.tuples(st.integers(0, 6), hours), max_size=8)


@given(some_windows, st.integers(0, 6), hours)
def test_it_is_as_if_every_hour_was_looked_at(windows: Any, weekday: int, span: list[int]) -> None:
    rows = [window(day, start, end) for day, (start, end) in windows]
    good = {hour for day, (start, end) in windows if day == weekday for hour in range(start, end)}

    found = is_outside(rows, weekday, time(span[0]), time(span[1]))

    assert found == (bool(windows) and not set(range(*span)) <= good)


# ---- services


def test_a_venue_is_saved_with_its_windows_in_order(app: Flask) -> None:
    windows = [(SUNDAY, time(12), time(15)), (SATURDAY, time(11), time(14)), (SATURDAY, time(11), time(14))]
    venue = save_venue(
        a_venue(note="Vid statyn.", permit_note="Fråga torghandeln.", needs_permit=False, windows=windows)
    )

    db.session.expire_all()
    found = find_venue_by_name("nya TORGET")
    assert found is venue
    assert (venue.latitude, venue.longitude) == POINT
    assert (venue.note, venue.permit_note, venue.needs_permit, venue.is_verified) == (
        "Vid statyn.", "Fråga torghandeln.", False, False,
    )  # fmt: skip
    assert [(row.weekday, row.start, row.end) for row in venue.windows] == [
        (SATURDAY, time(11), time(14)),
        (SUNDAY, time(12), time(15)),
    ]


def test_a_change_replaces_the_windows(app: Flask) -> None:
    venue = save_venue(a_venue())

    save_venue(a_venue(name="Torget", windows=[(SUNDAY, time(9), time(10))], is_verified=True), venue)

    assert (venue.name, venue.is_verified) == ("Torget", True)
    assert [(row.weekday, row.start) for row in db.session.scalars(select(VenueWindow))] == [(SUNDAY, time(9))]


def test_no_two_venues_of_one_name(app: Flask) -> None:
    venue = save_venue(a_venue())
    other = save_venue(a_venue(name="Ånglok"))

    for plan, changed in ((a_venue(name="NYA  torget"), None), (a_venue(name="ånglok"), venue)):
        with pytest.raises(Refused) as refused:
            save_venue(plan, changed)
        assert refused.value.reason is VenueRefusal.VENUE_NAME_TAKEN
        db.session.rollback()
    save_venue(a_venue(name="ÅNGLOK"), other)

    assert {each.name for each in db.session.scalars(select(Venue))} == {"Nya torget", "ÅNGLOK"}


def test_a_point_that_is_nowhere_is_refused(app: Flask) -> None:
    with pytest.raises(Refused) as refused:
        save_venue(a_venue(point=(91.0, 18.0)))

    assert refused.value.reason is VenueRefusal.OFF_EARTH


def test_events_keep_their_place_when_the_venue_is_forgotten(app: Flask, person: MakePerson) -> None:
    venue = save_venue(a_venue())
    event = planning.plan_event(
        planning.Plan(EventKind.SQUARE_MEETING, date(2027, 4, 3), time(11), time(13), place="Nya torget"), person()
    )
    assert event.venue_id == venue.id

    delete_venue(venue)

    db.session.expire_all()
    kept = db.session.get_one(Event, event.id)
    assert (kept.place, kept.latitude, kept.longitude, kept.venue_id) == ("Nya torget", *POINT, None)
    assert db.session.scalars(select(VenueWindow)).all() == []


# ---- pages

NEW, LIST = "/settings/venues/new", "/settings/venues"
GOOD = {
    "name": "Nya torget",
    "latitude": "59,3622",
    "longitude": "18.0088",
    "windows-0-weekday": "5",
    "windows-0-start": "11.00",
    "windows-0-end": "14:00",
    "windows-1-weekday": "",
    "windows-1-start": "",
    "windows-1-end": "",
    "note": "Vid statyn.",
    "needs_permit": "y",
    "permit_note": "",
}


@pytest.fixture
def organiser(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.ORGANISER))
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 303),
        (Role.VOLUNTEER, 403),
        (Role.BOARD, 403),
        (Role.MEDIA, 403),
        (Role.ORGANISER, 200),
        (Role.ADMIN, 200),
    ],
)
def test_who_keeps_the_venues(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, role: Role | None, status: int
) -> None:
    venue = save_venue(a_venue())
    if role:
        sign_in(client, person(role))
    changed = {200: 303}.get(status, status)
    before = fingerprint()

    looks = [
        client.get(path).status_code for path in (LIST, NEW, f"/settings/venues/{venue.id}/edit", f"{LIST}/map.js")
    ]
    posts = [
        client.post(path, data=data, csrf=csrf).status_code
        for path, data in ((NEW, GOOD), (f"{LIST}/{venue.id}/edit", GOOD), (f"{LIST}/{venue.id}/delete", {}))
        for csrf in (False,)
    ]

    assert looks == [status] * 4
    assert posts == [403] * 3
    assert fingerprint() == before
    assert client.post(f"{LIST}/{venue.id}/delete").status_code == changed
    assert (find_venue_by_name("Nya torget") is None) == (changed == 303 and role is not None)


def test_what_is_typed_is_saved(app: Flask, organiser: FlaskClient) -> None:
    answer = organiser.post(NEW, data=GOOD)

    assert answer.status_code == 303
    [venue] = db.session.scalars(select(Venue))
    assert (venue.name, venue.latitude, venue.longitude, venue.note) == ("Nya torget", 59.3622, 18.0088, "Vid statyn.")
    assert (venue.needs_permit, venue.is_verified) == (True, False)
    assert [(row.weekday, row.start, row.end) for row in venue.windows] == [(SATURDAY, time(11), time(14))]
    page = organiser.get(LIST).get_data(as_text=True)
    assert "Bäst lördag 11.00–14.00" in page
    assert "inte kontrollerad" in page


def test_a_saved_venue_stands_in_its_form_and_is_saved_as_it_was(app: Flask, organiser: FlaskClient) -> None:
    venue = save_venue(a_venue(note="Vid statyn.", is_verified=True, needs_permit=False))
    address = f"{LIST}/{venue.id}/edit"
    form = form_to(page_of(organiser.get(address)), address)
    before = fingerprint()

    answer = organiser.post(address, data=typed(form))

    assert answer.status_code == 303
    after = fingerprint()
    before.pop("venue_window"), after.pop("venue_window")  # written anew, with new ids
    assert after == before
    assert [(row.weekday, row.start) for row in db.session.scalars(select(VenueWindow))] == [(SATURDAY, time(11))]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " \u200b "),
        ("name", "x" * 81),
        ("latitude", ""),
        ("latitude", "91"),
        ("latitude", "norr"),
        ("latitude", "nan"),
        ("longitude", "181"),
        ("note", "x" * 501),
        ("permit_note", "x" * 501),
        ("windows-0-weekday", ""),
        ("windows-0-weekday", "7"),
        ("windows-0-start", ""),
        ("windows-0-start", "klockan elva"),
        ("windows-0-end", ""),
        ("windows-0-end", "11:00"),
        ("windows-0-end", "25:00"),
    ],
)
def test_rubbish_comes_back_with_a_word_at_the_field(
    app: Flask, organiser: FlaskClient, field: str, value: str
) -> None:
    before = fingerprint()

    answer = organiser.post(NEW, data={**GOOD, field: value})

    assert answer.status_code == 422
    assert fingerprint() == before
    form = form_to(page_of(answer), NEW)
    assert error_by(form, field)
    kept = typed(form)
    assert all(
        kept[name] == text for name, text in GOOD.items() if name not in (field, "needs_permit", "windows-0-weekday")
    )


def test_a_name_that_is_taken_is_said_at_the_name(app: Flask, organiser: FlaskClient) -> None:
    save_venue(a_venue())

    answer = organiser.post(NEW, data={**GOOD, "name": "nya torget"})

    assert answer.status_code == 422
    assert "redan en plats" in error_by(form_to(page_of(answer), NEW), "name")


def test_the_list_asks_no_more_for_many_venues(app: Flask, organiser: FlaskClient) -> None:
    def asked() -> int:
        with queries(app) as seen:
            assert organiser.get(LIST).status_code == 200
        return len(seen)

    save_venue(a_venue())
    one = asked()
    for number in range(30):
        save_venue(a_venue(name=f"Torg {number}"))

    assert asked() == one


# ---- in a browser


def test_a_venue_is_placed_on_the_map_and_forgotten(
    app: Flask, page: Page, person: MakePerson, sign_in: SignIn
) -> None:
    sign_in(page, person(Role.ORGANISER))
    page.goto(LIST)
    assert axe_findings(page) == []
    page.get_by_role("link", name="Lägg till en plats").click()
    page.locator("[data-map].has-areas").wait_for()
    page.get_by_label("Namn").fill("Nya torget")
    page.locator(".folium-map").click(position={"x": 100, "y": 120})
    expect(page.get_by_label("Latitud")).not_to_have_value("")
    row = page.get_by_role("group", name="Rad 1")
    row.get_by_label("Veckodag").select_option("Lördag")
    row.get_by_label("Från").fill("11:00")
    assert axe_findings(page) == []

    page.get_by_role("button", name="Spara platsen").click()
    expect(page.get_by_label("Till").first).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Namn")).to_have_value("Nya torget")
    assert axe_findings(page) == []
    page.get_by_role("group", name="Rad 1").get_by_label("Till").fill("14:00")
    page.get_by_role("button", name="Spara platsen").click()

    expect(page.get_by_role("status").first).to_contain_text("”Nya torget” är sparad")
    expect(page.get_by_text("Bäst lördag 11.00–14.00")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("link", name="Ändra Nya torget").click()
    page.get_by_text("Ta bort platsen").click()
    page.get_by_role("button", name="Ja, ta bort den").click()
    expect(page.get_by_text("Ingen plats är sparad än.")).to_be_visible()
    assert axe_findings(page) == []
