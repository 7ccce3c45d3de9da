"""The match words are tried on a file or an address."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from outreach.db import db
from outreach.fetch import FetchProblem
from outreach.media.models import Entry
from outreach.media.rules.answers import FeedProblem
from outreach.media.service import match_document, matches_as_json
from outreach.refusals import Refusal, Refused
from tests.feedserver import FeedServer
from tests.media.conftest import SAMPLES

pytestmark = pytest.mark.usefixtures("desk")


def test_a_file() -> None:
    found = matches_as_json(match_document(str(SAMPLES / "solnabladet.xml")))["entries"]

    assert found[0] == {
        "title": "Insändare: Låt Hagalund få sitt bibliotek tillbaka",
        "link": "https://solnabladet.example/insandare/lat-hagalund-fa-sitt-bibliotek-tillbaka/?utm_source=rss",
        "published": "2026-11-22T06:12:00+01:00",
        "matched": True,
        "why": ["Hagalund", "Vänsterpartiet", "Solna"],
        "kind": "letter",
    }
    assert [entry["matched"] for entry in found] == [True, True, True, False, False]
    assert db.session.scalar(select(func.count(Entry.id))) == 0


def test_as_if_from_a_paper_that_writes_of_us_alone() -> None:
    found = match_document(str(SAMPLES / "solnabladet.xml"), only_here=True)

    assert [one.is_match for one in found] == [True, True, True, False, True]


def test_an_address(feed_server: FeedServer) -> None:
    url = feed_server.put("/feed", (SAMPLES / "norra_nytt.atom").read_bytes())

    assert [one.is_match for one in match_document(url)] == [True]


def test_what_can_not_be_tried(feed_server: FeedServer, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html></html>")
    cases: dict[str, Refusal] = {
        str(tmp_path / "none.xml"): FeedProblem.NO_SUCH_FILE,
        str(tmp_path): FeedProblem.NO_SUCH_FILE,
        str(page): FeedProblem.A_PAGE,
        feed_server.url("/missing"): FeedProblem.NOT_FOUND,
        "http://10.0.0.1/feed": FetchProblem.PRIVATE_ADDRESS,
    }
    for source, problem in cases.items():
        with pytest.raises(Refused) as refused:
            match_document(source)
        assert refused.value.reason == problem
