"""The pages on which a site's or a file's feeds are found and chosen."""

import html
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.db import db
from outreach.media.models import Feed, Outlet, OutletTier
from outreach.people.models import Role
from tests.conftest import MakePerson, SignIn
from tests.feedserver import FeedServer
from tests.media.conftest import MakeFeed, rss
from tests.media.service.test_discovering import DATED, link, page


@pytest.fixture
def editor(desk: Flask, person: MakePerson, sign_in: SignIn) -> FlaskClient:
    client = desk.test_client()
    sign_in(client, person(Role.MEDIA))
    return client


def followed() -> list[tuple[str, str, OutletTier]]:
    db.session.expire_all()
    return [
        (feed.url, feed.outlet.name, feed.outlet.tier) for feed in db.session.scalars(select(Feed).order_by(Feed.id))
    ]


def fields(text: str) -> dict[str, list[str]]:
    """What the page would send back: its hidden fields, with what is in them."""
    pairs = re.findall(r'<input type="hidden" name="(url|title|about|from)" value="([^"]*)"', text)
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(html.unescape(value))
    return sent


def test_from_a_site_to_its_feeds(editor: FlaskClient, feed_server: FeedServer) -> None:
    feed_server.put("/nyheter.xml", rss(DATED, title="Nyheter"))
    feed_server.put("/debatt.xml", rss(DATED, title="Debatt <script>alert(1)</script>"))
    site = feed_server.put("/", page(link("/nyheter.xml"), link("/debatt.xml"), link("/borta.xml", "Borta")))

    found = editor.post("/media/feeds/find", data={"address": site})

    assert found.status_code == 200
    assert followed() == [], "nothing is followed by looking"
    assert "<script>alert" not in found.text
    assert len(re.findall(r'name="take"[^>]* checked', found.text)) == 2, "the one that does not answer is not ticked"
    sent = {**fields(found.text), "name": "Solnabladet", "outlet": "", "tier": "local"}
    assert editor.post("/media/feeds/choose", data={**sent, "take": ["0", "1"]}).status_code == 303
    assert followed() == [
        (feed_server.url("/nyheter.xml"), "Solnabladet", OutletTier.LOCAL),
        (feed_server.url("/debatt.xml"), "Solnabladet", OutletTier.LOCAL),
    ]


def test_what_is_missing_is_told_and_nothing_typed_is_lost(editor: FlaskClient, make_feed: MakeFeed) -> None:
    outlet_id = make_feed("https://a.example/rss").outlet_id
    sent = {
        "url": ["https://b.example/rss", "https://a.example/rss", "ftp://x"],
        "title": ["Åäö", "Känd", "Fel"],
        "about": ["RSS · 2", "", ""],
        "outlet": "",
        "name": "",
        "tier": "trade",
    }
    none_chosen = editor.post("/media/feeds/choose", data=sent)
    nobodys = editor.post("/media/feeds/choose", data={**sent, "take": ["0"]})
    made_up = editor.post("/media/feeds/choose", data={**sent, "take": ["0"], "outlet-0": "4711"})
    not_free = editor.post("/media/feeds/choose", data={**sent, "take": ["1", "2"], "outlet": str(outlet_id)})

    for answer in (none_chosen, nobodys, made_up, not_free):
        assert answer.status_code == 422
        assert fields(answer.text)["title"] == sent["title"]
    assert "Välj minst ett flöde." in none_chosen.text
    assert re.search(r'id="take-0" name="take" value="0" checked', nobodys.text)
    assert re.search(r'<option selected value="trade">', nobodys.text)
    assert len(followed()) == 1


def test_each_feed_may_have_an_outlet_of_its_own(editor: FlaskClient, desk: Flask) -> None:
    with desk.app_context():
        paper = Outlet(name="Norra Nytt", tier=OutletTier.REGIONAL)
        db.session.add(paper)
        db.session.commit()
        paper_id = paper.id
    sent = {
        "url": ["https://a.example/rss", "https://b.example/rss"], "title": ["A", "B"], "about": ["", ""],
        "take": ["0", "1"], "outlet-1": str(paper_id), "outlet": "", "name": "Ny tidning", "tier": "trade",
    }  # fmt: skip

    assert editor.post("/media/feeds/choose", data=sent).status_code == 303
    assert followed() == [
        ("https://a.example/rss", "Ny tidning", OutletTier.TRADE),
        ("https://b.example/rss", "Norra Nytt", OutletTier.REGIONAL),
    ]


