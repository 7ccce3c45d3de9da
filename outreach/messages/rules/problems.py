"""Why a message did not leave, in words for whoever looks after the outbox."""

from outreach.refusals import N_, Refusal


class Problem(Refusal):
    """Why a message did not leave. It is kept with the message by its code, and said in the reader's language."""

    ADDRESS_REFUSED = N_("The mail server does not accept the address.")
    BAD_ADDRESS = N_("The address is none that a mail can be sent to.")
    MAIL_REFUSED = N_("The mail server refused the mail.")
    BUSY = N_("The mail server is busy.")
    NO_CONNECTION = N_("The mail server can't be reached.")
    TOO_SLOW = N_("The mail server took too long to answer.")
    NO_TLS = N_("The mail server offers no safe connection, so nothing was sent.")
    LOGIN_REFUSED = N_("The mail server does not accept our name and password.")
    SENDER_REFUSED = N_("The mail server does not accept our sender address.")
    FOLDER = N_("The mail folder can't be written.")
    BAD_NUMBER = N_("The number is none that a text can be sent to.")
    TEXT_REFUSED = N_("The text service refused the text.")
    TEXT_SERVICE = N_("The text service does not answer as it should.")
    TEXT_LOGIN = N_("The text service does not accept our name and password.")
    TOO_LATE = N_("It could not leave before it was too late.")

    @property
    def is_everybodys(self) -> bool:
        """Whether it would meet the next message as well: then there is no use in trying that one now."""
        return self in _EVERYBODYS


_EVERYBODYS = frozenset(
    {
        Problem.BUSY,
        Problem.NO_CONNECTION,
        Problem.TOO_SLOW,
        Problem.NO_TLS,
        Problem.LOGIN_REFUSED,
        Problem.SENDER_REFUSED,
        Problem.FOLDER,
        Problem.TEXT_SERVICE,
        Problem.TEXT_LOGIN,
    }
)


def noted(problem: Problem, answer: int | None = None) -> str:
    """As it is kept: the code, and the number that a server answered."""
    return problem.code if answer is None else f"{problem.code} {answer}"


def problem_of(note: str) -> tuple[Problem | None, str]:
    """What was noted: the problem, and the server's number (or nothing)."""
    code, _, answer = note.partition(" ")
    return (Problem[code], answer) if code in Problem.__members__ else (None, "")
