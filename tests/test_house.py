"""What the house asks where no linter looks: translations, migrations, sizes, templates, locks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

from outreach.db import Base, db

ROOT = Path(__file__).parents[1]
MODULES = [
    path for path in sorted((ROOT / "outreach").rglob("*.py")) if "migrations" not in path.relative_to(ROOT).parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
CATALOGS = sorted((ROOT / "outreach" / "translations").glob("*/LC_MESSAGES/messages.po"))

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 45
KEYWORDS = DEFAULT_KEYWORDS | {"N_": None, "_l": None, "lazy_gettext": None}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


# ---- languages


@pytest.fixture(scope="module")
def source_texts() -> set[str | tuple[str, ...]]:
    """Every text in the code and the templates that is marked for translation."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS)
    return {text for path, _line, text, _comments, _context in found if not path.startswith((".", "tests"))}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def texts(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def test_there_is_a_swedish_translation() -> None:
    assert [path.parts[-3] for path in CATALOGS] == ["sv"]


@pytest.mark.parametrize("path", CATALOGS, ids=name)
class TestTranslations:
    def test_every_text_is_translated(self, path: Path, source_texts: set[str | tuple[str, ...]]) -> None:
        known = {text.id if isinstance(text.id, str) else tuple(text.id) for text in texts(read(path))}

        assert source_texts - known == set(), "scripts/translations adds them"

    def test_nothing_is_empty_or_fuzzy(self, path: Path) -> None:
        def is_done(text: Message) -> bool:
            strings = [text.string] if isinstance(text.string, str) else (text.string or [""])
            return all(strings) and not text.fuzzy

        assert [text.id for text in texts(read(path)) if not is_done(text)] == []

    def test_nothing_is_left_over(self, path: Path, source_texts: set[str | tuple[str, ...]]) -> None:
        known = {text.id if isinstance(text.id, str) else tuple(text.id) for text in texts(read(path))}

        assert known - source_texts == set(), "scripts/translations removes them"

    def test_placeholders_are_those_of_the_source(self, path: Path) -> None:
        """A translation that names an unknown value would only fail on the page, in that language."""
        wrong = {text.id: [str(error) for error in text.check()] for text in texts(read(path))}

        assert {text: errors for text, errors in wrong.items() if errors} == {}


# ---- tables


def test_migrations_lead_to_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


# ---- shape of the code


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_are_short() -> None:
    sizes = {name(path): len(path.read_text().splitlines()) for path in MODULES}

    assert {path: size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_functions_are_short() -> None:
    sizes = {
        f"{name(path)}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in MODULES
        for function in functions(path)
    }

    assert {place: size for place, size in sizes.items() if size > MOST_LINES_OF_A_FUNCTION} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [name(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_only_services_commit() -> None:
    """Queries read, rules decide, views translate: the service owns the commit."""
    layers = {"rules", "models", "queries", "forms", "views"}
    committing = [
        name(path)
        for path in MODULES
        if layers & {path.stem, *path.parent.relative_to(ROOT).parts} and ".commit(" in path.read_text()
    ]

    assert committing == []


# ---- templates and locks


INLINE = re.compile(r"""\sstyle\s*=|<style|\son\w+\s*=|javascript:|<script(?![^>]*\ssrc=)""", re.IGNORECASE)


@pytest.mark.parametrize(
    ("html", "is_inline"),
    [
        ('<p style="color: red">', True),
        ("<style>p {}</style>", True),
        ('<button onclick="go()">', True),
        ('<a href="javascript:go()">', True),
        ("<script>go()</script>", True),
        ('<script src="/static/app.js" defer></script>', False),
        ('<p class="style-guide">on time = soon</p>', False),
    ],
)
def test_inline_is_recognised(html: str, is_inline: bool) -> None:
    assert bool(INLINE.search(html)) is is_inline


# A mail is no page of ours: it can fetch no style sheet, and carries its own.
MAILS = {"templates/messages/letter.html"}
STYLES = re.compile(r"<style>[^<]*</style>")


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    assert TEMPLATES, "no templates were found"
    texts = {name(path): path.read_text() for path in TEMPLATES if path.is_file()}
    texts |= {path: STYLES.sub("", texts[path], count=1) for path in MAILS}

    assert [path for path, text in texts.items() if INLINE.search(text)] == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_name_no_host_and_no_folder(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    outside = re.compile(r"://|--(extra-)?index-url|--find-links|@ |(^|\s)/")

    assert [line for line in lines if outside.search(line)] == []
    assert any("--hash=sha256:" in line for line in lines)
