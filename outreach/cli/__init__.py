"""The `outreach` command. Errors go to stderr; it exits with 1 when it went wrong, 2 when it was used wrongly."""

import json
import os
from datetime import date, datetime
from pathlib import Path

import click

from outreach import clock
from outreach.cli import media as media
from outreach.cli.base import in_app, show
from outreach.cli.base import main as main
from outreach.config import Config
from outreach.core import MIGRATIONS
from outreach.people.models import Role
from outreach.texts import clean_line

FIRST_ADMIN = "admin@example.org"


@main.command()
@click.option("--demo", is_flag=True, help="Fill an empty instance with a made-up year, on this machine only.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def run(demo: bool, host: str, port: int) -> None:
    """Migrate, load the starter where nothing is set, start web and worker, print a sign-in link."""
    environ = dict(os.environ)
    environ.setdefault("OUTREACH_BASE_URL", f"http://{host}:{port}")
    if demo:
        environ["OUTREACH_DEMO"] = "1"
    os.environ.update(environ)
    _prepare(demo)
    from outreach import serving

    raise SystemExit(serving.serve(host, port, environ))


@in_app
def _prepare(demo: bool) -> None:
    from outreach.people import service as people
    from outreach.people.queries import association
    from outreach.people.queries import people as everybody

    _migrate()
    if not association().id:
        _load("solna")
    if demo:
        from outreach.demo import fill

        fill()
    admin = next((person for person in everybody() if person.has(Role.ADMIN)), None)
    if admin is None:
        admin = people.add_person(FIRST_ADMIN, "Admin", *Role)
    link = people.make_sign_in_link(admin)
    click.echo(f"\nOutreach for {association().name}: {Config.from_environ().base_url}")
    click.echo(f"Sign in as {admin.name} (once, within 15 minutes; later: outreach sign-in-link {admin.email}):")
    click.echo(link + "\n")


@main.command()
@click.option("--starter", default="solna", show_default=True, help="A name, or the path of a folder of your own.")
@in_app
def init(starter: str) -> None:
    """Make the tables and load a starter: goals, areas, venues, outlets, feeds, match words. Safe to repeat."""
    from outreach.people.queries import association

    _migrate()
    _load(starter)
    click.echo(f"Ready: {association().name}")


def _migrate() -> None:
    import flask_migrate

    flask_migrate.upgrade(MIGRATIONS)


def _load(starter: str) -> None:
    from outreach.starter import StarterError, load

    try:
        load(starter, clock.today().year)
    except StarterError as error:
        raise click.ClickException(str(error)) from error


@main.group("people")
def people_group() -> None:
    """Register people."""


@people_group.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@in_app
def people_add(email: str, name: str, role: str) -> None:
    """Register a person; again: adds the role."""
    from email_validator import EmailNotValidError, validate_email

    from outreach.people import service as people

    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise click.UsageError(f"{email} is not an e-mail address") from error
    name = clean_line(name)
    if not name:
        raise click.UsageError("--name is empty")
    person = people.add_person(email, name, Role(role))
    click.echo(f"{person.name}: {', '.join(sorted(person.roles))}")


@main.command("sign-in-link")
@click.argument("email")
@in_app
def sign_in_link(email: str) -> None:
    """Print a link that signs the person in: one use, 15 minutes."""
    from outreach.people import service as people
    from outreach.people.queries import find_person

    person = find_person(email)
    if person is None:
        raise click.ClickException(f"nobody here has the address {email}; add them with: outreach people add")
    click.echo(people.make_sign_in_link(person))


@main.group("events")
def events_group() -> None:
    """The calendar."""


@events_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--skip-bad", is_flag=True, help="Import the good rows although there are bad ones.")
@click.option("--again", is_flag=True, help="Also import what is in the calendar already.")
@click.option("--responsible", metavar="EMAIL", help="Who is responsible for the events.")
@in_app
def events_import(file: Path, skip_bad: bool, again: bool, responsible: str | None) -> None:
    """Put the rows of a CSV or XLSX file into the calendar as drafts: all or, when a row is bad, none."""
    from outreach.events.service import importing
    from outreach.people.queries import find_person

    person = find_person(responsible) if responsible else None
    if responsible and person is None:
        raise click.ClickException(f"nobody here has the address {responsible}")
    preview = importing.look_over(*importing.read_file(file.read_bytes()))
    for row in preview.rows:
        for note in (*row.errors, *row.warnings):
            click.echo(f"row {row.number}: {note.reason.value % note.values}", err=True)
    if preview.bad and not skip_bad:
        bad = len(preview.bad)
        raise click.ClickException(f"nothing was imported; rows to mend: {bad} (or import the rest with --skip-bad)")
    count = importing.import_rows(preview, person, again=again)
    click.echo(f"drafts: {count}, in the calendar already: {len(preview.known)}, bad: {len(preview.bad)}")


@main.group("areas")
def areas_group() -> None:
    """The areas, as GeoJSON."""


@areas_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def areas_import(file: Path) -> None:
    """Add and change areas by name, all of them or none."""
    from outreach.places.service.importing import import_collection, read_collection

    plan = import_collection(read_collection(file.read_bytes()), or_nothing=True)
    refused = [f"{row.name or row.number}: {row.refused.text}" for row in plan.rows if row.refused]
    if refused:
        raise click.ClickException("nothing was imported\n" + "\n".join(refused))
    for row in plan.rows:
        click.echo(f"{row.verdict.value}\t{row.name}")


@areas_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_app
def areas_export(file: Path) -> None:
    """Write all areas in use to a file that import takes back."""
    from outreach.places.export import areas_as_geojson

    try:
        file.write_text(json.dumps(areas_as_geojson(), ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} can't be written ({error.strerror})") from error


@main.command("tally")
@click.option("--year", type=click.IntRange(2000, 2100))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As it stood at the end of that day.")
@click.option("--json", "as_json", is_flag=True)
@in_app
def show_tally(year: int | None, on: datetime | None, as_json: bool) -> None:
    """Where the year stands: goals with done and planned, areas."""
    from outreach.goals.queries import tally
    from outreach.goals.rules.pace import standing_day

    day: date = on.date() if on else clock.today()
    year = year or day.year
    figures = tally(year, standing_day(year, day)).as_json()
    show(figures, as_json, ("measure", "done", "planned", "goal"), "goals")
