"""The parent of the processes that read articles: gives each a page, waits a while, and stops it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WALL_SECONDS = 15.0
ANSWER_BYTES = 1_000_000
COMMAND = (sys.executable, "-m", "outreach.media.articles")


class ExtractionGaveUpError(Exception):
    """The page took more time or memory than any honest one, or held nothing that could be read."""


@dataclass(frozen=True)
class Article:
    """What a page says, for a moment: it is never stored."""

    text: str
    is_wall: bool


def read_article(
    page: bytes, content_type: str = "", *, command: tuple[str, ...] = COMMAND, seconds: float = WALL_SECONDS
) -> Article:
    """The article on a page, read in a process of its own. Raises ExtractionGaveUpError."""
    question = content_type.encode("latin-1", "replace").replace(b"\n", b" ") + b"\n" + page
    # A nearly empty environment: no setting and no secret is within reach of what a page might do.
    here = str(Path(__file__).parents[2])
    env = {"PYTHONPATH": here, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603  (our own command)
            command,
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
            cwd="/",
            timeout=seconds,
            check=True,
        )
        answer = json.loads(done.stdout[:ANSWER_BYTES])
        return Article(str(answer["text"]), bool(answer["is_wall"]))
    except (subprocess.SubprocessError, ValueError, LookupError, TypeError, OSError) as error:
        raise ExtractionGaveUpError from error
