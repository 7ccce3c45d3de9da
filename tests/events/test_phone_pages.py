"""The pages of a phone in a real browser: claiming with one thumb, the day itself, and both with a bad network."""

import re
from datetime import time
from typing import Protocol

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from outreach.db import db
from outreach.events.models import Claim, Event
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot
from outreach.events.service.planning import Outcome
from outreach.people.models import Person, Role, SignInSession
from tests.browser import DESKTOP, PHONE, Watch, axe_findings
from tests.conftest import MakePerson, OpenPage, SignIn
from tests.events.conftest import IN_HAGALUND, SATURDAY, MakeEvent, a_slot

# What a page does with scripts and storage is the same whatever the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

IN_BERGSHAMRA = (59.3816, 18.0365)
SMALLEST = 48
# Network errors that a test brings about itself.
OFFLINE = ("net::ERR", "Failed to fetch")


@pytest.fixture
def viktor(person: MakePerson) -> Person:
    return person(name="Viktor Ek", email="viktor@example.org")


@pytest.fixture
def phone(open_page: OpenPage, viktor: Person, sign_in: SignIn) -> Page:
    """Viktor's phone; it keeps what a phone keeps."""
    page = open_page(PHONE, service_workers="allow")
    sign_in(page, viktor)
    return page


class ClaimFor(Protocol):
    def __call__(self, event: Event, someone: Person) -> int: ...


@pytest.fixture
def claim_for(app: Flask) -> ClaimFor:
    """Takes the event's first slot for somebody: the claim's id."""

    def claim(event: Event, someone: Person) -> int:
        with app.app_context():
            return claim_slot(event.slots[0].id, db.session.get_one(Person, someone.id)).id

    return claim


def claims_of(app: Flask, person: Person) -> list[int]:
    with app.app_context():
        held = select(Claim.slot_id).where(Claim.person_id == person.id, Claim.released_at.is_(None))
        return list(db.session.scalars(held))


def small_targets(page: Page) -> list[str]:
    """What is pressed and is lower than a thumb needs; links within text are text."""
    return list(
        page.evaluate(
            """least => [...document.querySelectorAll("main :is(button, summary, a.button, select), nav.bottom a")]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least)
            .map(one => one.outerHTML)""",
            SMALLEST,
        )
    )


def is_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


# ---- my page


def test_a_slot_with_one_thumb(app: Flask, phone: Page, viktor: Person, make_event: MakeEvent) -> None:
    """From the mailed link to the slot it is two presses: the link, and the button. The same from my own page."""
    linked, other = (
        make_event(point=IN_HAGALUND),
        make_event(
            title="Torgmöte",
            point=IN_BERGSHAMRA,
            start=time(8),
            end=time(9),
            slots=[a_slot(start=time(8), end=time(9))],
        ),
    )
    phone.goto(f"/events/{linked.id}")
    phone.get_by_role("button", name="Ta passet").tap()
    expect(phone.locator(".told")).to_contain_text("Passet är ditt")

    phone.goto("/me")
    assert axe_findings(phone) == []
    assert small_targets(phone) == []
    card = phone.locator("article", has_text="Torgmöte")
    expect(card.get_by_role("link", name="Karta")).to_have_attribute("href", re.compile(rf"event={other.id}"))
    card.get_by_role("button", name="Ta passet").tap()

    expect(phone.locator("[data-mine-all] article")).to_have_count(2)
    assert axe_findings(phone) == []
    assert claims_of(app, viktor) == [linked.slots[0].id, other.slots[0].id]


