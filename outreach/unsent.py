"""A form that did not get through: what was typed in it, to be offered once more, so that nothing is lost."""

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import request, session
from werkzeug.exceptions import HTTPException

from outreach import clock
from outreach.texts import own_path

# What a form carries that nobody typed.
_CARRIED = frozenset({"csrf_token", "next", "from", "key", "was", "language", "overlap_ok"})
# Never shown or sent back, whatever a form may call it.
_SECRET = ("password", "passphrase", "secret", "otp")

# In the session's cookie there is room for so much; browsers drop a cookie above 4 kB.
_MOST_IN_COOKIE = 2400
_KEPT_FOR = 2 * 3600  # seconds


@dataclass(frozen=True)
class Unsent:
    """Where the form was sent, the page it stood on, and its fields in their order."""

    path: str
    back: str
    fields: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> list[str]:
        """What a person wrote or chose, for them to read again."""
        return [value for name, value in self.fields if name not in _CARRIED and value.strip()]


def find_unsent() -> Unsent | None:
    """What this request's form holds. None when a page elsewhere sent it: that is never offered with a good token."""
    if request.method != "POST" or not _is_from_own_page():
        return None
    try:
        pairs = tuple(
            (name, value)
            for name, value in request.form.items(multi=True)
            if name != "csrf_token" and not any(word in name.lower() for word in _SECRET)
        )
    except HTTPException:  # too large to be read
        return None
    path = own_path(request.full_path.rstrip("?"))
    return Unsent(path, _page_before(), pairs) if path else None


def keep_for_later(unsent: Unsent) -> bool:
    """Take what was typed along in the browser's own cookie until somebody has signed in, if it fits."""
    kept = {"path": unsent.path, "back": unsent.back, "fields": unsent.fields, "at": int(clock.now().timestamp())}
    packed = b64encode(zlib.compress(json.dumps(kept).encode()))
    if len(packed) > _MOST_IN_COOKIE:
        return False
    session["unsent"] = kept
    return True


def kept_from(stored: Mapping[str, Any]) -> Unsent | None:
    """What the session keeps; None when it keeps nothing, or has for too long."""
    kept = stored.get("unsent")
    if not kept or clock.now().timestamp() - kept["at"] > _KEPT_FOR:
        return None
    return Unsent(kept["path"], kept["back"], tuple((name, value) for name, value in kept["fields"]))


def forget_if_sent() -> None:
    """What is sent now need not be kept any longer."""
    if request.method == "POST" and (session.get("unsent") or {}).get("path") == request.full_path.rstrip("?"):
        session.pop("unsent")


def _is_from_own_page() -> bool:
    """As the browser says; an old one says at least from which origin a form comes."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.referrer or ""
    return f"{source}/".startswith(request.host_url)


def _page_before() -> str:
    referrer = request.referrer or ""
    if not referrer.startswith(request.host_url):
        return ""
    parts = urlsplit(referrer)
    return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
