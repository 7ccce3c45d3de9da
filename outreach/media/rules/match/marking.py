"""The words that matched, shown where they stand."""

import re
from collections.abc import Iterable


def marked(text: str, why: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words that matched."""
    words = sorted({word for word in why if word}, key=len, reverse=True)
    if not words:
        return [(text, False)]
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, words)) + r")(?!\w)")
    return [(piece, at % 2 == 1) for at, piece in enumerate(pattern.split(text)) if piece]


def excerpt(text: str, why: Iterable[str], signs: int) -> str:
    """At most `signs` of the text, with the first word that matched in it."""
    if len(text) <= signs:
        return text
    first, is_word = marked(text, why)[0]
    at = 0 if is_word or first == text else len(first)
    start = text.rfind(" ", 0, at - signs // 3) + 1 if at > signs - 40 else 0
    piece = text[start : start + signs]
    is_cut = start + signs < len(text)
    if is_cut:
        piece = piece.rpartition(" ")[0] or piece
    return ("… " if start else "") + piece + (" …" if is_cut else "")