def test_without_scripts_it_is_the_same(
    app: Flask, open_page: OpenPage, viktor: Person, sign_in: SignIn, make_event: MakeEvent
) -> None:
    slot_id = make_event(point=IN_HAGALUND).slots[0].id
    page = open_page(PHONE, java_script_enabled=False)
    sign_in(page, viktor)
    page.goto("/me")
    expect(page.get_by_role("button", name="Nära mig")).to_be_hidden()
    page.get_by_role("button", name="Ta passet").tap()

    way = page.get_by_text("Vägen dit")
    before = way.bounding_box()
    way.tap()
    after, other = way.bounding_box(), page.get_by_role("button", name="Jag kan inte").bounding_box()
    assert before
    assert after
    assert other
    assert (after["x"], after["y"]) == (before["x"], before["y"]), "a second press shuts it again"
    assert other["y"] > after["y"] + after["height"]
    expect(page.get_by_role("link", name="I telefonens karta")).to_have_attribute(
        "href", "geo:59.36220,18.00880?q=59.36220,18.00880"
    )
    elsewhere = page.get_by_role("link", name="På openstreetmap.org")
    assert "noreferrer" in (elsewhere.get_attribute("rel") or "")
    assert claims_of(app, viktor) == [slot_id]
    page.get_by_role("button", name="Jag kan inte").tap()
    expect(page.locator("[data-mine-all] article")).to_have_count(0)


def test_a_slot_by_keyboard_alone_in_few_stops(
    app: Flask, open_page: OpenPage, viktor: Person, sign_in: SignIn, make_event: MakeEvent
) -> None:
    event = make_event(point=IN_HAGALUND)
    page = open_page(DESKTOP, java_script_enabled=False)
    sign_in(page, viktor)
    page.goto(f"/events/{event.id}")
    for _stop in range(12):
        page.keyboard.press("Tab")
        if page.locator("button:focus", has_text="Ta passet").count():
            break
    else:
        pytest.fail("twelve stops, and not there yet")
    page.keyboard.press("Enter")

    expect(page.locator(".told")).to_contain_text("Passet är ditt")


@pytest.mark.parametrize("path", ["/me", "/events/{event}", "/events/{event}/day", "/offline"])
def test_it_fits_a_narrow_screen_and_four_times_the_size(
    open_page: OpenPage,
    person: MakePerson,
    sign_in: SignIn,
    make_event: MakeEvent,
    claim_for: ClaimFor,
    path: str,
) -> None:
    """320 pixels are also what a desk of 1280 has at 400 %."""
    someone = person(Role.ORGANISER)
    begun = make_event(
        day=SATURDAY, start=time(9), end=time(15), slots=[a_slot(start=time(9), end=time(15))], point=IN_HAGALUND
    )
    claim_for(begun, person(name="Wilhelmina-Charlotta Montgomery-Cederhielm"))
    page = open_page("320x640")
    sign_in(page, someone)
    page.goto(path.format(event=begun.id))

    assert not is_wide(page)
    assert axe_findings(page) == []


def test_what_is_near_is_found_out_by_the_phone_alone(
    open_page: OpenPage, viktor: Person, sign_in: SignIn, make_event: MakeEvent
) -> None:
    make_event(title="Hagalund", point=IN_HAGALUND)
    make_event(title="Bergshamra", point=IN_BERGSHAMRA)
    make_event(title="Nog folk", point=IN_BERGSHAMRA, slots=[a_slot(needed=0)])
    page = open_page(PHONE, geolocation={"latitude": 59.3810, "longitude": 18.0360}, permissions=["geolocation"])
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    sign_in(page, viktor)
    page.goto("/me")
    titles = page.locator("[data-near] h3")
    expect(titles).to_have_text(["Hagalund", "Bergshamra", "Nog folk"])

    page.get_by_role("button", name="Nära mig").tap()

    expect(titles).to_have_text(["Bergshamra", "Hagalund", "Nog folk"])
    expect(page.locator("[data-far]").first).to_have_text("50 m bort")
    page.get_by_role("button", name="Ta passet").first.tap()
    expect(page.locator(".told")).to_contain_text("Passet är ditt")
    assert not [what for what in sent if "59.38" in what or "18.03" in what]


