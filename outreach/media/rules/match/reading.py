"""A text as its words, with what stands between them."""

from outreach.media.rules.match.terms import WORD


class Reading:
    """The words of a text, where each begins and ends, and each in small letters."""

    __slots__ = ("folded", "spans", "text", "words")

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.text = text
        self.words = [one[0] for one in found]
        self.folded = [word.casefold() for word in self.words]
        self.spans = [one.span() for one in found]

    def __len__(self) -> int:
        return len(self.words)

    def gap(self, at: int) -> str:
        """What stands between this word and the next; before the first and after the last, nothing."""
        if not 0 <= at < len(self.words) - 1:
            return ""
        return self.text[self.spans[at][1] : self.spans[at + 1][0]]

    def before(self, at: int) -> str:
        """What stands between the word before, or the start, and this one."""
        return self.text[self.spans[at - 1][1] if at else 0 : self.spans[at][0]]

    def after(self, at: int) -> str:
        """What stands between this word and the next, or the end."""
        return self.text[self.spans[at][1] : self.spans[at + 1][0] if at + 1 < len(self.words) else None]

    def is_capital(self, at: int) -> bool:
        return self.words[at][0].isupper()

    def said(self, first: int, last: int) -> str:
        """The words from `first` to `last`, as they stand in the text."""
        return self.text[self.spans[first][0] : self.spans[last][1]]
