"""The only user of trafilatura. Runs by itself in a child process, one page each: `python -m outreach.media.articles`.

Reads a page from stdin and writes its article as JSON to stdout. What it is given is hostile: memory and work are
limited here, time by the parent.
"""

import json
import math
import resource
import sys

from trafilatura import extract

from outreach.media.rules.clean import visible
from outreach.media.rules.discovery import page_text
from outreach.media.rules.reading import is_wall

CPU_SECONDS, MEMORY_BYTES = 5, 512 * 1024 * 1024
TEXT_SIGNS = 100_000


def article_of(page: str) -> dict[str, object]:
    """The article's text, without what stands around it, and whether the rest of it is behind a wall."""
    text = extract(page, fast=True, include_comments=False, include_tables=False, output_format="txt") or ""
    lines = (visible(line).strip() for line in text[:TEXT_SIGNS].splitlines())
    return {"text": "\n".join(lines), "is_wall": is_wall(page, text)}


def main() -> None:
    """Answer one question."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = math.ceil(used.ru_utime + used.ru_stime)  # on being loaded: that is not the page's fault
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.RLIM_INFINITY))
    head, _, body = sys.stdin.buffer.read().partition(b"\n")
    answers, sys.stdout = sys.stdout, sys.stderr  # a stray print must not stand before the answer
    answers.write(json.dumps(article_of(page_text(body, head.decode("latin-1")))))
    answers.flush()


if __name__ == "__main__":
    main()
