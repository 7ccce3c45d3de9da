"""Run the web server and the worker side by side: when one ends, the other is ended too."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

import gunicorn

THREADS = 8
PROCESSES = 2  # gunicorn's own variable WEB_CONCURRENCY says otherwise


def serve(host: str, port: int, environ: Mapping[str, str]) -> int:
    """Serve until a signal comes (0) or one of the two ends by itself (1, which is the exit code)."""
    asked_to_stop = False
    commands = (
        [sys.executable, "-m", "outreach.serving", f"{host}:{port}"],
        [sys.executable, "-m", "outreach.jobs"],
    )
    children = [subprocess.Popen(command, env=dict(environ)) for command in commands]  # noqa: S603

    def asked(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True
        stop()

    def stop() -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    ended, _status = os.waitpid(-1, 0)
    first = next((child for child in children if child.pid == ended), children[0])
    stop()
    for child in children:
        if child is not first:
            child.wait()
    return 0 if asked_to_stop else 1


def serve_web(address: str) -> None:
    """gunicorn with threads, so that one slow phone holds nobody up."""
    gunicorn.SERVER = "outreach"  # type: ignore[misc]  # what it is made of is nobody's business
    from gunicorn.app.base import BaseApplication

    from outreach.app import create_app

    class Web(BaseApplication):
        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": address,
                "workers": int(os.environ.get("WEB_CONCURRENCY") or PROCESSES),
                "threads": THREADS,
                "worker_class": "gthread",
                "timeout": 30,
                "limit_request_line": 4094,
                "loglevel": "warning",
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return create_app()

    Web().run()


if __name__ == "__main__":
    serve_web(sys.argv[1])
