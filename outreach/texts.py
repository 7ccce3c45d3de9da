"""Text from outside, made fit to keep: what every database takes and no screen is fooled by. Pure."""

import unicodedata

# Control characters, surrogates, invisible format characters (which can reverse the reading order), unassigned.
_DROPPED = frozenset({"Cc", "Cs", "Cf", "Cn"})


def clean_line(text: str | None) -> str:
    """One line: no control or invisible characters, single spaces, composed letters (NFC)."""
    return " ".join(clean_text((text or "").replace("\n", " ")).split())


def clean_text(text: str | None) -> str:
    """Several lines: no control or invisible characters but line breaks, composed letters (NFC), trimmed."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in _DROPPED)
    return unicodedata.normalize("NFC", "".join(kept)).strip()
