"""How tests talk to the app: a client that acts like a browser, and a real HTTP server."""

import contextvars
import threading
from typing import Any

from flask import Flask, has_app_context
from flask import session as flask_session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from outreach import config
from outreach.db import db

SAFE = ("GET", "HEAD", "OPTIONS")


class Client(FlaskClient):
    """Sends requests the way a browser would: to our address, with a CSRF token unless csrf=False.

    A request runs in a context of its own, as in a server's thread: it shares neither `g` nor a database
    session with the test, whose own transaction is ended first, since on SQLite it could stand in the way.
    """

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(self._open, *args, csrf=csrf, **kwargs)

    def session_transaction(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("base_url", self._base_url)
        return super().session_transaction(*args, **kwargs)

    @property
    def _base_url(self) -> str:
        settings: config.Config = self.application.extensions["outreach"]
        return settings.base_url

    def _open(self, *args: Any, csrf: bool, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", self._base_url)
        kwargs.setdefault("buffered", True)
        data = kwargs.get("data")
        has_own = isinstance(data, dict) and "csrf_token" in data
        if csrf and not has_own and kwargs.get("method", "GET").upper() not in SAFE:
            kwargs["headers"] = {**(kwargs.get("headers") or {}), "X-CSRFToken": self._csrf_token()}
        return super().open(*args, **kwargs)

    def _csrf_token(self) -> str:
        with self.application.test_request_context():
            token = str(generate_csrf())
            secret = flask_session["csrf_token"]
        with self.session_transaction() as kept:
            kept["csrf_token"] = secret
        return token


class _Quiet(WSGIRequestHandler):
    """Does not write a line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class Server:
    """A threaded HTTP server on a free port, for one app. It has its address before its app."""

    def __init__(self) -> None:
        self._server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread: threading.Thread | None = None

    def serve(self, app: Flask) -> None:
        self._server.app = app
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
