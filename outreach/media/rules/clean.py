"""Foreign text made plain: no tags, no hidden signs, no endless length. Done once, before it is stored."""

import html
import re
import unicodedata
from urllib.parse import urljoin, urlsplit, urlunsplit

TITLE_SIGNS, SUMMARY_SIGNS, LINK_SIGNS = 300, 2_000, 2_000
READ_SIGNS = 200_000  # more than this of one title or summary is not looked at
MARKS_IN_A_ROW = 3  # a letter with more accents than this is somebody's joke

TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)[^<>]*>|<[!?][^<>]*>")
UNSEEN = frozenset({"script", "style", "template", "iframe", "object", "noscript"})
BREAKS = frozenset(
    "p br div li ul ol tr td th table h1 h2 h3 h4 h5 h6 blockquote figure figcaption section article hr dd dt".split()
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
ENTITY_IN_LINK = re.compile(r"&(?:amp|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
# Nearly all Swedish text: nothing to look for, sign by sign. (Not the soft hyphen, nor anything that combines.)
PLAIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff”“’‘–—…•]*")
# Nearly all addresses: `web_link` would give them back as they are.
PLAIN_LINK = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~=,:@!$()*+%-]+)*/?")


def plain_text(raw: str, limit: int) -> str:
    """Text as one would read it off the page: tags gone, entities decoded once, at most `limit` signs."""
    text = raw[:READ_SIGNS]
    if "<" in text:
        text = without_tags(text)
    text = " ".join(html.unescape(text).split())
    if not PLAIN.fullmatch(text):
        text = " ".join(visible(text).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def without_tags(raw: str) -> str:
    """Drop tags and comments, and with some tags what they hold. A `<` that opens no tag stays."""
    kept: list[str] = []
    position = 0
    lowered = raw.lower()
    while (start := raw.find("<", position)) >= 0:
        kept.append(raw[position:start])
        if raw.startswith("<!--", start):
            end = raw.find("-->", start + 4)
            if end < 0:
                return "".join(kept)
            position = end + 3
            continue
        tag = TAG.match(raw, start)
        if tag is None:
            kept.append("<")
            position = start + 1
            continue
        position = tag.end()
        name = (tag[1] or "").lower()
        if name in BREAKS:
            kept.append(" ")
        if name in UNSEEN and raw[start + 1] != "/" and not tag[0].endswith("/>"):
            end = lowered.find(f"</{name}", position)
            if end < 0:
                return "".join(kept)
            position = end
    kept.append(raw[position:])
    return "".join(kept)


def visible(text: str) -> str:
    """Drop what is not seen: control, direction and zero-width signs, surrogates, heaps of accents. NFC."""
    if PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif kind in ("Cf", "Cs", "Co", "Cn"):
            continue
        elif kind in ("Mn", "Me"):
            marks += 1
            if marks <= MARKS_IN_A_ROW:
                kept.append(sign)
            continue
        else:
            kept.append(sign)
        marks = 0
    return unicodedata.normalize("NFC", "".join(kept))


def web_link(raw: str, base: str = "") -> str | None:
    """An address of the web, made whole from `base`, or None. Scripts, files and passwords are no links."""
    if len(raw) <= LINK_SIGNS and PLAIN_LINK.fullmatch(raw):
        return raw
    # Browsers skip control signs in an address, so `java<tab>script:` is a script: skip them before looking.
    link = ENTITY_IN_LINK.sub(lambda entity: html.unescape(entity[0]), raw[:READ_SIGNS])
    link = visible(CONTROLS.sub("", link)).strip().replace(" ", "%20")
    if not link or "\\" in link:
        return None
    try:
        parts = urlsplit(urljoin(base, link))
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in host.strip("."):
        return None
    place = host if port is None else f"{host}:{port}"
    link = urlunsplit((parts.scheme, place, parts.path, parts.query, parts.fragment))
    return link if len(link) <= LINK_SIGNS else None
