"""Where nothing else is set, a message is a file that only this user may read."""

import os
from pathlib import Path

from outreach.messages.delivery.failures import NotDelivered
from outreach.messages.rules.problems import Problem


def put_file(folder: Path, message_id: str, ending: str, content: bytes) -> None:
    """Write it under its Message-ID, so that the same message sent again is the same file."""
    path = folder / f"{message_id.strip('<>').partition('@')[0]}.{ending}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise NotDelivered(Problem.FOLDER) from error
