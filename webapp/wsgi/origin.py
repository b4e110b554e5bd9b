"""Origins and hosts as browsers write them: parses and compares them, strictly."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
)


class OriginError(ValueError):
    """The text is not an origin; the message says what one looks like."""


@dataclass(frozen=True)
class Host:
    """name: in lower case, an IPv6 address without brackets and in its shortest form."""

    name: str
    port: int | None


def parse_host(header: str) -> Host | None:
    """Parse a `Host` header; None where it is not a valid one."""
    found = _HOST.fullmatch(header)
    if found is None:
        return None
    port = None if found["port"] is None else int(found["port"])
    name = found["name"].lower()
    if (port is not None and not 0 < port < 65536) or ".." in name:
        return None
    if name.startswith("["):
        try:
            return Host(str(IPv6Address(name[1:-1])), port)
        except ValueError:
            return None
    return Host(name, port)


def origin_of(address: str) -> str:
    """Return `scheme://host[:port]` of an http or https address, as a browser writes it. Raises OriginError."""
    try:
        parts = urlsplit(address)
        scheme, host, rest = parts.scheme.lower(), parse_host(parts.netloc), parts.path.strip("/")
    except ValueError:
        host = None
    if host is None or scheme not in _DEFAULT_PORTS or rest or parts.query or parts.fragment:
        raise OriginError(
            f"{address!r} is not an origin; write it as http://host, https://host or https://host:port, without a path"
        )
    return written_origin(scheme, host)


def written_origin(scheme: str, host: Host) -> str:
    """Return an origin as a browser writes it, without the default port of its scheme."""
    name = f"[{host.name}]" if ":" in host.name else host.name
    port = "" if host.port in (None, _DEFAULT_PORTS.get(scheme)) else f":{host.port}"
    return f"{scheme}://{name}{port}"


def is_loopback(name: str) -> bool:
    """Whether this name can only mean the machine itself."""
    if name in ("localhost", "localhost."):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
