"""Copies to one day or several; templates saved, used, renamed and deleted."""

from datetime import date, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus, EventTemplate, SlotRole
from outreach.events.queries import find_template
from outreach.people.models import Person
from tests.conftest import SignIn
from tests.counting import fingerprint
from tests.events.conftest import MakeEvent, a_slot
from tests.pages import Element, error_by, form_to, page_of, typed


@pytest.fixture(autouse=True)
def _signed_in(client: FlaskClient, organiser: Person, sign_in: SignIn) -> None:
    sign_in(client, organiser)


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    slots = [a_slot(role=SlotRole.TABLE, start=time(12), needed=2, capacity=3), a_slot()]
    return make_event(slots=slots, description="Ta med bordet")


def plan_form(response: TestResponse) -> Element:
    """The form that plans; beside it stands the one that chooses a template."""
    [form] = page_of(response).all("form", action="/events/new", method="post")
    return form


def drafts() -> list[date]:
    made = db.session.scalars(select(Event).where(Event.status == EventStatus.DRAFT).order_by(Event.starts_at))
    return [clock.day_of(draft.starts_at) for draft in made]


# ---- copies


def test_copy_to_one_day(client: FlaskClient, event: Event) -> None:
    page = page_of(client.get(f"/events/{event.id}"))
    address = f"/events/{event.id}/copy"
    assert page.all("a", href=address)
    form = typed(form_to(page_of(client.get(address)), address))

    response = client.post(address, data=form | {"day": "2027-03-20"})

    copy = page_of(client.get(response.location))
    assert "En kopia är sparad som utkast." in copy.words
    assert "lördag 20 mars 2027, kl. 13.00–15.00" in copy.words
    assert drafts() == [date(2027, 3, 20)]


def test_copy_to_several_days(client: FlaskClient, event: Event) -> None:
    days = {"day": "2027-03-20", "every": "2", "until": "2027-04-17", "more": "2027-03-24, 2027-03-20 2027-05-01"}

    response = client.post(f"/events/{event.id}/copy", data=days)

    page = page_of(client.get(response.location))
    assert "5 kopior är sparade som utkast." in page.words
    assert drafts() == [date(2027, month, day) for month, day in ((3, 20), (3, 24), (4, 3), (4, 17), (5, 1))]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("day", "", "Välj en dag."),
        ("day", "nonsense", ""),
        ("day", "2027-03-05", ""),
        ("until", "2027-03-19", "får inte komma före"),
        ("until", "9999-01-01", ""),
        ("until", "2029-03-20", "Högst 60"),
        ("more", "nästa lördag", "Inte en dag: nästa"),
        ("more", "9999-01-01", "Inte en dag"),
        ("every", "0", ""),
    ],
)
def test_rubbish_is_told_and_nothing_is_copied(
    client: FlaskClient, event: Event, name: str, value: str, told: str
) -> None:
    before = fingerprint()
    sent = {"day": "2027-03-20", "every": "1", "until": "2027-04-03", "more": "2027-05-01", name: value}

    response = client.post(f"/events/{event.id}/copy", data=sent)

    form = form_to(page_of(response), f"/events/{event.id}/copy")
    where = {"until": "until", "more": "more", "every": "every"}.get(name, name)
    if value == "2029-03-20":
        where = "more"
    if value == "2027-03-05":
        where = "anyway"
    assert response.status_code == 422
    assert told in error_by(form, where)
    assert error_by(form, where)
    kept = {key: typed(form)[key] for key in sent if key != "every"}
    assert kept == {key: sent[key] for key in kept}
    assert fingerprint() == before


def test_past_days_ask(client: FlaskClient, event: Event) -> None:
    sent = {"day": "2027-03-05", "anyway": "y"}

    assert client.post(f"/events/{event.id}/copy", data=sent).status_code == 303
    assert drafts() == [date(2027, 3, 5)]


