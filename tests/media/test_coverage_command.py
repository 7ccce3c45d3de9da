"""`outreach coverage import`: the good rows are counted, what is wrong with the others goes to stderr."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from outreach.app import create_app
from outreach.cli import main
from outreach.config import Config
from outreach.db import db
from outreach.media.models import Coverage, OutletTier
from tests.databases import dispose

TABLE = """\
Datum;Tidning;Rubrik;Typ
2026-03-05;Påhittade Bladet;Låt badet vara öppet;Insändare
i våras;Påhittade Bladet;Ett;
"""


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """An instance as it begins; the test looks into its database."""
    folder = tmp_path / "instance"
    environ = {"OUTREACH_INSTANCE": str(folder)}
    assert CliRunner(env=environ).invoke(main, ["init"]).exit_code == 0
    app = create_app(Config.from_environ(environ))
    with app.app_context():
        yield folder
    dispose(app)


def run(instance: Path, data: bytes, *options: str) -> Result:
    db.session.rollback()
    file = instance.parent / "table.csv"
    file.write_bytes(data)
    environ = {"OUTREACH_INSTANCE": str(instance)}
    return CliRunner(env=environ).invoke(main, ["coverage", "import", str(file), *options])


def counted() -> list[Coverage]:
    db.session.rollback()
    return list(db.session.scalars(select(Coverage)).unique())


def test_good_rows_are_counted_once(instance: Path) -> None:
    first = run(instance, TABLE.encode("cp1252"), "--tier", "local")

    assert (first.exit_code, first.stdout) == (0, "counted: 1, counted already: 0, bad: 1\n")
    assert first.stderr.startswith("row 3: ")
    [one] = counted()
    assert (one.title, one.outlet.name, one.outlet.tier) == (
        "Låt badet vara öppet",
        "Påhittade Bladet",
        OutletTier.LOCAL,
    )

    again = run(instance, TABLE.encode("cp1252"), "--tier", "local")
    assert again.stdout == "counted: 0, counted already: 1, bad: 1\n"
    assert len(counted()) == 1


def test_an_unknown_outlet_is_not_guessed(instance: Path) -> None:
    result = run(instance, TABLE.encode())

    assert result.exit_code == 1
    assert "Påhittade Bladet" in result.stderr
    assert counted() == []


@pytest.mark.parametrize(
    "data", [b"", b"a;b\n1;2", b"PK\x03\x04rubbish"], ids=["empty", "other columns", "no workbook"]
)
def test_what_is_no_such_table_is_said_in_one_line(data: bytes, instance: Path) -> None:
    result = run(instance, data)

    assert (result.exit_code, result.stdout, "Traceback" in result.stderr) == (1, "", False)
    assert counted() == []
