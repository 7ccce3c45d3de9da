"""The import's pages: who may, what is said of a bad file, preview, yes, and the rows to mend."""

import io
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus, ImportDraft
from outreach.people.models import Person, Role
from outreach.places.queries import find_venue_by_name
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import NOW
from tests.pages import Element, error_by, form_to, page_of, typed

IMPORT = "/events/import"
TABLE = """Dag;Start;Slut;Typ;Plats;Antal
2027-03-13;13:00;15:00;Flygblad;Hagalunds torget;4
2027-03-14;11:00;13:00;Torgmöte;Under bron;
2027-03-15;sent;;<script>alert(1)</script>;;
"""


@pytest.fixture
def olle(client: FlaskClient, organiser: Person, sign_in: SignIn) -> Person:
    """An organiser, signed in."""
    sign_in(client, organiser)
    return organiser


def send(client: FlaskClient, table: str | bytes = TABLE, name: str = "plan.csv") -> TestResponse:
    data = table if isinstance(table, bytes) else table.encode()
    # written out: for a large one the test client would leave a file open
    head = f'--border\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--border--\r\n"
    return client.post(IMPORT, data=body, content_type="multipart/form-data; boundary=border")


def preview_of(client: FlaskClient, table: str = TABLE) -> tuple[str, Element]:
    """Sends a table; the address of its preview, and the page."""
    response = send(client, table)
    assert response.status_code == 303
    return response.location, page_of(client.get(response.location))


def confirm(client: FlaskClient, address: str, changes: Mapping[str, str] | None = None) -> TestResponse:
    values = typed(form_to(page_of(client.get(address)), address))
    values.pop("csrf_token")
    values.pop("again", None)
    return client.post(address, data={**values, **(changes or {})})


def events() -> list[Event]:
    return list(db.session.scalars(select(Event).order_by(Event.starts_at)))


# ---- who may


PATHS = ["/events/import", "/events/import/sample.csv", "/events/import/{draft}", "/events/import/{draft}/mend.csv"]


@pytest.mark.parametrize(("role", "status"), [(None, 303), (Role.VOLUNTEER, 403), (Role.MEDIA, 403), (Role.ADMIN, 403)])
def test_importing_is_for_organisers(
    app: Flask, client: FlaskClient, olle: Person, person: MakePerson, sign_in: SignIn, role: Role | None, status: int
) -> None:
    address, _ = preview_of(client)
    theirs = app.test_client()
    if role:
        sign_in(theirs, person(role))
    before = fingerprint()

    looks = [theirs.get(path.format(draft=address.rsplit("/", 1)[1])).status_code for path in PATHS]
    sends = [send(theirs).status_code, theirs.post(address).status_code]

    assert looks + sends == [status] * 6
    assert fingerprint() == before


def test_an_import_is_its_persons_own(
    app: Flask, client: FlaskClient, olle: Person, person: MakePerson, sign_in: SignIn
) -> None:
    address, _ = preview_of(client)
    theirs = app.test_client()
    sign_in(theirs, person(Role.ORGANISER))

    answers = [theirs.get(address), theirs.post(address), theirs.get(f"{address}/mend.csv")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert events() == []


def test_without_a_token_nothing_is_kept(client: FlaskClient, olle: Person) -> None:
    before = fingerprint()

    response = client.post(
        IMPORT, data={"file": (io.BytesIO(TABLE.encode()), "x.csv")}, content_type="multipart/form-data", csrf=False
    )

    assert response.status_code == 403
    assert fingerprint() == before


# ---- the file


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Filen är tom."),
        (b"\x00\x01", "Det här är ingen tabell som går att läsa."),
        (b"PK\x03\x04 rubbish", "Arbetsboken är skadad."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "gammal eller låst Excel-fil"),
        (b"root:x:0:0", "Ingen rad säger vad kolumnerna heter."),
        (b"Dag;Start\n" + b"2027-03-05;17\n" * 2001, "Filen är för stor"),
        (b"x" * (5 * 1024 * 1024 + 1), "Filen är för stor"),
    ],
)
def test_a_bad_file_is_told_by_the_field(client: FlaskClient, olle: Person, data: bytes, says: str) -> None:
    before = fingerprint()

    response = send(client, data)

    assert response.status_code == 422
    assert says in error_by(form_to(page_of(response), IMPORT), "file")
    assert fingerprint() == before


