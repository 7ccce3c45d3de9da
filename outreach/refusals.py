"""How a rule's "no" travels: rules answer with a Refusal, services raise Refused, the app tells the person."""

from enum import StrEnum


def N_(text: str) -> str:  # noqa: N802  (the customary name that the extractor looks for)
    """Mark a source text for translation where it stands; it is translated where it is shown."""
    return text


class Refusal(StrEnum):
    """Base of each feature's named reasons. The member's name is the code, its value the English text."""

    @property
    def code(self) -> str:
        return self.name


class Refused(Exception):
    """A service did not do what was asked; `reason` says why and nothing was changed.

    `values` are what the reason's text names: Refused(OVERLAPS, name="Haga", other="Hagalund").
    """

    def __init__(self, reason: Refusal, **values: object) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.values = values

    @property
    def text(self) -> str:
        """The English text, with the values in it."""
        return self.reason.value % self.values if self.values else self.reason.value
