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


class SignPlace(StrEnum):
    """Where the sign stands that a guess rests on."""

    TITLE = "title"
    ADDRESS = "address"
    CATEGORY = "category"
    TEXT = "text"
    SIGNATURE = "signature"

    @property
    def label(self) -> str:
        """With the sign itself as `word`."""
        return {
            "title": N_("because the headline says “%(word)s”"),
            "address": N_("because the address says “%(word)s”"),
            "category": N_("because the section is called “%(word)s”"),
            "text": N_("because the text says “%(word)s”"),
            "signature": N_("because it is signed (%(word)s)"),
        }[self.value]


@dataclass(frozen=True)
class Guess:
    """The kind, and what in the entry says so: no place and no word when nothing did."""

    kind: CoverageKind
    place: SignPlace | None = None
    word: str = ""

    @property
    def sign(self) -> str:
        """As it is stored: "address:insandare", or nothing."""
        return f"{self.place.value}:{self.word}"[:60] if self.place else ""


NOTHING_SAID = Guess(CoverageKind.ARTICLE)

# Steps of addresses and names of sections, in small ASCII letters.
LETTER_STEPS = frozenset(
    "insandare insandaren insandare-debatt debatt debatten debattartikel debattartiklar debatt-insandare debattinlagg "
    "replik repliker slutreplik oppet-brev oppna-brev lasarbrev lasarinsandare asikt asikter opinion-debatt "
    "ordet-fritt fria-ord brev-till-redaktionen lasarna-tycker ni-tycker tyck-till insandarsidan".split()
)
# As the last step, "debatt" may well be an evening at the library.
LETTER_LAST_STEPS = LETTER_STEPS - {"debatt", "debatten", "asikt", "asikter"}
SLUG_STARTS = ("insandare-", "debattartikel-", "replik-", "slutreplik-", "oppet-brev-", "lasarbrev-")
# The paper's own opinion is not ours, whatever section it stands in; nor is what it has on in town.
PAPERS_OWN = frozenset(
    "ledare ledaren ledarsidan ledarkronika signerat kronika kronikor kronikan kolumn evenemang kalendarium".split()
)
LETTER_WORDS = (
    r"insändare|debatt|debattartikel|debattinlägg|replik|slutreplik|öppet brev|läsarbrev|svar på insändare|svar direkt"
)
TITLE_START = re.compile(rf"^\W*({LETTER_WORDS})\s*(?:[:.|–—]|-\s|\d)", re.IGNORECASE)
TITLE_ANSWERS = re.compile(
    r"^\W*(öppet brev (?:till|om|från|angående)|(?:replik|svar|genmäle|kommentar) (?:på|till) .*?"
    r"(?:insändare|debatt|artikel|replik|brev|kritik|”|\"|»|:|\()|svar:)",
    re.IGNORECASE,
)
TITLE_END = re.compile(rf"[|–—(-]\s*({LETTER_WORDS})\W*$", re.IGNORECASE)
PARTIES = r"V|S|M|MP|L|C|KD|SD|FI|Fi|ÖP"
PARTY_NAMES = r"\w*partiet|\w+demokraterna|Liberalerna|Moderaterna"
TEXT_SAYS = re.compile(
    r"\b((?:Slutr|R)eplik (?:på|till)|Svar på (?:insändare|debatt)\w*|Debattörerna|Debattören|Insändarskribent\w*|"
    r"Undertecknat|Debattinlägg)\b"
)
# "Vi i Vänsterpartiet", but not in somebody's mouth: – Vi i …, ”Vi i …
WE_IN = re.compile(rf"(?:^|[.!?…] )(Vi i (?:{PARTY_NAMES}|{PARTIES}))\b")
NAME = r"[A-ZÅÄÖÉ][\w’'-]+(?: [A-ZÅÄÖÉ][\w’'-]+){1,3}"
SIGNED_LETTERS = rf"{NAME} \(({PARTIES})(?:, ?\w+)?\)(?:, [^.:!?()”\"]{{2,80}})?"
PARTY_PEOPLE = "vänsterpartist|socialdemokrat|moderat|liberal|kristdemokrat|miljöpartist|centerpartist"
SIGNED_NAME = rf"{NAME}, (?:[^.:!?()”\"]{{2,60}}[, ])?({PARTY_NAMES}|{PARTY_PEOPLE})(?: i)?(?: [A-ZÅÄÖ]\w+)?"
# At the very end, after a sentence: one or several names with their party, and nothing else.
SIGNATURE = re.compile(
    rf"(?:^|[.!?…”\"] |\n)(?:{SIGNED_LETTERS}|{SIGNED_NAME})"
    rf"(?:(?:,| och|;| &|\.|) (?:{SIGNED_LETTERS}|{SIGNED_NAME})){{0,5}}\W*$"
)
TAIL = 300  # a signature stands at the end


def classify(title: str, link: str = "", categories: Sequence[str] = (), summary: str = "", page: str = "") -> Guess:
    """Guess letter or article from the title, the steps of the address, the categories, and how the text ends."""
    named = TITLE_START.search(title) or TITLE_END.search(title) or TITLE_ANSWERS.search(title)
    if named:
        return Guess(CoverageKind.LETTER, SignPlace.TITLE, named[1])
    found = _by_section(title, link, categories)
    return found or _by_text(summary, page)


def _by_section(title: str, link: str, categories: Sequence[str]) -> Guess | None:
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    host = (parts.hostname or "").split(".")[0]
    path = unquote(parts.path) if "%" in parts.path else parts.path
    steps = [fold(step) for step in path.split("/") if step]
    groups = [fold(category) for category in categories]
    for place, words in ((SignPlace.ADDRESS, steps), (SignPlace.CATEGORY, groups)):
        for word in words:
            if word in PAPERS_OWN:
                return Guess(CoverageKind.ARTICLE, place, word)
    for place, words in ((SignPlace.ADDRESS, [host, *steps[:-1]]), (SignPlace.CATEGORY, groups)):
        for at, word in enumerate(words):
            if word in LETTER_STEPS:
                said = categories[at] if place is SignPlace.CATEGORY else word
                return Guess(CoverageKind.LETTER, place, said)
    # A slug is made of the headline: "Insändare väckte debatt" is told of, "insandare-radda-badet" is marked.
    last = steps[-1] if steps else ""
    is_marked = last.startswith(SLUG_STARTS) and not fold(title).startswith(last.split("-")[0])
    if last in LETTER_LAST_STEPS or is_marked:
        return Guess(CoverageKind.LETTER, SignPlace.ADDRESS, last.split("-")[0])
    return None


def _by_text(summary: str, page: str) -> Guess:
    for text in (summary, page):
        if not text:
            continue
        says = TEXT_SAYS.search(text[:TAIL]) or TEXT_SAYS.search(text[-TAIL:]) or WE_IN.search(text[:TAIL])
        if says:
            return Guess(CoverageKind.LETTER, SignPlace.TEXT, says[1])
        signed = SIGNATURE.search(text[-TAIL:]) if "(" in text[-TAIL:] or "," in text[-TAIL:] else None
        if signed:
            # The party alone is kept: who signed is nobody's business here.
            return Guess(CoverageKind.LETTER, SignPlace.SIGNATURE, next(part for part in signed.groups() if part))
    return NOTHING_SAID


def fold(word: str) -> str:
    """Insändare → insandare: small ASCII letters and hyphens, as addresses write Swedish."""
    if word.isascii():
        return "-".join(word.lower().split())
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "-".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
