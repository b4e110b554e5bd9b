"""Limits how often an address may guess tokens. Its memory is bounded, however many addresses try."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from webapp.protocol.client_network import network_of

WRONG_TRIES: Final = 20
"""Wrong tokens in a row from one address before it must wait. An office behind one address, whose people all open the
same old link, stays below."""

FORGIVEN_A_SECOND: Final = 0.5
"""Wrong tokens that an address is forgiven each second, so at most this many guesses a second on average."""

ADDRESSES: Final = 10_000
"""Addresses remembered, about 2 MB of them. Beyond that the one that was wrong longest ago is forgotten."""


@dataclass
class _Record:
    wrong: float
    counted_at_s: float


class GuessLimit:
    def __init__(self) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._records)

    def count_wrong(self, address: str, now_s: float) -> bool:
        """Count a wrong token from this address; return False, and count nothing, where it had too many lately."""
        network = network_of(address)
        with self._lock:
            record = self._records.get(network)
            wrong = _still_wrong(record, now_s) if record else 0.0
            if wrong > WRONG_TRIES - 1:
                return False
            self._records[network] = _Record(wrong + 1, now_s)
            self._records.move_to_end(network)
            if len(self._records) > ADDRESSES:
                self._records.popitem(last=False)
            return True


def _still_wrong(record: _Record, now_s: float) -> float:
    return max(0.0, record.wrong - (now_s - record.counted_at_s) * FORGIVEN_A_SECOND)