def test_the_day_that_lacks_the_time_is_named(client: FlaskClient, make_event: MakeEvent) -> None:
    event = make_event(start=time(2, 15), end=time(4), slots=[])

    response = client.post(f"/events/{event.id}/copy", data={"day": "2027-03-21", "until": "2027-04-04"})

    form = form_to(page_of(response), f"/events/{event.id}/copy")
    assert response.status_code == 422
    assert error_by(form, "day").startswith("sön 28 mar")
    assert drafts() == []


# ---- templates


def save(client: FlaskClient, event: Event, name: str = "Torgmöte") -> EventTemplate:
    assert client.post(f"/events/{event.id}/template", data={"name": name}).status_code == 303
    template = find_template(name)
    assert template is not None
    return template


def test_plan_from_a_template(client: FlaskClient, event: Event) -> None:
    template = save(client, event)
    assert "Torgmöte" in page_of(client.get("/settings/templates")).words
    answer = client.get(f"/events/new?template={template.id}&day=2027-03-27")
    form = typed(plan_form(answer))
    assert (form["day"], form["start"], form["end"]) == ("2027-03-27", "13:00", "15:00")
    assert form["description"].strip() == "Ta med bordet"
    assert "Stå vid bordet, 2 till 3 personer" in page_of(answer).words

    response = client.post("/events/new", data=form | {"start": "17:00", "end": "19:00"})

    assert response.status_code == 303
    made = db.session.scalars(select(Event).where(Event.id != event.id)).one()
    slots = [(slot.role, clock.local(slot.starts_at).hour, clock.local(slot.ends_at).hour) for slot in made.slots]
    assert slots == [(SlotRole.TABLE, 16, 19), (SlotRole.LEAFLETS, 17, 19)]
    assert [slot.capacity for slot in made.slots] == [3, 2]


def test_the_template_survives_an_error_in_the_form(client: FlaskClient, event: Event) -> None:
    template = save(client, event)
    form = typed(plan_form(client.get(f"/events/new?template={template.id}")))

    wrong = client.post("/events/new", data=form | {"end": "12:00"})

    assert wrong.status_code == 422
    assert typed(plan_form(wrong))["template"] == str(template.id)


@pytest.mark.parametrize("template", ["4711", "nonsense", "", "-1", "99999999999999999999"])
def test_a_template_that_is_gone_is_none(client: FlaskClient, event: Event, template: str) -> None:
    form = plan_form(client.get("/events/new", query_string={"template": template}))

    assert "template" not in typed(form)
    assert "hands" in typed(form)


def test_without_templates_none_is_offered(client: FlaskClient, event: Event) -> None:
    assert "template" not in page_of(client.get("/events/new")).ids()
    save(client, event)
    assert "template" in page_of(client.get("/events/new")).ids()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "torgmöte"])
def test_a_template_needs_a_name_of_its_own(client: FlaskClient, event: Event, name: str) -> None:
    save(client, event)
    other = save(client, event, "Flygblad")
    before = fingerprint()

    saved = client.post(f"/events/{event.id}/template", data={"name": name})
    renamed = client.post(f"/settings/templates/{other.id}/rename", data={"name": name})

    assert (saved.status_code, renamed.status_code) == (422, 422)
    assert error_by(form_to(page_of(saved), f"/events/{event.id}/template"), "name")
    form = form_to(page_of(renamed), f"/settings/templates/{other.id}/rename")
    assert error_by(form, "name")
    assert typed(form)["name"] == " ".join(name.split())
    assert fingerprint() == before


def test_rename_and_delete(client: FlaskClient, event: Event) -> None:
    template_id = save(client, event).id

    assert client.post(f"/settings/templates/{template_id}/rename", data={"name": "Torget"}).status_code == 303
    assert find_template("Torget") is not None
    assert client.post(f"/settings/templates/{template_id}/delete").status_code == 303
    assert find_template("Torget") is None
    assert "Det finns ingen mall än." in page_of(client.get("/settings/templates")).words
    assert client.post(f"/settings/templates/{template_id}/delete").status_code == 404
