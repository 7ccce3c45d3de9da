"""The page on which feeds are chosen, out of a site or out of a file."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import render_template, request
from flask_babel import gettext as _

from outreach.fetch import masked
from outreach.media import queries
from outreach.media.forms.discovery import ChooseForm, Offered
from outreach.media.rules.page_facts import outlet_of
from outreach.media.service.discovering import why_not_follow


class Shown(NamedTuple):
    """A feed to offer: its address and name, what is told about it, its folder, whether it is ticked at first."""

    url: str
    title: str
    about: str
    folder: str = ""
    is_taken: bool = True


def offered(shown: Iterable[Shown]) -> list[Offered]:
    """The feeds as the form takes them, each with the outlet that we know its folder or site by."""
    hosts = queries.outlet_hosts()
    names = {outlet.name.casefold(): outlet.id for outlet in queries.outlets()}
    rows = []
    for number, one in enumerate(shown):
        outlet = names.get(one.folder.casefold()) or outlet_of(one.url, hosts) or ""
        rows.append(Offered(number, one.url, one.title, one.about, is_taken=one.is_taken, outlet=str(outlet)))
    return rows


def bar_rows(rows: Sequence[Offered]) -> None:
    """Say of each why it can't be chosen, if it can't."""
    for row, reason in zip(rows, why_not_follow([row.url for row in rows]), strict=True):
        row.bar = _(reason.value) if reason else ""


def choose_page(rows: Sequence[Offered], form: ChooseForm | None = None, *, name: str = "", note: str = "") -> str:
    """What was found, to choose from. `name` is what a new outlet may be called."""
    bar_rows(rows)
    if form is None:
        form = ChooseForm(None)
        form.name.data = name
        form.offer(queries.outlets(), rows)
    is_file = request.endpoint == "opml.opml_import" or request.form.get("from") == "file"
    return render_template("media/choose_feeds.html", form=form, masked=masked, note=note, is_file=is_file)
