"""Do several things at the same moment, each in a thread of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import has_app_context

from outreach.db import db

T = TypeVar("T")


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What each call gave or raised. They start together, and wait for nothing that this thread holds."""
    if has_app_context():
        db.session.rollback()
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | Exception:
        start.wait(timeout=30)
        try:
            return call()
        except Exception as error:  # noqa: BLE001  (which errors came is what such tests are about)
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