@pytest.mark.usefixtures("solna")
def test_an_area_is_chosen_by_its_address_and_remembered_by_the_phone(phone: Page, make_event: MakeEvent) -> None:
    make_event(title="I Hagalund", point=IN_HAGALUND)
    make_event(title="I Bergshamra", point=IN_BERGSHAMRA)
    phone.goto("/me")
    titles = phone.locator("[data-near] h3")
    expect(titles).to_have_text(["I Hagalund", "I Bergshamra"])

    phone.get_by_label("Område").select_option("Bergshamra")
    phone.wait_for_url(re.compile(r"area=\d+"))
    expect(titles).to_have_text(["I Bergshamra", "I Hagalund"])
    phone.goto("/me")
    phone.wait_for_url(re.compile(r"area=\d+"))
    expect(titles).to_have_text(["I Bergshamra", "I Hagalund"])


# ---- without a network


RULED = """
navigator.serviceWorker.controller
    ?? new Promise(done => navigator.serviceWorker.addEventListener("controllerchange", done))
"""


def ready(page: Page) -> None:
    """The worker rules the page, and has put by what it needs."""
    page.evaluate("navigator.serviceWorker.ready")
    page.evaluate(f"async () => {{ await ({RULED.strip()}); }}")


def test_my_slots_are_read_without_a_network_and_nobody_elses(
    phone: Page, viktor: Person, person: MakePerson, make_event: MakeEvent, claim_for: ClaimFor, watch: Watch
) -> None:
    mine, others = make_event(title="Flygblad vid bron", point=IN_HAGALUND), make_event(title="Andras pass")
    claim_for(mine, viktor)
    claim_for(others, person(name="Wilma Rask"))
    phone.goto("/me")
    ready(phone)
    watch.expected += OFFLINE
    phone.context.set_offline(True)

    expect(phone.locator("#offline")).to_be_visible()
    expect(phone.get_by_role("button", name="Du är utan nät").first).to_be_visible()
    expect(phone.get_by_role("button", name="Ta passet")).to_have_count(0)
    phone.goto(f"/events/{others.id}")
    expect(phone.get_by_role("heading", name="Inget nät just nu")).to_be_visible()
    expect(phone.locator("[data-mine] h3")).to_have_text("Flygblad vid bron")
    assert axe_findings(phone) == []
    assert small_targets(phone) == []

    kept = phone.evaluate(
        """async () => [...await Promise.all((await caches.keys()).map(async name =>
        (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname)))].flat()"""
    )
    assert kept
    assert all(path.startswith("/static/") or path == "/offline" for path in kept)
    storage = phone.evaluate("JSON.stringify(localStorage)")
    assert "Flygblad vid bron" in storage
    assert "Andras pass" not in storage
    assert "Wilma" not in storage

    phone.context.set_offline(False)
    phone.get_by_role("button", name="Försök igen").or_(phone.locator(".event-page")).first.wait_for()
    phone.goto("/me")
    phone.locator("summary[aria-label]").tap()
    phone.get_by_role("button", name="Logga ut").tap()
    phone.wait_for_url("**/sign-in")
    assert phone.evaluate("Object.keys(localStorage).filter(key => key.startsWith('outreach:'))") == []


def test_a_place_is_never_taken_without_a_network(
    app: Flask, phone: Page, viktor: Person, make_event: MakeEvent, watch: Watch
) -> None:
    """Neither when the browser knows that there is none, nor when it only finds out by trying."""
    make_event(point=IN_HAGALUND)
    phone.goto("/me")
    ready(phone)
    watch.expected += OFFLINE
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Du är utan nät").tap(force=True)
    expect(phone.get_by_text("Inget är skickat").first).to_be_visible()
    phone.evaluate(
        "Object.defineProperty(navigator, 'onLine', { get: () => true }); dispatchEvent(new Event('online'))"
    )
    phone.get_by_role("button", name="Ta passet").tap()
    phone.wait_for_url("**/offline*")
    expect(phone.get_by_text("Inget är skickat").first).to_be_visible()

    phone.context.set_offline(False)
    assert claims_of(app, viktor) == []
    phone.get_by_role("button", name="Tillbaka").tap()
    phone.get_by_role("button", name="Ta passet").tap()
    expect(phone.locator(".told")).to_contain_text("Passet är ditt")


