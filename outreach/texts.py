"""Text from outside, made fit to keep: what every database takes and no screen is fooled by. Pure."""

import unicodedata

# Control characters, surrogates, invisible format characters (which can reverse the reading order), unassigned.
_DROPPED = frozenset({"Cc", "Cs", "Cf", "Cn"})

LONGEST_PATH = 1000  # of an address to go back to; it may have to fit into a cookie


def clean_line(text: str | None) -> str:
    """One line: no control or invisible characters, single spaces, composed letters (NFC)."""
    return " ".join(clean_text((text or "").replace("\n", " ")).split())


def clean_text(text: str | None) -> str:
    """Several lines: no control or invisible characters but line breaks, composed letters (NFC), trimmed."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in _DROPPED)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def own_path(path: str | None) -> str:
    """A path of our own to go back to, or nothing: never an address elsewhere, nor what no header may hold."""
    path = path or ""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_ours and path.isprintable() and len(path) <= LONGEST_PATH else ""
