"""Commands of the media desk."""

from pathlib import Path

import click

from outreach.cli.base import in_app, in_core, main, show
from outreach.fetch import masked
from outreach.media.models import OutletTier


@main.group("feeds")
def feeds_group() -> None:
    """The feeds that are polled."""


@feeds_group.command("add")
@click.argument("url")
@click.option("--outlet", required=True, help="The outlet's name.")
@click.option("--tier", required=True, type=click.Choice([tier.value for tier in OutletTier]))
@in_app
def feeds_add(url: str, outlet: str, tier: str) -> None:
    """Poll a feed from now on. Given a site in its place, name the site's feeds."""
    from outreach.media.service.discovering import refuse_site
    from outreach.media.service.subscribing import add_feed

    refuse_site(url)
    feed = add_feed(url, outlet, OutletTier(tier))
    click.echo(f"{feed.outlet.name}: {masked(feed.url)}")


@feeds_group.command("list")
@click.option("--json", "as_json", is_flag=True)
@in_app
def feeds_list(as_json: bool) -> None:
    """Every feed, its outlet and how its last poll went."""
    from outreach.media.queries import feeds_as_json

    show(feeds_as_json(), as_json, ("outlet", "tier", "status", "url"))


@main.command()
@click.option("--all", "everything", is_flag=True, help="Every feed, whether due or not.")
@click.option("--json", "as_json", is_flag=True)
@in_core
def poll(everything: bool, as_json: bool) -> None:
    """Poll the feeds that are due."""
    from outreach.media.service.polling import poll_due, polls_as_json

    results = polls_as_json(poll_due(every_feed=everything))
    show(results, as_json, ("status", "new", "matched", "url", "error"))


@main.group("coverage")
def coverage_group() -> None:
    """What was printed."""


@coverage_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--tier", type=click.Choice([t.value for t in OutletTier]), help="Add outlets that are not known, with this tier."
)
@in_app
def coverage_import(file: Path, tier: str | None) -> None:
    """Count the rows of a CSV or XLSX file. A bad row stops no other, and what is counted already stays as it is."""
    from outreach.media.service import importing_coverage

    preview = importing_coverage.look_over_file(file.read_bytes(), OutletTier(tier) if tier else None)
    for row in preview.rows:
        for note in (*row.errors, *row.warnings):
            click.echo(f"row {row.number}: {note.reason.value % note.values}", err=True)
    count = importing_coverage.import_rows(preview)
    click.echo(f"counted: {count}, counted already: {len(preview.known)}, bad: {len(preview.bad)}")
    if not preview.good:
        raise click.ClickException("no row could be imported")


@main.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--only-here", is_flag=True, help="As from an outlet that writes of this municipality alone.")
@click.option(
    "--tier",
    type=click.Choice([tier.value for tier in OutletTier]),
    expose_value=False,
    help="The outlet's tier, as in feeds add; what matches does not depend on it.",
)
@click.option("--json", "as_json", is_flag=True)
@in_app
def match(source: str, only_here: bool, as_json: bool) -> None:
    """Try the match words on a feed: each entry, matched or not, why, letter or article. Stores nothing."""
    from outreach.media.service.trying import match_document, matches_as_json

    found = matches_as_json(match_document(source, only_here=only_here))
    show(found, as_json, ("matched", "kind", "why", "title"), "entries")
