"""Try the match words on a file or an address: what would match, why, and as what. Nothing is stored."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from outreach import clock, config
from outreach.db import db
from outreach.fetch import FetchFailed, fetch
from outreach.fetch.decoding import decoded
from outreach.media.models import CoverageKind
from outreach.media.parser import ParserGaveUpError, shared_parser
from outreach.media.queries import terms
from outreach.media.rules.answers import PROBLEM_OF_DOCUMENT, FeedProblem, problem_of_status
from outreach.media.rules.dates import said_date
from outreach.media.rules.judge import judge
from outreach.media.rules.match import matcher
from outreach.refusals import Refused

FILE_BYTES = 5_000_000


@dataclass(frozen=True)
class Tried:
    """One entry of the file, and what would become of it. `published_at` is None when no date can be told."""

    title: str
    link: str
    published_at: datetime | None
    is_match: bool
    why: tuple[str, ...]
    kind: CoverageKind


def match_document(source: str, *, only_here: bool = False) -> list[Tried]:
    """Match each entry of a feed, given as a file's path or a web address. Raises Refused with the reason.

    `only_here`: as if from a paper that writes of our municipality alone, so that the place need not be named.
    A local paper as such is not that: many have several municipalities.
    """
    find = matcher(terms())
    allow = config.current().feed_allow
    db.session.commit()  # nothing is held while the network is asked
    try:
        if source.lower().startswith(("http://", "https://")):
            answer = fetch(source, allow=allow)
            body, content_type, url = answer.body, answer.headers.get("content-type", ""), answer.url
            problem = problem_of_status(answer.status)
            if problem is not None:
                raise Refused(problem)
        else:
            body, content_type, url = decoded(_file(source)), "", ""
        document = shared_parser.parse(body, content_type, url)
    except FetchFailed as failure:
        raise Refused(failure.problem) from failure
    except ParserGaveUpError as error:
        raise Refused(FeedProblem.TOO_COSTLY) from error
    if document.problem is not None:
        raise Refused(PROBLEM_OF_DOCUMENT[document.problem])
    tried = []
    for item in document.items:
        said_of = judge(find, item.title, item.summary, link=item.link, categories=item.categories, only_here=only_here)
        guess = datetime.fromisoformat(item.guessed_at) if item.guessed_at else None
        said = said_date(item.raw_date, guess)
        published = min(said, clock.now()) if said else None
        tried.append(Tried(item.name, item.link, published, said_of.is_match, said_of.why, said_of.kind))
    return tried


def matches_as_json(tried: list[Tried]) -> dict[str, Any]:
    """What `outreach match --json` prints."""
    return {
        "entries": [
            {
                "title": one.title,
                "link": one.link,
                "published": clock.local(one.published_at).isoformat() if one.published_at else None,
                "matched": one.is_match,
                "why": list(one.why),
                "kind": one.kind.value,
            }
            for one in tried
        ]
    }


def _file(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            body = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise Refused(FeedProblem.NO_SUCH_FILE) from error
    if len(body) > FILE_BYTES:
        raise Refused(FeedProblem.TOO_COSTLY)
    return body