# ---- the day itself


@pytest.fixture
def led(app: Flask, viktor: Person, person: MakePerson, make_event: MakeEvent, claim_for: ClaimFor) -> Event:
    """An event that has begun, which Viktor leads, and three who come."""
    event = make_event(
        day=SATURDAY,
        start=time(9),
        end=time(15),
        slots=[a_slot(start=time(9), end=time(15), capacity=5)],
        point=IN_HAGALUND,
    )
    with app.app_context():
        db.session.get_one(Event, event.id).responsible_id = viktor.id
        db.session.commit()
    for number in range(3):
        claim_for(event, person(name=f"Hjälpreda {number}", email=f"hand{number}@example.org"))
    return event


def attended(app: Flask) -> list[bool | None]:
    with app.app_context():
        return list(db.session.scalars(select(Claim.attended).order_by(Claim.id)))


def test_a_day_with_a_network_that_comes_and_goes(app: Flask, phone: Page, led: Event, watch: Watch) -> None:
    """Ticks and figures stand at once, are visibly not sent yet, and arrive in the end: all of them, once."""
    phone.goto(f"/events/{led.id}/day")
    assert axe_findings(phone) == []
    assert small_targets(phone) == []
    came = phone.get_by_role("button", name="kom", exact=False).locator("visible=true")
    yes, no = phone.locator(".tick-yes"), phone.locator(".tick-no")
    assert came.count() == 6
    yes.nth(0).tap()
    expect(phone.locator("[data-came]")).to_have_text("1 av 3 har kommit")
    expect(phone.locator("#unsent")).to_be_hidden()
    watch.expected += OFFLINE
    phone.context.set_offline(True)

    yes.nth(1).tap()
    no.nth(1).tap()
    no.nth(2).tap()
    phone.get_by_label("Flygblad i brevlådor").fill("320")
    phone.get_by_label("Flygblad i handen").fill("45")
    phone.get_by_label("Anteckning").fill("Fint väder")
    phone.get_by_role("button", name="Den blev av").tap()
    expect(phone.locator("[data-unsent-words]")).to_contain_text("3 ej skickade")
    expect(phone.locator("[data-came]")).to_have_text("1 av 3 har kommit")
    assert attended(app) == [True, None, None]
    assert "Hjälpreda" not in phone.evaluate("JSON.stringify(localStorage)")
    phone.context.set_offline(False)

    expect(phone.locator("#unsent")).to_be_hidden()
    assert attended(app) == [True, False, False]
    with app.app_context():
        found = db.session.get_one(Event, led.id)
        assert (found.leaflets_letterbox, found.leaflets_by_hand, found.outcome_note) == (320, 45, "Fint väder")
    yes.nth(1).tap()
    expect(phone.locator("[data-came]")).to_have_text("2 av 3 har kommit")
    phone.reload()
    expect(phone.locator("[data-came]")).to_have_text("2 av 3 har kommit")


def test_what_is_not_sent_outlives_the_page_and_a_conflict_is_shown(
    app: Flask, phone: Page, led: Event, watch: Watch
) -> None:
    phone.goto(f"/events/{led.id}/day")
    ready(phone)
    watch.expected += OFFLINE
    phone.context.set_offline(True)
    phone.locator(".tick-yes").nth(0).tap()
    phone.get_by_label("Flygblad i handen").fill("45")
    phone.get_by_role("button", name="Den blev av").tap()
    expect(phone.locator("[data-unsent-words]")).to_contain_text("2 ej skickade")
    phone.goto("/me")
    expect(phone.get_by_text("2 anteckningar väntar")).to_be_visible()
    with app.app_context():
        planning.hold_event(db.session.get_one(Event, led.id), Outcome(leaflets_by_hand=60))
    watch.expect("answer 409")
    phone.context.set_offline(False)
    phone.goto("/me")

    expect(phone.locator("#unsent li")).to_contain_text("Någon annan har antecknat andra siffror")
    assert attended(app) == [True, None, None]
    assert axe_findings(phone) == []
    phone.get_by_role("button", name="Skicka ändå").tap()
    expect(phone.locator("#unsent")).to_be_hidden()
    with app.app_context():
        assert db.session.get_one(Event, led.id).leaflets_by_hand == 45


