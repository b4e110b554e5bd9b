"""Access from a network, for tests without one."""

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

from webapp.lan.addresses import Reach
from webapp.lan.lan_access import LanAccess
from webapp.lan.pki.authority import Authority, make_authority

NOW: Final = datetime.now(UTC)
AUTHORITY: Final[Authority] = make_authority("pc", ["localhost", "pc", "pc.local"], NOW)
HOME: Final = Reach((ip_address("192.168.1.5"), ip_address("fd00::2")), ("localhost", "pc", "pc.local"))
NOWHERE: Final = Reach((), ("localhost",))


def lan_at(reach: Reach = HOME, *, http_port: int | None = 8001) -> LanAccess:
    return LanAccess(8000, http_port, lambda: reach, lambda: AUTHORITY)


def lan_with_provided_certificate(*names: str) -> LanAccess:
    return LanAccess(8000, 8001, lambda: HOME, None, names)
