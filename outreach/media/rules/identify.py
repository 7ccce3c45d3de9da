"""Which item is which: the same article again or a new one; and which articles are one story."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

TRACKING = frozenset(
    "fbclid gclid dclid msclkid yclid igshid mkt_tok _ga _gl ref ref_src referrer source cmpid ocid ncid "
    "smid wt_mc xtor trk share rss amp outputtype".split()
)
TRACKING_STARTS = ("utm_", "at_", "mc_", "pk_", "mtm_", "hsa_", "_hs")
TWIN_HOSTS = ("www.", "m.", "mobil.", "mobile.", "amp.")
TWIN_STEPS = frozenset({"amp", "amp.html"})
SIGNS = re.compile(r"[^\w\s]+")


@dataclass(frozen=True)
class Named:
    """What tells items apart: the feed's own id, where it leads, what it is called. Any may be empty."""

    guid: str
    link: str
    title: str


@dataclass(frozen=True)
class Known(Named):
    """An item that is stored already, by its identity."""

    identity: str


def canonical_link(link: str) -> str:
    """One spelling of an address: no scheme, tracking, mobile or AMP twin or fragment; sorted parameters."""
    try:
        parts = urlsplit(link.strip())
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    for twin in TWIN_HOSTS:
        if host.startswith(twin) and host.count(".") > 1:
            host = host.removeprefix(twin)
    steps = [step for step in parts.path.split("/") if step]
    while steps and (steps[-1].lower() in TWIN_STEPS):
        steps.pop()
    if steps and steps[0].lower() == "amp":
        steps.pop(0)
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0])))
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    return "/".join([place, *steps]) + (f"?{query}" if query else "")


def plain_title(title: str) -> str:
    """A title as one compares it: small letters and single blanks, no signs."""
    return " ".join(SIGNS.sub(" ", title.casefold()).split())


def story_key(link: str, title: str, day: str = "") -> str:
    """The same for the same article wherever it turns up: by its address, else by its title and day."""
    return _digest("story", canonical_link(link) or f"{plain_title(title)}|{day}")


def identities(items: Sequence[Named], known: Iterable[Known]) -> list[str | None]:
    """For each item of a file its identity if it is new; None if it is stored or stands there twice.

    Items are the same when two of id, address and title agree: ids change between polls, are used again for
    other articles, and are now and then one for all. What has an id but no address, or an address but no id,
    goes by that one, unless several items of the file share it. What differs in two is never lost.
    """
    stored = list(known)
    seen = {mark for item in stored for mark in _marks(item, is_shared=False)}
    taken = {item.identity for item in stored}
    only_handles = Counter(_only_handle(item) for item in items)
    answer: list[str | None] = []
    for item in items:
        marks = _marks(item, is_shared=only_handles[_only_handle(item)] > 1)
        if seen.isdisjoint(marks):
            first, second = possible_identities(item)
            identity = second if first in taken else first
            taken.add(identity)
            answer.append(identity)
        else:
            answer.append(None)
        seen.update(marks)
    return answer


def possible_identities(item: Named) -> tuple[str, str]:
    """What an item is stored under: by its id, address or title alone, or if that is taken, by all three."""
    link, title = canonical_link(item.link), plain_title(item.title)
    first = item.guid or link or title
    return _digest("item", first), _digest("item", item.guid, link, title)


def _only_handle(item: Named) -> str:
    """What an item is known by when it has either an id or an address, not both."""
    return "" if item.guid and item.link else item.guid or canonical_link(item.link)


def _marks(item: Named, *, is_shared: bool) -> set[str]:
    """What two items have in common when they are one. `is_shared`: others in the file have its handle."""
    guid, link, title = item.guid, canonical_link(item.link), plain_title(item.title)
    marks = {_digest("link+title", link, title)} if link else set()
    if guid:
        marks |= (
            {_digest("guid+title", guid, title), _digest("guid+link", guid, link)}
            if link
            else {_digest("guid+title", guid, title)}
        )
    if not guid and not link:
        marks.add(_digest("title", title))
    handle = _only_handle(item)
    if handle and not is_shared:
        marks.add(_digest("handle", handle))
    return marks


def _tracks(name: str) -> bool:
    return name.lower() in TRACKING or name.lower().startswith(TRACKING_STARTS)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]
