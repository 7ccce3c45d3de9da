"""Every view says who may open it, and the app holds it to that."""

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from outreach.people import access
from outreach.people.access import check_every_view_is_marked, needs, open_to_all, signed_in
from outreach.people.models import Role
from tests.conftest import MakeApp, MakePerson, SignIn
from tests.serving import Client


@pytest.fixture
def small_app() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/free", "free", open_to_all(lambda: "here"))
    return app


def test_marked_views_are_let_pass(small_app: Flask) -> None:
    check_every_view_is_marked(small_app)


def test_a_view_that_says_nothing_stops_the_start(small_app: Flask) -> None:
    bp = Blueprint("forgotten", __name__)
    bp.add_url_rule("/forgotten", view_func=lambda: "here", endpoint="page")
    small_app.register_blueprint(bp)

    with pytest.raises(RuntimeError, match="/forgotten: says nothing of who may open it"):
        check_every_view_is_marked(small_app)


def test_the_real_app_is_checked_as_it_is_made(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take one mark away, and the app refuses to be made again."""
    from outreach.app import create_app
    from outreach.events.views import me

    monkeypatch.delattr(me.me, "access")

    with pytest.raises(RuntimeError, match="/me: says nothing of who may open it"):
        create_app(app.extensions["outreach"])


def test_each_route_of_the_real_app_is_marked(app: Flask) -> None:
    check_every_view_is_marked(app)


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ((Role.VOLUNTEER,), 403),
        ((Role.MEDIA,), 200),
        ((Role.VOLUNTEER, Role.BOARD), 200),
        ((Role.ADMIN,), 403),
    ],
)
def test_one_of_the_roles_is_enough(
    make_app: MakeApp, person: MakePerson, sign_in: SignIn, roles: tuple[Role, ...], status: int
) -> None:
    app = make_app()
    app.add_url_rule("/needs", "needs", needs(Role.MEDIA, Role.BOARD)(lambda: "here"))
    client = app.test_client()
    assert isinstance(client, Client)
    sign_in(client, person(*roles))

    assert client.get("/needs").status_code == status


@pytest.mark.parametrize("roles", [(role,) for role in Role])
def test_any_person_may_open_what_asks_for_any(
    make_app: MakeApp, person: MakePerson, sign_in: SignIn, roles: tuple[Role, ...]
) -> None:
    app = make_app()
    app.add_url_rule("/any", "any", signed_in(lambda: access.current().email))
    client = app.test_client()
    someone = person(*roles)
    sign_in(client, someone)

    assert client.get("/any").text == someone.email


def test_a_made_up_key_opens_nothing(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["key"] = "made up"

    assert client.get("/me").status_code == 303
