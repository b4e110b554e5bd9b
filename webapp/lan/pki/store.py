"""The folder in which the authority and the server's certificate are kept, readable by their owner alone."""

import logging
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from webapp.lan.addresses import Reach, host_names
from webapp.lan.pki.authority import Authority, make_authority
from webapp.lan.pki.leaf import Leaf, sign_leaf
from webapp.lan.pki.x509 import CertificateError
from webapp.paths import user_data_folder

log = logging.getLogger("posecast.certificates")

FOLDER_ENV: Final = "POSECAST_CERTIFICATES"

AUTHORITY_FILE: Final = "authority.pem"
LEAF_FILE: Final = "server.pem"
_LOCK_FILE: Final = "lock"
_OUR_FILES: Final = (AUTHORITY_FILE, LEAF_FILE, _LOCK_FILE)
"""What the names of all its files begin with."""

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_OTHERS: Final = 0o077


def certificates_folder() -> Path:
    """Return $POSECAST_CERTIFICATES, else a folder in this user's data folder."""
    named = os.environ.get(FOLDER_ENV)
    if named:
        return Path(named).expanduser()
    return user_data_folder() / "certificates"


class CertificateStore:
    """Several servers may use one folder at once. Everything raises CertificateError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def authority_file(self) -> Path:
        return self.folder / AUTHORITY_FILE

    @property
    def leaf_file(self) -> Path:
        return self.folder / LEAF_FILE

    def authority(self, now: datetime) -> Authority:
        """The authority, made on the first call ever, and anew when it ends or its file is damaged."""
        with self._locked():
            return self._authority(now)

    @contextmanager
    def leaf(self, reach: Reach, now: datetime) -> Iterator[tuple[Authority, Leaf]]:
        """A leaf that serves for these addresses: the one kept, else a new one, which is then kept.

        Inside the block `leaf_file` holds it; afterwards another server may put its own there.
        """
        with self._locked():
            authority = self._authority(now)
            leaf = self._kept_leaf()
            if leaf is None or not leaf.serves(reach, authority, now):
                leaf = sign_leaf(authority, reach, now)
                # With the authority behind it, so that browsers can show whom there is to trust.
                self._write(self.leaf_file, leaf.secret_pem() + authority.pem())
                log.info("made a certificate for %s", ", ".join(map(str, sorted(leaf.addresses(), key=str))))
            yield authority, leaf

    def kept_authority(self) -> Authority | None:
        """The authority, if there is one; changes nothing."""
        if not self.authority_file.exists():
            return None
        return Authority.from_secret_pem(self._read(self.authority_file))

    def trouble(self) -> str | None:
        """What is wrong with who may read the store, or None; changes nothing."""
        for path in (self.folder, self.authority_file):
            if sys.platform == "win32" or not path.exists():
                continue
            try:
                status = path.stat()
            except OSError as error:
                return f"{path} cannot be looked at: {error.strerror}"
            if status.st_uid != os.geteuid():
                return f"{path} belongs to another user (number {status.st_uid})"
            if stat.S_IMODE(status.st_mode) & _OTHERS:
                return f"others can open {path}; --lan closes it, or: chmod go= {path}"
        return None

    def _authority(self, now: datetime) -> Authority:
        if self.authority_file.exists():
            self._keep_private(self.authority_file, _FILE_MODE)
            try:
                authority = Authority.from_secret_pem(self._read(self.authority_file))
            except CertificateError as error:
                self._set_aside(str(error))
            else:
                if authority.is_young(now):
                    raise CertificateError(
                        f"the authority in {self.authority_file} begins on "
                        f"{authority.certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC, which is still to come; set "
                        "this machine's clock, or, if that is right, delete the file: phones must then trust a new one"
                    )
                if not authority.is_due(now):
                    return authority
                self._set_aside("its time is over")
        host = socket.gethostname()
        authority = make_authority(host, host_names(host), now)
        self._write(self.authority_file, authority.secret_pem())
        log.info("made the certificate authority %s in %s", authority.name, self.authority_file)
        return authority

    def _kept_leaf(self) -> Leaf | None:
        if not self.leaf_file.exists():
            return None
        self._keep_private(self.leaf_file, _FILE_MODE)
        try:
            return Leaf.from_secret_pem(self._read(self.leaf_file))
        except CertificateError as error:
            log.warning("%s: %s; made anew", self.leaf_file, error)
            return None

    def _set_aside(self, reason: str) -> None:
        """Keep what is of no use any longer, under another name, and say what it means."""
        number = 1 + sum(1 for _ in self.folder.glob(f"{AUTHORITY_FILE}.old-*"))
        aside = self.authority_file.with_name(f"{AUTHORITY_FILE}.old-{number}")
        try:
            self.authority_file.replace(aside)
        except OSError as error:
            raise self._trouble(self.authority_file, error) from error
        log.warning(
            "the certificate authority is made anew (%s): phones that trusted the old one must trust the new one; "
            "the old file is now %s",
            *(reason, aside),
        )

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise self._trouble(path, error) from error

    def _write(self, path: Path, content: bytes) -> None:
        """All or nothing: whoever reads meanwhile, or after a crash, finds the old file or the new one."""
        try:
            descriptor, part = tempfile.mkstemp(dir=self.folder, prefix=f"{path.name}.part-")  # mode 0600
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(path)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise self._trouble(path, error) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time; of two that start at once, the second finds what the first has made."""
        try:
            self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self._check_that_folder_is_ours()
            self._keep_private(self.folder, _FOLDER_MODE)
            descriptor = os.open(self.folder / _LOCK_FILE, os.O_RDWR | os.O_CREAT, _FILE_MODE)
        except OSError as error:
            raise self._trouble(self.folder, error) from error
        try:
            _wait_for_lock(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _check_that_folder_is_ours(self) -> None:
        """Closing /tmp, or somebody's home, to all others would do more harm than good."""
        if sys.platform == "win32" or not stat.S_IMODE(self.folder.stat().st_mode) & _OTHERS:
            return
        names = sorted(path.name for path in self.folder.iterdir())
        strangers = [name for name in names if not name.startswith((*_OUR_FILES, "."))]
        if strangers:
            raise CertificateError(
                f"{self.folder} has other files, such as {strangers[0]}; certificates need a folder of their own: "
                f"name a new one with --certificates or {FOLDER_ENV}"
            )

    def _keep_private(self, path: Path, mode: int) -> None:
        """Close what others of this machine could read, and say so. On Windows the user's folder is private already."""
        if sys.platform == "win32":
            return
        try:
            status = path.stat()
            if status.st_uid != os.geteuid():
                raise CertificateError(
                    f"{path} belongs to another user (number {status.st_uid}); start Posecast as that user, or choose "
                    f"another folder with --certificates or {FOLDER_ENV}"
                )
            open_to = stat.S_IMODE(status.st_mode) & _OTHERS
            if open_to:
                path.chmod(mode)
        except OSError as error:
            raise self._trouble(path, error) from error
        if open_to:
            log.warning(
                "others on this machine could open %s (mode %o); now they cannot. If somebody may have read the key, "
                "delete that folder and start again: phones must then trust the new authority",
                *(path, stat.S_IMODE(status.st_mode)),
            )

    def _trouble(self, path: Path, error: OSError) -> CertificateError:
        return CertificateError(
            f"the certificates cannot be kept in {self.folder} ({path.name}: {error.strerror or error}); choose another "
            f"folder with --certificates or {FOLDER_ENV}"
        )


def _wait_for_lock(descriptor: int) -> None:
    """Ends with the descriptor, so that a killed process leaves none behind."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
