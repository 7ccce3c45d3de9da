"""The application without its pages: the worker and `outreach poll` run in it."""

import subprocess
import sys
from pathlib import Path

from outreach.config import Config
from outreach.core import create_core
from outreach.messages.rendering import as_html
from outreach.messages.rules.letters import Letter, Link
from outreach.messages.sender import Sender

# Half of the memory of a poller, were they loaded.
NOT_TO_POLL = (
    "alembic",
    "folium",
    "icalendar",
    "lxml",
    "numpy",
    "openpyxl",
    "shapely",
    "trafilatura",
    "wtforms",
    "huey",
)
# Nor does the process that may be killed for what it reads need anything but feedparser and our rules.
NOT_TO_PARSE = (*NOT_TO_POLL, "flask", "sqlalchemy", "urllib3", "babel")


def loaded_by(modules: str, names: tuple[str, ...]) -> str:
    code = f"import sys, {modules}; print(*sorted({set(names)} & set(sys.modules)))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_poller_loads_only_what_it_needs() -> None:
    assert loaded_by("outreach.cli, outreach.media.service.polling", NOT_TO_POLL) == ""


def test_a_parser_loads_only_what_it_needs() -> None:
    assert loaded_by("outreach.media.feeds", NOT_TO_PARSE) == ""


def test_the_page_full_app_loads_them() -> None:
    """The control: what is looked for above is what is there otherwise."""
    assert {"folium", "openpyxl", "shapely", "wtforms"} <= set(loaded_by("outreach.app", NOT_TO_POLL).split())


def test_letters_are_rendered_without_the_pages(tmp_path: Path) -> None:
    letter = Letter("Ett pass", "Hej Ann!", ("Du har ett pass.",), action=Link("Se passet", "https://v.example/pass/1"))
    with create_core(Config(tmp_path, f"sqlite:///{tmp_path}/x.db", "not a secret")).app_context():
        page = as_html(letter, Sender("V Solna", contact="hej@v.example"))

    assert all(text in page for text in ("Hej Ann!", "Du har ett pass.", "https://v.example/pass/1", "hej@v.example"))
