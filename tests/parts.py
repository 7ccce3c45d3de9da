"""Parts of the system that tests need and pip can't bring: where they are, and how to get them."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Part:
    """Something that the machine has or has not."""

    name: str
    command: str
    find: Callable[[], Path | None]


def require(part: Part) -> Path:
    """Where the part is. Without it the test is skipped; on CI, where nothing may be skipped, it fails."""
    path = part.find()
    if path is None:
        explain = f"{part.name} is missing: {part.command}"
        if os.environ.get("CI") == "true":
            pytest.fail(explain)
        pytest.skip(explain)
    return path


def _find_chromium() -> Path | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return Path(path)
    return None


def _find_postgresql() -> Path | None:
    """The folder of the newest server's programs; Debian keeps them off the PATH."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    if shutil.which("pg_config"):
        done = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(done.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder.resolve()
    return None


def _find_feed_corpus() -> Path | None:
    folder = os.environ.get("FEED_CORPUS")
    return Path(folder) if folder and Path(folder).is_dir() else None


CHROMIUM = Part("Chromium", "apt-get install chromium", _find_chromium)
POSTGRESQL = Part("PostgreSQL's server", "apt-get install postgresql", _find_postgresql)
FEED_CORPUS = Part("A folder of real feeds", "export FEED_CORPUS=folder", _find_feed_corpus)
