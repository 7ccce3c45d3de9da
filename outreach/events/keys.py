"""Addresses that open something without signing in: whoever has one may. Made from the secret key, kept nowhere.

A copy of the database is not enough to make one: it holds what is signed, not what it is signed with.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable

from outreach import config
from outreach.db import LARGEST_ID


def make_key(purpose: str, row_id: int, stamp: str) -> str:
    """The key to a row, for one purpose. Another `stamp` makes another key, and the old one worthless."""
    text = f"{purpose}\n{row_id}\n{stamp}"
    signature = hmac.new(config.current().secret_key.encode(), text.encode(), hashlib.sha256).digest()
    return f"{row_id}-{urlsafe_b64encode(signature).decode().rstrip('=')}"


def row_of(purpose: str, key: str, stamp_of: Callable[[int], str | None]) -> int | None:
    """Which row the key is to, or None. `stamp_of` says how that row is stamped, if there is one."""
    number = key.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) <= 10) or int(number) > LARGEST_ID:
        return None
    stamp = stamp_of(int(number))
    if stamp is None or not hmac.compare_digest(make_key(purpose, int(number), stamp).encode(), key.encode()):
        return None
    return int(number)
