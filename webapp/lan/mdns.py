"""--mdns: has the announcer's process answer to posecast.local with the addresses that the machine has at the time."""

import logging
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Final

from webapp.lan.addresses import IpAddress
from webapp.lan.pki.x509 import CertificateError
from webapp.paths import module_command, module_environment

log = logging.getLogger("posecast.mdns")

LOOK_S: Final = 10.0
"""Seconds between looks at the machine's addresses."""

_NAME_TAKEN: Final = 3
_END_LIMIT_S: Final = 3.0
"""Seconds that the announcer has to say goodbye to the network."""


class NoMdnsError(CertificateError):
    """The name cannot be announced; the message says why and what to do."""


class Announcement:
    def __init__(self, name: str, port: int, addresses: Callable[[], tuple[IpAddress, ...]]) -> None:
        """Raises NoMdnsError where the library is missing."""
        if find_spec("zeroconf") is None:
            raise NoMdnsError("--mdns needs the package zeroconf: pip install zeroconf")
        self._name = name
        self._port = port
        self._addresses = addresses
        self._announced: tuple[IpAddress, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_hindered = False  # and it was said

    def look(self) -> None:
        """Announce anew what has changed, and say once when the announcer has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            self._say_why(self._process.returncode)
            self._process = None  # until the addresses change there is no use in trying again
        addresses = self._addresses()
        if addresses == self._announced:
            return
        self.end()
        if addresses:
            self._process = self._start(addresses)
        self._announced = addresses

    def watch(self) -> None:
        """Look every so often, for good."""
        while True:
            self.look_if_possible()
            time.sleep(LOOK_S)

    def look_if_possible(self) -> None:
        """Look; what the system does not give now (a file, a process) it may give at the next look."""
        try:
            self.look()
        except OSError as error:
            if not self._is_hindered:
                log.warning("%s cannot be announced at the moment: %s", self._name, error)
            self._is_hindered = True
        else:
            self._is_hindered = False

    def end(self) -> None:
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(_END_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _start(self, addresses: tuple[IpAddress, ...]) -> "subprocess.Popen[bytes]":
        listed = [part for address in addresses for part in ("--address", str(address))]
        command = [*module_command("webapp.lan.mdns_process"), "--name", self._name]
        return subprocess.Popen(
            [*command, "--port", str(self._port), *listed],
            stdin=subprocess.PIPE,  # its end, also when this process is killed, ends the announcer
            env=module_environment(),
            start_new_session=True,  # a Ctrl-C in the terminal is for the server alone
        )

    def _say_why(self, code: int) -> None:
        if code == _NAME_TAKEN:
            log.warning("another machine answers to %s already; use the numeric address", self._name)
        else:
            log.warning("%s is not announced any longer (exit code %d)", self._name, code)
