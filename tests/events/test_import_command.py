"""`outreach events import`: all rows or, when one is bad, none; what is wrong goes to stderr."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook
from sqlalchemy import select

from outreach.app import create_app
from outreach.cli import main
from outreach.config import Config
from outreach.db import db
from outreach.events.models import Event, EventStatus
from tests.databases import dispose

GOOD = "Dag;Start;Slut;Typ;Plats;Antal\n2027-03-13;13:00;15:00;Flygblad;Hagalunds torg;4\n"
BAD = GOOD + "5/4;sent;;Bokbordet;;\n"


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


def run(instance: Path, file: Path, *options: str) -> Result:
    db.session.rollback()
    return CliRunner(env={"OUTREACH_INSTANCE": str(instance)}).invoke(main, ["events", "import", str(file), *options])


def written(folder: Path, data: str | bytes, name: str = "plan.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("cp1252"))
    return path


def events() -> list[Event]:
    db.session.rollback()
    return list(db.session.scalars(select(Event)))


def test_a_good_table_becomes_drafts(instance: Path, tmp_path: Path) -> None:
    result = run(instance, written(tmp_path, GOOD))

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "drafts: 1, in the calendar already: 0, bad: 0\n"
    [event] = events()
    assert event.status is EventStatus.DRAFT
    assert event.venue is not None
    assert event.responsible is None


def test_a_workbook_too(instance: Path, tmp_path: Path) -> None:
    book = Workbook()
    for line in GOOD.splitlines():
        book.worksheets[0].append(line.split(";"))
    file = io.BytesIO()
    book.save(file)

    assert run(instance, written(tmp_path, file.getvalue(), "plan.xlsx")).exit_code == 0
    assert len(events()) == 1


def test_a_bad_row_stops_everything_and_is_named(instance: Path, tmp_path: Path) -> None:
    result = run(instance, written(tmp_path, BAD))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "row 3: “5/4” has no year: write it as 2027-03-05.\n" in result.stderr
    assert "row 3: “sent” is no time: write it as 17:00.\n" in result.stderr
    assert "Error: nothing was imported; rows to mend: 1" in result.stderr
    assert events() == []


def test_bad_rows_can_be_left_out(instance: Path, tmp_path: Path) -> None:
    result = run(instance, written(tmp_path, BAD), "--skip-bad")

    assert result.exit_code == 0
    assert "row 3: " in result.stderr
    assert len(events()) == 1


def test_again_adds_nothing_unless_it_is_said(instance: Path, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    run(instance, file)

    result = run(instance, file)
    assert (result.exit_code, result.stdout) == (0, "drafts: 0, in the calendar already: 1, bad: 0\n")
    assert len(events()) == 1
    assert run(instance, file, "--again").exit_code == 0
    assert len(events()) == 2


def test_somebody_may_be_responsible(instance: Path, tmp_path: Path) -> None:
    environ = {"OUTREACH_INSTANCE": str(instance)}
    adding = ["people", "add", "eva@example.org", "--name", "Eva", "--role", "organiser"]
    assert CliRunner(env=environ).invoke(main, adding).exit_code == 0

    assert run(instance, written(tmp_path, GOOD), "--responsible", "nobody@example.org").exit_code == 1
    assert run(instance, written(tmp_path, GOOD), "--responsible", "eva@example.org").exit_code == 0
    assert [event.responsible.name for event in events() if event.responsible] == ["Eva"]


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [(b"\x00rubbish", 1, "This is no table"), (b"hej", 1, "No row names the columns"), (None, 2, "does not exist")],
)
def test_a_file_that_is_none_is_told(
    instance: Path, tmp_path: Path, data: bytes | None, status: int, says: str
) -> None:
    file = tmp_path / "missing.csv" if data is None else written(tmp_path, data)

    result = run(instance, file)

    assert result.exit_code == status
    assert says in result.stderr
    assert events() == []
