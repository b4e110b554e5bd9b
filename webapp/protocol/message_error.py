"""A message of a client that is not taken in, and why."""

from webapp.protocol.wire import Problem, ProblemCode


class MessageError(Exception):
    """A message cannot be used; says what is wrong and what to do, for the one who wrote the client."""

    def __init__(self, code: ProblemCode, message: str, seq: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.seq = seq

    def problem(self) -> Problem:
        return {"seq": self.seq, "code": str(self.code), "message": self.message}
