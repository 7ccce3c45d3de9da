"""A worker process that does nothing but deliver, until it is killed: python -m tests.messages.worker."""

import signal

from outreach.app import create_app
from outreach.config import Config
from outreach.messages.service import deliver_due


def main() -> None:
    app = create_app(Config.from_environ())
    print("ready", flush=True)  # noqa: T201  (whoever started it waits for this)
    while True:
        with app.app_context():
            if not deliver_due(limit=10):
                signal.sigtimedwait([], 0.05)


if __name__ == "__main__":
    main()