@pytest.mark.parametrize(
    "address", ["", "http://169.254.169.254/", "http://localhost:5432/", "file:///etc/passwd", "x" * 3000]
)
def test_what_can_not_be_asked_is_told_at_the_field(address: str, editor: FlaskClient) -> None:
    answer = editor.post("/media/feeds/find", data={"address": address})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert html.escape(address) in answer.text


# ---- lists


def opml(*feeds: tuple[str, str]) -> bytes:
    outlines = "".join(f'<outline text="{title}" xmlUrl="{url}"/>' for url, title in feeds)
    return f'<opml version="2.0"><body><outline text="Solnabladet">{outlines}</outline></body></opml>'.encode()


def upload(client: FlaskClient, data: bytes) -> tuple[int, str]:
    answer = client.post("/media/feeds/import", data={"file": (BytesIO(data), "lista.opml")})
    return answer.status_code, answer.text


def test_from_a_list_to_feeds(editor: FlaskClient, make_feed: MakeFeed) -> None:
    make_feed("https://a.example/rss")
    feeds = [("http://www.a.example/rss/", "Känd"), ("https://b.example/rss?a=1&amp;token=s3cret", "Ny"),
             ("https://b.example/rss?a=1&amp;token=s3cret", "Samma"), ("javascript:alert(1)", "Fel")]  # fmt: skip
    status, text = upload(editor, opml(*feeds))

    assert status == 200
    assert len(followed()) == 1, "nothing is followed by looking"
    for reason in ("Flödet finns redan.", "Det står längre upp i listan.", "Det här är ingen webbadress."):
        assert reason in text
    assert text.count("s3cret") == 2, "only where it has to come back: the hidden fields"
    assert "token=***" in text
    sent = fields(text)
    outlet = re.search(r'<option value="(\d+)" selected>Solnabladet', text)
    assert outlet, "the folder is called like an outlet of ours"
    assert sent["from"] == ["file"]
    chosen = {**sent, "take": "1", "outlet-1": outlet[1], "outlet": "", "name": "", "tier": "local"}
    assert editor.post("/media/feeds/choose", data=chosen).status_code == 303
    assert followed()[1][:2] == ("https://b.example/rss?a=1&token=s3cret", "Solnabladet")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Det här är ingen OPML-fil"),
        (b'<!DOCTYPE opml SYSTEM "http://127.0.0.1/x"><opml/>', "definitioner"),
        (b"<opml/>", "inget flöde"),
    ],
)
def test_lists_that_are_none(data: bytes, words: str, editor: FlaskClient) -> None:
    status, text = upload(editor, data)

    assert status == 422
    assert words in text
    assert followed() == []


def test_our_list_goes_out_without_secrets_and_comes_in_again(editor: FlaskClient, make_feed: MakeFeed) -> None:
    make_feed("https://user:hunter2@a.example/rss?key=s3cret", "Å & Ö")
    make_feed("https://b.example/rss", "Norra Nytt")
    answer = editor.get("/media/feeds.opml")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "hunter2" not in answer.text
    assert "s3cret" not in answer.text
    status, text = upload(editor, answer.data)
    assert status == 200
    assert sorted(fields(text)["url"]) == ["https://***@a.example/rss?key=***", "https://b.example/rss"]


WHO = {"a stranger": (None, 303), "a volunteer": (Role.VOLUNTEER, 403), "the board": (Role.BOARD, 403)}
ROUTES = [
    ("GET", "/media/feeds/find"), ("POST", "/media/feeds/find"), ("POST", "/media/feeds/choose"),
    ("GET", "/media/feeds/import"), ("POST", "/media/feeds/import"), ("GET", "/media/feeds.opml"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "status"), WHO.values(), ids=WHO)
def test_who(role: Role | None, status: int, client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    if role is not None:
        sign_in(client, person(role))
    for method, path in ROUTES:
        assert client.open(path, method=method, data={"address": "http://127.0.0.1/"}).status_code == status
