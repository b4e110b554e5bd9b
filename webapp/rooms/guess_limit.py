"""Limits how often an address may guess tokens. Its memory is bounded, however many addresses try."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock
from typing import Final

WRONG_TRIES: Final = 20
"""Wrong tokens in a row from one address before it must wait. An office behind one address, whose people all open the
same old link, stays below."""

FORGIVEN_A_SECOND: Final = 0.5
"""Wrong tokens that an address is forgiven each second, so at most this many guesses a second on average."""

ADDRESSES: Final = 10_000
"""Addresses remembered, about 2 MB of them. Beyond that the one that was wrong longest ago is forgotten."""

_IPV6_NETWORK_BITS: Final = 64  # what a provider gives to one household


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
        network = _network(address)
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


@lru_cache(maxsize=1024)
def _network(address: str) -> str:
    """Return what is counted as one: an IPv4 address, or the network of an IPv6 one, which has addresses without end."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return f"{int(found) >> (128 - _IPV6_NETWORK_BITS):x}"
