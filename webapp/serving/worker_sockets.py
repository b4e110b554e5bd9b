"""The sockets on which the pose workers reply, for a web server that reads replies before requests.

Knows no web server, so that the workers' side may import it.
"""

from typing import Final


class WorkerSockets:
    """The file numbers of the sockets that a reply may come on, as the workers come and go."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()

    def add(self, number: int) -> None:
        self.numbers.add(number)

    def discard(self, number: int) -> None:
        """Forget a socket. Call it before the socket is closed: the system gives its number to the next file."""
        self.numbers.discard(number)


worker_sockets: Final = WorkerSockets()
"""Those of this process. One object, as a file number means the same everywhere in a process."""