def test_no_file_is_told_by_the_field(client: FlaskClient, olle: Person) -> None:
    response = client.post(IMPORT)

    assert response.status_code == 422
    assert error_by(form_to(page_of(response), IMPORT), "file") == "Välj en fil."


def test_only_here_and_only_for_organisers_more_may_be_sent_than_elsewhere(
    app: Flask, client: FlaskClient, olle: Person, person: MakePerson, sign_in: SignIn
) -> None:
    large = "Dag;Start\n" + "2027-03-13;17\n" * 1900 + "x" * 3_000 + "\n" * 400_000
    theirs = app.test_client()
    sign_in(theirs, person())

    assert len(large) > 400_000
    assert send(client, large).status_code == 303
    assert send(theirs, large).status_code == 413
    assert send(app.test_client(), large).status_code == 413
    assert send(client, b"x" * (6 * 1024 * 1024)).status_code == 413
    assert client.post("/events/new", data={"description": "x" * 400_000}).status_code == 413


def test_the_sample_can_be_imported(client: FlaskClient, solna: None, olle: Person) -> None:
    sample = client.get(f"{IMPORT}/sample.csv")

    assert sample.mimetype == "text/csv"
    assert "attachment" in sample.headers["Content-Disposition"]
    address = send(client, sample.data).location
    confirm(client, address)
    assert [event.kind for event in events()] == ["square_meeting", "leaflet_drop"]


# ---- preview and yes


def test_each_row_is_shown_with_what_it_would_become(client: FlaskClient, solna: None, olle: Person) -> None:
    _, page = preview_of(client)

    rows = [row.words for row in page.all("table", **{"class": "table import-rows"})[0].all("tr")[1:]]
    assert rows == [
        "2 lör 13 mars 2027 13:00–15:00 Flygbladsutdelning Hagalunds torg Hagalund Bemanning 4",
        "3 sön 14 mars 2027 11:00–13:00 Torgmöte Under bron Bemanning –",
    ]
    bad = page.all("ul", **{"class": "plain import-bad"})[0].words
    assert bad.startswith("Rad 4")
    assert "”sent” är ingen tid" in bad
    assert "<script>alert(1)</script>" in bad, "as text, not as a tag"
    assert events() == []


def test_a_yes_makes_drafts_and_shows_what_is_to_mend(client: FlaskClient, solna: None, olle: Person) -> None:
    address, _ = preview_of(client)

    response = confirm(client, address)
    page = client.get(response.location)

    assert (response.status_code, response.location) == (303, address)
    assert [(event.status, event.place) for event in events()] == [
        (EventStatus.DRAFT, "Hagalunds torg"),
        (EventStatus.DRAFT, "Under bron"),
    ]
    assert "2 utkast ligger i kalendern." in page_of(page).words
    assert "1 rad behöver lagas" in page_of(page).words
    assert "/calendar?month=2027-03&amp;view=list" in page.text


def test_pressing_twice_is_harmless(client: FlaskClient, solna: None, olle: Person) -> None:
    address, page = preview_of(client)
    values = typed(form_to(page, address)) | {"again": "y"}
    values.pop("csrf_token")

    answers = [client.post(address, data=values) for _ in range(3)]

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, address)}
    assert len(events()) == 2


def test_the_rows_to_mend_come_as_a_file_that_can_be_imported(client: FlaskClient, solna: None, olle: Person) -> None:
    address, _ = preview_of(client)
    before = client.get(f"{address}/mend.csv")
    confirm(client, address)
    after = client.get(f"{address}/mend.csv")

    assert after.data == before.data
    lines = after.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Dag;Start;Slut;Typ;Plats;Antal;Fel"
    assert lines[1].startswith("2027-03-15;sent;;<script>alert(1)</script>;;;”sent” är ingen tid")
    mended = after.data.replace(b"sent;", b"17:00;", 1).replace(b"<script>alert(1)</script>", b"annat")
    confirm(client, send(client, mended).location)
    assert [event.kind for event in events()] == ["leaflet_drop", "square_meeting", "other"]


