"""The `outreach` command, on an instance of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from outreach import clock
from outreach.app import create_app
from outreach.cli import main
from outreach.config import Config
from outreach.db import db
from outreach.goals.models import Goal
from outreach.people import service
from outreach.people.models import Person, Role
from outreach.people.queries import find_person
from outreach.places.models import Area
from tests.databases import dispose

Run = Callable[..., Result]
TALLY = {"year", "on", "goals", "areas", "spokespersons"}
A_GOAL = {
    "measure",
    "goal",
    "done",
    "planned",
    "pace_per_week",
    "required_per_week",
    "expected_by_now",
    "forecast",
}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"OUTREACH_INSTANCE": str(tmp_path / "instance")}


@pytest.fixture
def run(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command: run("tally", "--json")."""
    for name in [name for name in os.environ if name.startswith("OUTREACH_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, **settings: str) -> Result:
        return CliRunner(env={**environ, **settings}).invoke(main, arguments)

    return run


@pytest.fixture
def ready(run: Run, environ: Mapping[str, str]) -> Iterator[None]:
    """The instance is there; the test looks into its database."""
    assert run("init").exit_code == 0
    app = create_app(Config.from_environ(environ))
    with app.app_context():
        yield
    dispose(app)


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from all_commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("command", list(all_commands(main)), ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_says_what_it_does(run: Run, command: tuple[str, ...], option: str) -> None:
    result = run(*command, option)

    assert result.exit_code == 0
    assert "Usage:" in result.stdout
    help_text = result.stdout.split("\n\n")[1]
    assert help_text.strip()
    assert not result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["people", "add", "maja@example.org"],
        ["people", "add", "maja@example.org", "--name", "Maja", "--role", "emperor"],
        ["people", "add", "maja", "--name", "Maja", "--role", "board"],
        ["people", "add", "@", "--name", "Maja", "--role", "board"],
        ["people", "add", "a\nb@example.org", "--name", "Maja", "--role", "board"],
        ["people", "add", "maja@example.org", "--name", " \u200b", "--role", "board"],
        ["sign-in-link"],
        ["tally", "--year", "many"],
        ["tally", "--year", "1999"],
        ["tally", "--on", "yesterday"],
        ["run", "--port", "0"],
        ["feeds", "add", "http://127.0.0.1/feed", "--outlet", "Bladet", "--tier", "national"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_a_word_on_stderr(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert "Error:" in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (["sign-in-link", "nobody@example.org"], {}),
        (["init", "--starter", "atlantis"], {}),
        (["feeds", "add", "not an address", "--outlet", "Bladet", "--tier", "local"], {}),
        (["tally"], {"OUTREACH_BASE_URL": "nonsense"}),
        (["tally"], {"OUTREACH_PROXY_HOPS": "many"}),
        (["tally"], {"OUTREACH_DATABASE_URL": "sqlite:////nowhere/at/all.db"}),
        (["init"], {"OUTREACH_INSTANCE": "/dev/null/instance"}),
    ],
    ids=lambda value: " ".join(value) if value else "as set",
)
def test_what_went_wrong_ends_with_1_and_a_line_on_stderr(
    run: Run, ready: None, arguments: list[str], settings: dict[str, str]
) -> None:
    result = run(*arguments, **settings)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.output
    assert not result.stdout


def test_before_init_commands_say_what_is_missing(run: Run) -> None:
    result = run("tally")

    assert result.exit_code == 1
    assert "outreach init" in result.stderr


def test_init_twice_is_init_once(run: Run, ready: None) -> None:
    def counts() -> list[int]:
        found = [len(db.session.scalars(select(table.id)).all()) for table in (Goal, Area)]
        db.session.rollback()  # the command writes, and waits for nobody who looks
        return found

    before = counts()

    result = run("init")

    assert (result.exit_code, result.stdout) == (0, "Ready: Vänsterpartiet Solna\n")
    assert counts() == before
    assert min(before) > 3


def test_people_add_again_adds_the_role(run: Run, ready: None) -> None:
    first = run("people", "add", "maja@example.org", "--name", "Maja Lind", "--role", "volunteer")
    again = run("people", "add", "Maja@Example.org", "--name", "Somebody", "--role", "board")

    assert (first.exit_code, first.stdout) == (0, "Maja Lind: volunteer\n")
    assert (again.exit_code, again.stdout) == (0, "Maja Lind: board, volunteer\n")
    maja = find_person("maja@example.org")
    assert maja is not None
    assert maja.roles == {Role.VOLUNTEER, Role.BOARD}


def test_the_last_line_is_a_link_that_signs_in(run: Run, ready: None) -> None:
    run("people", "add", "maja@example.org", "--name", "Maja Lind", "--role", "volunteer")

    result = run("sign-in-link", "maja@example.org", OUTREACH_BASE_URL="https://v.example.org")

    link = result.stdout.splitlines()[-1]
    assert result.exit_code == 0
    assert link.startswith("https://v.example.org/sign-in/")
    person, _ = service.sign_in(link.rsplit("/", 1)[1])
    assert person.name == "Maja Lind"


def test_the_tally_has_the_shape_that_others_rely_on(run: Run, ready: None) -> None:
    result = run("tally", "--json", "--on", f"{clock.today().year}-06-30")

    tally = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(tally) >= TALLY
    assert tally["year"] == clock.today().year
    assert tally["on"] == f"{clock.today().year}-06-30"
    assert {"leaflet_drops", "square_meetings", "local_media", "regional_trade_media"} <= {
        goal["measure"] for goal in tally["goals"]
    }
    for goal in tally["goals"]:
        assert set(goal) >= A_GOAL
        assert set(goal["forecast"]) >= {"low", "expected", "high", "chance"}
    for area in tally["areas"]:
        assert set(area) >= {"name", "goal", "done", "planned", "last_visited_on"}
    assert tally["spokespersons"] == {"women": 0, "all": 0}


def test_the_tally_is_readable_too(run: Run, ready: None) -> None:
    result = run("tally")

    assert result.exit_code == 0
    assert "leaflet_drops\t0\t0\t20" in result.stdout.splitlines()


def test_feeds_are_added_listed_and_polled(run: Run, ready: None) -> None:
    address = "http://127.0.0.1:1/feed"

    added = run("feeds", "add", address, "--outlet", "Bladet", "--tier", "local")
    twice = run("feeds", "add", address, "--outlet", "Bladet", "--tier", "local")
    listed = run("feeds", "list", "--json")

    assert added.exit_code == 0
    assert twice.exit_code == 1
    assert {feed["url"]: feed["tier"] for feed in json.loads(listed.stdout)["feeds"]}[address] == "local"


def test_the_module_is_the_command(environ: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "outreach", "sign-in-link", "nobody@example.org"],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_texts_in_the_terminal_are_whole(run: Run, ready: None) -> None:
    result = run("people", "add", "asa@example.org", "--name", "Åsa Öst", "--role", "media")

    assert result.stdout == "Åsa Öst: media\n"
    assert db.session.scalars(select(Person.name)).all() == ["Åsa Öst"]