# ---- what is typed


@pytest.fixture
def desk(open_page: OpenPage, person: MakePerson, sign_in: SignIn) -> Page:
    page = open_page(DESKTOP, service_workers="allow")
    sign_in(page, person(Role.ORGANISER, email="typist@example.org"))
    page.goto("/events/new")
    ready(page)
    page.locator("details:has(#title) > summary").click()
    page.get_by_label("Rubrik").fill("Flygblad vid bron")
    page.get_by_label("Bra att veta").fill("Två rader,\nmed västar")
    return page


def assert_all_there(page: Page) -> None:
    expect(page.get_by_label("Rubrik")).to_have_value("Flygblad vid bron")
    expect(page.get_by_label("Bra att veta")).to_have_value("Två rader,\nmed västar")


SAVE = "Spara som utkast"


def test_a_form_outlives_a_lost_network(desk: Page, watch: Watch) -> None:
    watch.expected += OFFLINE
    desk.context.set_offline(True)
    desk.get_by_role("button", name=SAVE).click()
    expect(desk.get_by_text("står kvar")).to_be_visible()
    assert_all_there(desk)
    desk.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    desk.get_by_role("button", name=SAVE).click()
    desk.wait_for_url("**/offline*")
    desk.context.set_offline(False)
    desk.get_by_role("button", name="Tillbaka till det jag skrev").click()

    assert_all_there(desk)
    desk.get_by_role("button", name=SAVE).click()
    desk.wait_for_url(re.compile(r"/events/\d+$"))
    desk.goto("/events/new")
    expect(desk.get_by_label("Rubrik")).to_have_value("")


def test_a_form_outlives_the_way_back_and_an_expired_session(app: Flask, desk: Page, sign_in: SignIn) -> None:
    desk.goto("/calendar")
    desk.go_back()
    assert_all_there(desk)
    with app.app_context():
        db.session.execute(delete(SignInSession))
        db.session.commit()
        typist = db.session.scalars(select(Person).where(Person.email == "typist@example.org")).one()
    desk.get_by_role("button", name=SAVE).click()
    desk.wait_for_url(re.compile("/sign-in"))
    expect(desk.get_by_text("Du har blivit utloggad")).to_be_visible()
    sign_in(desk, typist)
    desk.goto("/events/new")

    assert_all_there(desk)
    expect(desk.get_by_text("Det du skrev förut är tillbaka")).to_be_visible()
    assert axe_findings(desk) == []
    desk.get_by_role("button", name="Börja om").click()
    expect(desk.get_by_label("Rubrik")).to_have_value("")


def test_a_form_outlives_a_token_that_is_no_longer_good(desk: Page) -> None:
    desk.evaluate("for (const token of document.querySelectorAll('[name=csrf_token]')) token.value = 'old'")
    desk.get_by_role("button", name=SAVE).click()

    expect(desk.get_by_text("Inget är förlorat")).to_be_visible()
    expect(desk.get_by_text("Flygblad vid bron")).to_be_visible()
    assert axe_findings(desk) == []
    desk.get_by_role("button", name="Skicka igen").click()
    expect(desk.get_by_role("heading", name="Flygblad vid bron")).to_be_visible()


def test_what_one_person_typed_is_not_for_the_next(desk: Page, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(desk, person(Role.ORGANISER))
    desk.goto("/events/new")
    desk.reload()

    expect(desk.get_by_label("Rubrik")).to_have_value("")
    assert "vid bron" not in desk.evaluate("JSON.stringify(localStorage)")
