"""Which item is which: the same article again or a new one; and which articles are one story."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid gad_source msclkid yclid twclid ttclid li_fat_id igshid mkt_tok _ga _gl "
    "srsltid ref ref_src referrer source cmpid cmp campaign campaign_id icid int_source ocid ncid smid s_cid "
    "wt_mc xtor trk share rss amp outputtype guccounter".split()
)
TRACKING_STARTS = ("utm_", "at_", "mc_", "pk_", "mtm_", "hsa_", "_hs", "ns_")
TWIN_HOSTS = ("www.", "m.", "mobil.", "mobile.", "amp.")
TWIN_STEPS = frozenset({"amp", "amp.html"})
# Copies that search engines keep: the address itself stands in theirs.
AMP_CACHE = re.compile(r"^(?:[\w.-]+\.cdn\.ampproject\.org/[cv]|(?:www\.)?google\.[a-z.]+/amp)/(?:s/)?")
HALF_SIGNS = re.compile("[\ud800-\udfff]")
SAFE_IN_PATH = "/:@!$&'()*+,;=~"
PLAIN_PATH = re.compile(rf"[A-Za-z0-9_.{SAFE_IN_PATH}-]*")
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


KnownItem = TypeVar("KnownItem", bound=Known)


@lru_cache(1_000)  # it is asked of the same address several times in a row
def canonical_link(link: str) -> str:
    """One spelling of an address: no scheme, tracking, mobile or AMP twin or fragment; sorted parameters."""
    # Half signs can be neither written in percent signs nor read back.
    bare = (link if link.isascii() else HALF_SIGNS.sub("", link)).strip()
    scheme, is_whole, rest = bare.partition("://")
    if is_whole and (cached := AMP_CACHE.match(rest)) and "." in rest[cached.end() :].partition("/")[0]:
        bare = f"{scheme}://{rest[cached.end() :]}"
    try:
        parts = urlsplit(bare)
        host, port = "".join((parts.hostname or "").split()).strip("."), parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    while host.count(".") > 1 and host.startswith(TWIN_HOSTS):
        host = host.partition(".")[2].lstrip(".")
    host = f"[{host}]" if ":" in host else host
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    query = _plain_query(parts.query) if parts.query else ""
    return "/".join([place, *_plain_steps(parts.path)]) + (f"?{query}" if query else "")


def _plain_steps(path: str) -> list[str]:
    """The steps of a path, written one way, without those that lead to its AMP twin."""
    if not PLAIN_PATH.fullmatch(path):
        path = quote(unquote(path), safe=SAFE_IN_PATH)
    steps = [step for step in path.split("/") if step]
    while steps and steps[-1].lower() in TWIN_STEPS:
        steps.pop()
    while steps and steps[0].lower() == "amp":
        steps.pop(0)
    if steps:
        steps[-1] = steps[-1].removesuffix(".amp.html").removesuffix(".amp") or steps[-1]
    return steps


def _plain_query(query: str) -> str:
    pairs = sorted(pair for pair in parse_qsl(query, keep_blank_values=True) if not _tracks(*pair))
    return urlencode(pairs)


@lru_cache(1_000)
def plain_title(title: str) -> str:
    """A title as one compares it: small letters and single blanks, no signs."""
    return " ".join(SIGNS.sub(" ", title.casefold()).split())


def story_key(link: str, title: str, day: str = "") -> str:
    """The same for the same article wherever it turns up: by its address, else by its title and day."""
    return _digest("story", canonical_link(link) or f"{plain_title(title)}|{day}")


def identities(items: Sequence[Named], known: Iterable[Known]) -> list[str | None]:
    """For each item of a file its identity if it is new; None if it is stored or stands there twice."""
    return [found if isinstance(found, str) else None for found in resolved(items, known)]


def resolved(items: Sequence[Named], known: Iterable[KnownItem]) -> list[str | KnownItem | None]:
    """What each item of a file is: a new one, by its identity; one that is stored; or None, one that came before.

    Items are the same when two of id, address and title agree: ids change between polls, are used again for
    other articles, and are now and then one for all. What has an id but no address, or an address but no id,
    goes by that one, unless several items of the file share it. What differs in two is never lost.
    """
    stored = list(known)
    seen: dict[tuple[str, ...], KnownItem | None] = {}
    for one in stored:
        for mark in _marks(one, is_shared=False):
            seen.setdefault(mark, one)
    taken = {item.identity for item in stored}
    only_handles = Counter(_only_handle(item) for item in items)
    answer: list[str | KnownItem | None] = []
    for item in items:
        marks = _marks(item, is_shared=only_handles[_only_handle(item)] > 1)
        met = [seen[mark] for mark in sorted(marks) if mark in seen]
        same: KnownItem | None = next((one for one in met if one is not None), None)
        if met:
            answer.append(same)
        else:
            identity = _under_one(item)
            if identity in taken:
                identity = _under_all(item)
            taken.add(identity)
            answer.append(identity)
        for mark in marks:
            seen.setdefault(mark, same)
    return answer


def possible_identities(item: Named) -> tuple[str, str]:
    """What an item is stored under: by its id, address or title alone, or if that is taken, by all three."""
    return _under_one(item), _under_all(item)


def _under_one(item: Named) -> str:
    return _digest("item", item.guid or canonical_link(item.link) or plain_title(item.title))


def _under_all(item: Named) -> str:
    return _digest("item", item.guid, canonical_link(item.link), plain_title(item.title))


def _only_handle(item: Named) -> str:
    """What an item is known by when it has either an id or an address, not both."""
    return "" if item.guid and item.link else item.guid or canonical_link(item.link)


def _marks(item: Named, *, is_shared: bool) -> set[tuple[str, ...]]:
    """What two items have in common when they are one. `is_shared`: others in the file have its handle."""
    guid, link, title = item.guid, canonical_link(item.link), plain_title(item.title)
    marks: set[tuple[str, ...]] = {("link+title", link, title)} if link else set()
    if guid:
        marks.add(("guid+title", guid, title))
        if link:
            marks.add(("guid+link", guid, link))
    if not guid and not link:
        marks.add(("title", title))
    handle = _only_handle(item)
    if handle and not is_shared:
        marks.add(("handle", handle))
    return marks


def _tracks(name: str, value: str) -> bool:
    name = name.lower()
    return name in TRACKING or name.startswith(TRACKING_STARTS) or value == "amp"


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]
