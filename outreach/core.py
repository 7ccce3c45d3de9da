"""create_core(settings): the application without its pages. Enough to poll and to send letters, in half the memory."""

import gc
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from outreach import db, i18n
from outreach.config import Config

HERE = Path(__file__).parent
MIGRATIONS = str(HERE / "migrations")


def create_core(config: Config | None = None) -> Flask:
    """Settings (read from the environment when none are given), tables, languages and templates."""
    settings = config or Config.from_environ()
    app = Flask("outreach", root_path=str(HERE), static_folder=None, template_folder=_templates())
    app.extensions["outreach"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app, settings.database_url)
    i18n.init_app(app)
    return app


def settle() -> None:
    """What is loaded by now stays as long as the process: tidying up memory need not look through it each time."""
    gc.collect()
    gc.freeze()


def _templates() -> str:
    """Inside the package in a wheel, beside it in a checkout."""
    inside = HERE / "templates"
    return str(inside if inside.is_dir() else HERE.parent / "templates")
