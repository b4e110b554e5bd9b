"""Announces posecast.local (--mdns) with a child process, and renews that when the machine's addresses change."""

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

REFRESH_S: Final = 10.0
"""Seconds between checks of the machine's addresses."""

_NAME_TAKEN: Final = 3
_END_LIMIT_S: Final = 3.0
"""Seconds that the child has to withdraw the name from the network."""


class MdnsError(CertificateError):
    """The name cannot be announced; the message says why and what to do."""


class Announcement:
    """Keeps a child process that announces the current addresses. For one thread at a time."""

    def __init__(self, name: str, port: int, addresses: Callable[[], tuple[IpAddress, ...]]) -> None:
        """addresses: asks the system for them. Raises MdnsError if the library is missing."""
        if find_spec("zeroconf") is None:
            raise MdnsError("--mdns needs the package zeroconf: pip install zeroconf")
        self._name = name
        self._port = port
        self._addresses = addresses
        self._announced: tuple[IpAddress, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._failure_logged = False

    def refresh(self) -> None:
        """Announce the addresses if they have changed, and log it once if the child has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            self._log_exit(self._process.returncode)
            self._process = None  # it is not started again before the addresses change
        addresses = self._addresses()
        if addresses == self._announced:
            return
        self.end()
        if addresses:
            self._process = self._start(addresses)
        self._announced = addresses

    def run(self) -> None:
        """Refresh every REFRESH_S, without end."""
        while True:
            self.try_refresh()
            time.sleep(REFRESH_S)

    def try_refresh(self) -> None:
        """Refresh, or log once that it failed: the system may have no file or process left now, and have some later."""
        try:
            self.refresh()
        except OSError as error:
            if not self._failure_logged:
                log.warning("%s cannot be announced at the moment: %s", self._name, error)
            self._failure_logged = True
        else:
            self._failure_logged = False

    def end(self) -> None:
        """End the child, which withdraws the name."""
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
            stdin=subprocess.PIPE,  # closed when this process ends, even if it is killed; then the child ends, too
            env=module_environment(),
            start_new_session=True,  # a Ctrl-C in the terminal is for the server alone
        )

    def _log_exit(self, code: int) -> None:
        if code == _NAME_TAKEN:
            log.warning("another machine answers to %s already; use the numeric address", self._name)
        else:
            log.warning("%s is not announced any longer (exit code %d)", self._name, code)