def test_places_are_decided_one_by_one(client: FlaskClient, solna: None, olle: Person) -> None:
    address, page = preview_of(client)
    form = form_to(page, address)
    first, second = (name for name in typed(form) if name.endswith("-choice"))
    saved = find_venue_by_name("Hagalunds torg")
    assert saved is not None
    assert typed(form)[first] == str(saved.id), "what is spelt nearly so is linked at first"
    assert typed(form)[second] == "text"

    point = {second.replace("choice", "latitude"): "59,3622", second.replace("choice", "longitude"): "18,0088"}
    confirm(client, address, {first: "text", second: "create", **point})

    one, two = events()
    assert (one.place, one.venue) == ("Hagalunds torget", None)
    assert two.venue is find_venue_by_name("Under bron")
    assert two.area is not None
    assert two.area.name == "Hagalund"


@pytest.mark.parametrize(
    ("latitude", "longitude", "field", "says"),
    [
        ("", "", "choice", "En sparad plats behöver en punkt"),
        ("59.36", "", "latitude", "både latitud och longitud"),
        ("91", "18", "latitude", "mellan -90 och 90"),
        ("norr", "18", "latitude", ""),
    ],
)
def test_a_place_without_its_point_is_told_by_the_field_and_nothing_is_lost(
    client: FlaskClient, solna: None, olle: Person, latitude: str, longitude: str, field: str, says: str
) -> None:
    address, page = preview_of(client)
    _, choice = (name for name in typed(form_to(page, address)) if name.endswith("-choice"))
    name = choice.removesuffix("choice")
    values = {choice: "create", f"{name}latitude": latitude, f"{name}longitude": longitude}

    response = confirm(client, address, values)
    form = form_to(page_of(response), address)

    assert response.status_code == 422
    assert error_by(form, name + field)
    assert says.casefold() in error_by(form, name + field).casefold()
    assert values.items() <= typed(form).items()
    assert events() == []


@pytest.mark.parametrize("choice", ["4711", "x", "-1", "9" * 30])
def test_a_place_that_is_none_can_not_be_chosen(client: FlaskClient, solna: None, olle: Person, choice: str) -> None:
    address, page = preview_of(client)
    name = next(name for name in typed(form_to(page, address)) if name.endswith("-choice"))

    assert confirm(client, address, {name: choice}).status_code == 422
    assert events() == []


def test_what_is_in_the_calendar_is_left_out_unless_ticked(client: FlaskClient, solna: None, olle: Person) -> None:
    confirm(client, preview_of(client)[0])

    address, page = preview_of(client)
    assert "2 finns redan i kalendern" in page.words
    confirm(client, address)
    assert len(events()) == 2

    address, _ = preview_of(client)
    confirm(client, address, {"again": "y"})
    assert len(events()) == 4


def test_a_table_without_a_good_row_offers_no_button(client: FlaskClient, olle: Person) -> None:
    address, page = preview_of(client, "Dag;Start\nx;y\n")

    assert page.all("h1")[0].words == "Ingen rad kan importeras än"
    assert [button.words for button in form_to(page, address).all("button")] == []


def test_after_a_day_it_is_gone(client: FlaskClient, olle: Person, sign_in: SignIn) -> None:
    address, _ = preview_of(client)

    with clock.standing_at(NOW + timedelta(hours=25)):
        sign_in(client, olle)
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert len(db.session.scalars(select(ImportDraft)).all()) == 1, "looking deletes nothing"


def test_the_new_event_page_leads_here(client: FlaskClient, olle: Person) -> None:
    assert [link.words for link in page_of(client.get("/events/new")).all("a", href=IMPORT)] == [
        "Importera den från CSV eller Excel"
    ]
