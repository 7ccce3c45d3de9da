"""Sign in, sign out, choose a language, invite: over HTTP."""

import re
from functools import partial
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from outreach.db import db
from outreach.messages.models import Message
from outreach.messages.service import deliver_due
from outreach.people import queries, service
from outreach.people.models import Person, Role, SignInSession
from tests.at_once import at_once
from tests.conftest import MakeApp, MakePerson, SignIn
from tests.pages import error_by, form_to, page_of, typed
from tests.serving import Client


@pytest.fixture
def maja(person: MakePerson) -> Person:
    return person(name="Maja Lind", email="maja@example.org")


def path_of(url: str) -> str:
    return "/sign-in/" + url.rsplit("/", 1)[1]


def mailed_path() -> str:
    """The address in the newest mail."""
    body = db.session.scalar(select(Message.body).order_by(Message.id.desc()).limit(1)) or ""
    [url] = re.findall(r"http://\S+", body)
    return path_of(url)


def is_in(client: FlaskClient) -> bool:
    return client.get("/me").status_code == 200


# ---- a link


def test_the_whole_way_in_by_mail(client: FlaskClient, maja: Person) -> None:
    client.post("/sign-in", data={"email": "Maja@Example.org"})

    response = client.post(mailed_path())

    assert (response.status_code, response.location) == (303, "/")
    assert is_in(client)


def test_looking_at_a_link_uses_nothing_up(client: FlaskClient, maja: Person) -> None:
    """Mail scanners open links, several times."""
    path = path_of(service.make_sign_in_link(maja))

    answers = [client.get(path) for _ in range(20)] + [client.head(path), client.options(path)]

    assert {answer.status_code for answer in answers} == {200}
    assert not is_in(client)
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0
    assert client.post(path).status_code == 303
    assert is_in(client)


def test_a_link_works_once(client: FlaskClient, app: Flask, maja: Person) -> None:
    path = path_of(service.make_sign_in_link(maja))
    client.post(path)
    other = app.test_client()

    response = other.post(path)

    assert response.status_code == 409
    assert "Länken är redan använd" in page_of(response).words
    assert not is_in(other)


def test_an_unknown_link_offers_a_new_one(client: FlaskClient) -> None:
    response = client.post("/sign-in/made-up")

    assert response.status_code == 409
    assert "email" in typed(form_to(page_of(response), "/sign-in"))


def test_of_many_posts_at_once_one_signs_in(app: Flask, maja: Person) -> None:
    path = path_of(service.make_sign_in_link(maja))
    app.test_client_class = Client
    clients = [app.test_client() for _ in range(10)]

    answers = at_once([partial(client.post, path) for client in clients])

    statuses = [answer.status_code for answer in answers if isinstance(answer, TestResponse)]
    assert sorted(statuses) == [303] + [409] * 9
    assert sum(is_in(client) for client in clients) == 1


def test_signing_in_begins_a_new_session(client: FlaskClient, maja: Person) -> None:
    """Whoever planted a cookie before knows nothing of the session afterwards."""
    with client.session_transaction() as session:
        session["planted"] = "before"
        session["csrf_token"] = "known to somebody"

    client.post(path_of(service.make_sign_in_link(maja)))

    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "known to somebody"


# ---- who is asked, and what is told


def test_an_unknown_address_is_answered_like_a_known_one(app: Flask, client: FlaskClient, maja: Person) -> None:
    stranger = app.test_client()

    known = client.post("/sign-in", data={"email": "maja@example.org"})
    unknown = stranger.post("/sign-in", data={"email": "ajam@example.org"})

    def bare(response: TestResponse) -> tuple[int, dict[str, str], str]:
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", response.text).replace("maja@", "ajam@")
        headers = {name: value for name, value in response.headers if name not in ("Set-Cookie", "Content-Length")}
        return response.status_code, headers, text

    assert bare(known) == bare(unknown)
    assert known.status_code == 200
    # also when no more links are made
    for _ in range(5):
        again = client.post("/sign-in", data={"email": "maja@example.org"})
    assert bare(again) == bare(unknown)


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="spaces"),
        pytest.param("maja", id="no at"),
        pytest.param("maja@", id="no host"),
        pytest.param("maja@example", id="no dot"),
        pytest.param("a b@example.org", id="space inside"),
        pytest.param("maja@example.org, olle@example.org", id="two"),
        pytest.param('"><script>alert(1)</script>@example.org', id="markup"),
        pytest.param("x" * 300 + "@example.org", id="very long"),
        pytest.param("\u202emaja", id="reversed"),
        pytest.param("\0", id="NUL"),
    ],
)
def test_what_is_no_address_is_refused_and_kept(client: FlaskClient, email: str) -> None:
    response = client.post("/sign-in", data={"email": email, "next": "/me"})

    form = form_to(page_of(response), "/sign-in")
    assert response.status_code == 422
    assert error_by(form, "email")
    assert typed(form)["email"] == " ".join(email.replace("\0", "").replace("\u202e", "").split())
    assert typed(form)["next"] == "/me"


