"""What a site's robots.txt lets us read (RFC 9309): the group that names us, else the one for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

OUR_NAME = "outreach"
READ_BYTES, MOST_RULES = 500_000, 2_000
SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True)
class Rule:
    """One line: paths that begin so may or may not be read."""

    allows: bool
    path: str


Rules = tuple[Rule, ...]
EVERYTHING: Rules = ()
NOTHING: Rules = (Rule(allows=False, path="/"),)


def robots_rules(body: bytes, name: str = OUR_NAME) -> Rules:
    """The lines that hold for us. What can't be read forbids nothing."""
    groups = _groups(body[:READ_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").splitlines())
    ours = [rules for agents, rules in groups if name in agents]
    for_all = [rules for agents, rules in groups if "*" in agents]
    return tuple(rule for rules in (ours or for_all) for rule in rules)[:MOST_RULES]


def robots_after(status: int, body: bytes) -> Rules | None:
    """The rules by what asking for robots.txt brought; None when the site is in trouble and nothing can be told.

    A site that has none, or does not show it, forbids nothing.
    """
    if status == 200:
        return robots_rules(body)
    return None if status == 429 or status >= 500 else EVERYTHING


def may_read(rules: Rules, url: str) -> bool:
    """Whether an address may be read. The longest line that fits decides, and of two as long the kinder one."""
    parts = urlsplit(url)
    path = _even((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    fitting = [rule for rule in rules if _fits(rule.path, path)]
    return max(fitting, key=lambda rule: (len(rule.path), rule.allows)).allows if fitting else True


def _groups(lines: Sequence[str]) -> list[tuple[set[str], list[Rule]]]:
    groups: list[tuple[set[str], list[Rule]]] = []
    is_naming = False
    for line in lines:
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            if not is_naming:
                groups.append((set(), []))
            groups[-1][0].add(value.partition("/")[0].strip().lower())
            is_naming = True
        elif field in ("allow", "disallow") and colon:
            is_naming = False
            if groups and value:
                groups[-1][1].append(Rule(field == "allow", _even(value)))
    return groups


def _even(path: str) -> str:
    """One spelling of a path: signs that need not be escaped are not."""
    return quote(unquote(path, errors="surrogateescape"), safe=SAFE, errors="surrogateescape")


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says; * is anything, a last $ is the end. One pass, no search back."""
    is_whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not is_whole or path == first
    at = len(first)
    for piece in rest[:-1] if is_whole else rest:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not is_whole or (path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at)
