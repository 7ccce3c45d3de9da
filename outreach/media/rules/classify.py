"""A letter of ours or an article about us? A guess, and the sign that it rests on."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from outreach.refusals import N_


class CoverageKind(StrEnum):
    """What counts: a letter that we wrote, or an article that others wrote."""

    LETTER = "letter"
    ARTICLE = "article"

    @property
    def label(self) -> str:
        return {"letter": N_("letter to the editor"), "article": N_("article")}[self.value]


@dataclass(frozen=True)
class Guess:
    """The kind, and what in the entry says so: empty when nothing did."""

    kind: CoverageKind
    sign: str


LETTER_STEPS = frozenset(
    "insandare insandaren insandare-debatt debatt debattartikel debattartiklar debatt-insandare replik "
    "repliker slutreplik oppet-brev lasarbrev lasarinsandare asikt asikter opinion-debatt ordet-fritt".split()
)
# The paper's own opinion is not ours, whatever section it stands in.
PAPERS_OWN = frozenset("ledare ledaren ledarsidan ledarkronika".split())
SLUG_STARTS = ("insandare-", "debattartikel-", "replik-", "slutreplik-", "oppet-brev-", "lasarbrev-")
LETTER_WORDS = r"insändare|debatt|debattartikel|debattinlägg|replik|slutreplik|öppet brev|läsarbrev|svar på insändare"
TITLE_START = re.compile(rf"^\W*({LETTER_WORDS})\s*(?:[:.|–—]|-\s|\d)", re.IGNORECASE)
TITLE_END = re.compile(rf"[|–—(-]\s*({LETTER_WORDS})\W*$", re.IGNORECASE)


def classify(title: str, link: str = "", categories: Sequence[str] = ()) -> Guess:
    """Guess letter or article from the title's first word, the steps of the address, and the categories."""
    named = TITLE_START.search(title) or TITLE_END.search(title)
    if named:
        return Guess(CoverageKind.LETTER, named[1])
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    host = (parts.hostname or "").split(".")[0]
    steps = [step for step in (fold(unquote(step)) for step in parts.path.split("/")) if step]
    groups = [fold(category) for category in categories]
    for step in [*steps, *groups]:
        if step in PAPERS_OWN:
            return Guess(CoverageKind.ARTICLE, step)
    for step in [host, *steps[:-1], *groups]:
        if step in LETTER_STEPS:
            return Guess(CoverageKind.LETTER, step)
    if steps and (steps[-1] in LETTER_STEPS or steps[-1].startswith(SLUG_STARTS)):
        return Guess(CoverageKind.LETTER, steps[-1].split("-")[0])
    return Guess(CoverageKind.ARTICLE, "")


def fold(word: str) -> str:
    """Insändare → insandare: small ASCII letters and hyphens, as addresses write Swedish."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "-".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