@pytest.mark.parametrize("email", ["åsa@example.org", "maja+v@example.org", "MAJA@EXAMPLE.ORG", "o'brien@example.org"])
def test_addresses_of_all_kinds_are_taken(client: FlaskClient, email: str) -> None:
    assert client.post("/sign-in", data={"email": email}).status_code == 200


# ---- the way back


def test_whoever_was_stopped_gets_on(client: FlaskClient, maja: Person) -> None:
    stopped = client.get("/calendar?month=2027-03&view=list")
    form = form_to(page_of(client.get(stopped.location)), "/sign-in")
    client.post("/sign-in", data=typed(form) | {"email": maja.email})

    response = client.post(mailed_path())

    assert response.location == "/calendar?month=2027-03&view=list"


def test_a_post_is_not_gone_back_to(client: FlaskClient) -> None:
    assert client.post("/slots/1/claim").location == "/sign-in"


ELSEWHERE = [
    pytest.param("https://evil.example/", id="an address"),
    pytest.param("//evil.example/", id="no scheme"),
    pytest.param("/\\evil.example/", id="backslash"),
    pytest.param("\\\\evil.example/", id="backslashes"),
    pytest.param("/\t/evil.example/", id="tab"),
    pytest.param("/\n/evil.example/", id="line break"),
    pytest.param("/ok\r\nSet-Cookie: a=b", id="a header of its own"),
    pytest.param(" //evil.example/", id="space"),
    pytest.param("javascript:alert(1)", id="script"),
    pytest.param("https:evil.example", id="no slashes"),
    pytest.param("//[", id="broken"),
    pytest.param("/\0", id="NUL"),
    pytest.param("me", id="relative"),
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(client: FlaskClient, maja: Person, path: str) -> None:
    client.post("/sign-in", data={"email": maja.email, "next": path})

    assert client.post(mailed_path()).location == "/"


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere_by_the_sign_in_page_or_a_choice_of_language(client: FlaskClient, path: str) -> None:
    shown = form_to(page_of(client.get(f"/sign-in?next={quote(path)}")), "/sign-in")
    answer = client.post("/language", data={"language": "en", "next": path})

    assert "next" not in typed(shown)
    assert (answer.status_code, answer.location) == (303, "/")


# ---- sign out


def test_a_replayed_cookie_is_worth_nothing_after_signing_out(app: Flask, client: FlaskClient, maja: Person) -> None:
    client.post(path_of(service.make_sign_in_link(maja)))
    cookie = client.get_cookie("session", domain="127.0.0.1") or client.get_cookie("session")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("session", cookie.value, domain="127.0.0.1")
    assert is_in(thief)

    response = client.post("/sign-out")

    assert (response.status_code, response.location) == (303, "/sign-in")
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_in(client)
    assert not is_in(thief)


def test_signing_out_takes_a_post(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person())

    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out", csrf=False).status_code == 403
    assert is_in(client)


def test_the_cookie_is_kept_from_scripts_and_other_sites(make_app: MakeApp, maja: Person) -> None:
    app = make_app(base_url="https://outreach.example.org")
    response = app.test_client().post(
        path_of(service.make_sign_in_link(maja)), headers={"Referer": "https://outreach.example.org/"}
    )

    cookies = response.headers.getlist("Set-Cookie")
    assert response.status_code == 303
    assert cookies
    for cookie in cookies:
        name, *attributes = cookie.split("; ")
        assert name.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
        assert not any(attribute.startswith("Domain") for attribute in attributes)


# ---- language


def test_a_stranger_picks_a_language(client: FlaskClient) -> None:
    assert page_of(client.get("/sign-in")).all("html")[0].attributes["lang"] == "sv"

    response = client.post("/language", data={"language": "en", "next": "/sign-in"})

    assert response.location == "/sign-in"
    page = page_of(client.get("/sign-in"))
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("h1")[0].words == "Sign in"


def test_a_person_takes_their_language_along(
    app: Flask, client: FlaskClient, person: MakePerson, sign_in: SignIn
) -> None:
    someone = person(name="Ada King")
    sign_in(client, someone)
    client.post("/language", data={"language": "en", "next": "/me"})
    other = app.test_client()
    sign_in(other, someone)

    assert page_of(other.get("/me")).all("h1")[0].words == "Hello Ada"


@pytest.mark.parametrize("language", ["", "xx", "sv_SE", "../en", "\0"])
def test_an_unknown_language_changes_nothing(client: FlaskClient, language: str) -> None:
    assert client.post("/language", data={"language": language}).status_code == 303
    assert page_of(client.get("/sign-in")).all("html")[0].attributes["lang"] == "sv"


# ---- home


@pytest.mark.parametrize(
    ("roles", "home"),
    [
        ((Role.VOLUNTEER,), "/me"),
        ((Role.ADMIN,), "/me"),
        ((Role.BOARD,), "/board"),
        ((Role.MEDIA, Role.BOARD), "/media"),
        (tuple(Role), "/calendar"),
    ],
)
def test_home_is_what_the_role_is_about(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, roles: tuple[Role, ...], home: str
) -> None:
    sign_in(client, person(*roles))

    assert client.get("/").location == home
    assert client.get(home).status_code == 200


# ---- invite


INVITATION = {"name": "Sara Åkesson", "email": "sara@example.org", "role": "volunteer"}


@pytest.mark.parametrize(
    ("inviter", "role", "status"),
    [(Role.ORGANISER, "volunteer", 303), (Role.ADMIN, "volunteer", 303)]
    + [(Role.ORGANISER, role.value, 422) for role in Role if role is not Role.VOLUNTEER]
    + [(Role.ADMIN, role.value, 303) for role in Role if role is not Role.VOLUNTEER]
    + [(Role.VOLUNTEER, "volunteer", 403), (Role.MEDIA, "volunteer", 403), (Role.BOARD, "volunteer", 403)],
)
def test_who_invites_whom(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, inviter: Role, role: str, status: int
) -> None:
    sign_in(client, person(inviter))

    response = client.post("/settings/people", data=INVITATION | {"role": role})

    assert response.status_code == status
    sara = queries.find_person("sara@example.org")
    assert (sara.roles if sara else None) == ({Role(role)} if status == 303 else None)


def test_the_invited_person_gets_in(app: Flask, client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person(Role.ORGANISER))
    client.post("/settings/people", data=INVITATION)
    path = mailed_path()
    sara = app.test_client()

    sara.post(path)

    assert "Sara" in page_of(sara.get("/me")).all("h1")[0].words


def test_a_key_does_not_stay_in_the_outbox(client: FlaskClient, maja: Person) -> None:
    client.post("/sign-in", data={"email": maja.email})

    assert deliver_due() == 1

    assert db.session.scalars(select(Message.body)).all() == [""]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("name", "", id="no name"),
        pytest.param("name", "   ", id="a name of spaces"),
        pytest.param("name", "\u202e\u200b", id="an invisible name"),
        pytest.param("name", "x" * 101, id="a long name"),
        pytest.param("email", "", id="no address"),
        pytest.param("email", " ", id="an address of spaces"),
        pytest.param("email", "sara", id="no at"),
        pytest.param("email", "x" * 250 + "@example.org", id="a long address"),
        pytest.param("role", "emperor", id="unknown role"),
        pytest.param("role", "", id="no role"),
    ],
)
def test_rubbish_in_an_invitation(
    client: FlaskClient, person: MakePerson, sign_in: SignIn, name: str, value: str
) -> None:
    sign_in(client, person(Role.ADMIN))
    everything = INVITATION | {"role": "board", name: value}

    response = client.post("/settings/people", data=everything)

    form = form_to(page_of(response), "/settings/people")
    assert response.status_code == 422
    assert error_by(form, name)
    assert [other for other in INVITATION if other != name and error_by(form, other)] == []
    assert {other: typed(form)[other] for other in INVITATION if other != name} == {
        other: everything[other] for other in INVITATION if other != name
    }
    assert queries.find_person("sara@example.org") is None
    assert db.session.scalars(select(Message)).all() == []


def test_markup_in_a_name_is_shown_as_it_was_written(client: FlaskClient, person: MakePerson, sign_in: SignIn) -> None:
    sign_in(client, person(Role.ADMIN))

    client.post("/settings/people", data=INVITATION | {"name": "<script>alert(1)</script> {{7*7}}"})

    page = page_of(client.get("/settings/people"))
    assert "<script>alert(1)</script> {{7*7}}" in [cell.words for cell in page.all("td")]
