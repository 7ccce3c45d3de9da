"""Importing areas by page and by command: a preview first, nothing written before a yes."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach import clock
from outreach.app import create_app
from outreach.cli import main
from outreach.config import Config
from outreach.db import db
from outreach.people.models import Role
from outreach.places import queries, service
from outreach.places.models import Area, AreaDraft
from outreach.places.service.importing import KEPT_FOR, keep_draft
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.databases import dispose
from tests.pages import page_of
from tests.places.shapes import box, collection, feature

WEST, EAST = box(18.0, 59.3, 18.1, 59.4), box(18.1, 59.3, 18.2, 59.4)
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def organiser(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    sign_in(client, person(Role.ORGANISER))
    return client


def send(client: FlaskClient, content: object, name: str = "areas.geojson") -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post("/areas/import", data={"file": (io.BytesIO(data), name)})


def test_nothing_is_written_before_a_yes(organiser: FlaskClient) -> None:
    service.save_area(name="West", geometry=WEST)
    file = collection(
        feature("West", box(18.0, 59.3, 18.1, 59.35)),
        feature("East", EAST),
        feature(HOSTILE, box(18.15, 59.3, 18.25, 59.4)),
    )

    sent = send(organiser, file)
    page = organiser.get(sent.location)

    assert sent.status_code == 303
    words = page_of(page).words
    assert "Nya: 1. Ändrade: 1. Som de är: 0. Går inte: 1." in words
    assert f"{HOSTILE} och East skulle överlappa" in words
    assert HOSTILE not in page.text
    assert [area.geometry for area in queries.areas()] == [WEST]

    assert organiser.post(f"{sent.location}/confirm").status_code == 303
    db.session.rollback()
    assert [area.name for area in queries.areas()] == ["East", "West"]
    assert organiser.get(sent.location).status_code == 404
    assert db.session.scalars(select(AreaDraft)).all() == []


def test_a_file_may_be_thrown_away(organiser: FlaskClient) -> None:
    sent = send(organiser, collection(feature("East", EAST)))

    assert organiser.post(f"{sent.location}/confirm", data={"cancel": "1"}).location == "/areas/import"

    assert db.session.scalars(select(AreaDraft)).all() == []
    assert queries.areas() == []


def test_what_changes_nothing_is_refused(organiser: FlaskClient) -> None:
    service.save_area(name="West", geometry=WEST)
    sent = send(organiser, collection(feature("West", WEST)))

    assert organiser.post(f"{sent.location}/confirm").status_code == 409


def test_a_file_is_for_those_alone_who_sent_it(organiser: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sent = send(organiser, collection(feature("East", EAST)))
    sign_in(organiser, person(Role.ADMIN))

    assert organiser.get(sent.location).status_code == 404
    assert organiser.post(f"{sent.location}/confirm").status_code == 404


def test_what_nobody_came_back_to_is_thrown_away(organiser: FlaskClient, person: MakePerson) -> None:
    send(organiser, collection(feature("East", EAST)))
    assert len(db.session.scalars(select(AreaDraft)).all()) == 1

    with clock.standing_at(clock.now() + KEPT_FOR * 2):
        draft = keep_draft(person(), "new.geojson", {})

    assert db.session.scalars(select(AreaDraft)).all() == [draft]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"not json", "GeoJSON"),
        ({"features": []}, "GeoJSON"),
    ],
)
def test_what_is_no_such_file_is_said_by_the_field(organiser: FlaskClient, content: object, part: str) -> None:
    before = fingerprint()

    response = send(organiser, content)

    assert response.status_code == 422
    assert part in page_of(response).by_id("file-error").words
    assert fingerprint() == before


def test_no_file_and_far_too_large(organiser: FlaskClient) -> None:
    assert organiser.post("/areas/import", data={}).status_code == 422
    too_much = b" " * (6 * 1024 * 1024)
    kind = "multipart/form-data; boundary=x"
    assert organiser.post("/areas/import", data=too_much, content_type=kind).status_code == 413


# ---- the command


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """An instance with Solna's places; the test looks into its database."""
    folder = tmp_path / "instance"
    environ = {"OUTREACH_INSTANCE": str(folder)}
    assert CliRunner(env=environ).invoke(main, ["init"]).exit_code == 0
    app = create_app(Config.from_environ(environ))
    with app.app_context():
        yield folder
    dispose(app)


def run(instance: Path, *words: str) -> Result:
    db.session.rollback()
    return CliRunner(env={"OUTREACH_INSTANCE": str(instance)}).invoke(main, ["areas", *words])


def test_export_and_import_by_command(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.geojson"

    assert run(instance, "export", str(file)).exit_code == 0
    again = run(instance, "import", str(file))

    assert again.exit_code == 0
    assert again.stdout.splitlines()[0] == "same\tArenastaden"
    data = json.loads(file.read_text())
    assert len(data["features"]) == 14
    data["features"][0]["properties"]["households"] = 1200
    file.write_text(json.dumps(data))
    assert run(instance, "import", str(file)).stdout.splitlines()[0] == "changed\tArenastaden"
    db.session.rollback()
    assert db.session.scalar(select(Area.households).where(Area.name == "Arenastaden")) == 1200


def test_when_one_is_refused_none_is_imported(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.geojson"
    file.write_text(
        json.dumps(
            collection(feature("New", box(18.2, 59.35, 18.21, 59.36)), feature("Over", box(18.0, 59.36, 18.02, 59.37)))
        )
    )
    before = fingerprint()

    result = run(instance, "import", str(file))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Over: Over and" in result.stderr
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["import", "missing.geojson"], 2),
        (["import"], 2),
        (["export", "/no/such/folder/x.geojson"], 1),
        (["--help"], 0),
    ],
)
def test_how_the_command_ends(instance: Path, words: list[str], code: int) -> None:
    result = run(instance, *words)

    assert result.exit_code == code
    assert (result.stderr == "") is (code == 0)
