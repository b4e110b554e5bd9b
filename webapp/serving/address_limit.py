"""Limits how many connections one client's address may have open, so that it leaves some for the others."""

import logging
from collections import Counter
from threading import Lock

from webapp.protocol.client_network import network_of

log = logging.getLogger("posecast.web")


class AddressLimit:
    """Counts the open connections of each address. For several threads."""

    def __init__(self, most: int | None) -> None:
        """most: connections at once of one address; None for no limit."""
        self._most = most
        self._open: Counter[str] = Counter()
        self._refused: set[str] = set()
        self._lock = Lock()

    def admit(self, address: str) -> bool:
        """Count a new connection; return False, and count nothing, where its address has too many."""
        network = network_of(address)
        with self._lock:
            if self._most is None or self._open[network] < self._most:
                self._open[network] += 1
                return True
            is_first = network not in self._refused
            self._refused.add(network)
        if is_first:  # a line for each would fill the disk
            log.warning("%s has %d connections open; further ones are closed", address, self._most)
        return False

    def release(self, address: str) -> None:
        """Count a connection that was admitted as closed."""
        network = network_of(address)
        with self._lock:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]
                self._refused.discard(network)
