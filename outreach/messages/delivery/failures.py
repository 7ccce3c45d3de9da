"""What stands in a message's way."""

from outreach.messages.rules.problems import Problem


class NotDelivered(Exception):
    """The message did not leave. `is_final`: trying again would not help. `answer`: the server's number."""

    def __init__(self, problem: Problem, answer: int | None = None, *, is_final: bool = False) -> None:
        super().__init__(problem.value if answer is None else f"{problem.value} ({answer})")
        self.problem = problem
        self.answer = answer
        self.is_final = is_final
