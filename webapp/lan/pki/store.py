"""Stores the authority and the server's certificate in a folder that only its owner can read."""

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
from webapp.paths import NoHomeError, expanded, user_data_folder

log = logging.getLogger("posecast.certificates")

FOLDER_ENV: Final = "POSECAST_CERTIFICATES"

AUTHORITY_FILE: Final = "authority.pem"
LEAF_FILE: Final = "server.pem"
_LOCK_FILE: Final = "lock"
_OUR_FILES: Final = (AUTHORITY_FILE, LEAF_FILE, _LOCK_FILE)
"""All names in the folder begin with one of these."""

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_OTHERS: Final = 0o077


def certificates_folder() -> Path:
    """Return $POSECAST_CERTIFICATES, else a folder in this user's data folder. Raises CertificateError."""
    named = os.environ.get(FOLDER_ENV)
    try:
        return expanded(Path(named)) if named else user_data_folder() / "certificates"
    except NoHomeError as error:
        raise CertificateError(
            f"there is no folder for certificates: {error}; name one with --certificates or {FOLDER_ENV}"
        ) from error


class CertificateStore:
    """The folder, which several servers may use at once. All methods raise CertificateError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def authority_file(self) -> Path:
        return self.folder / AUTHORITY_FILE

    @property
    def leaf_file(self) -> Path:
        return self.folder / LEAF_FILE

    def authority(self, now: datetime) -> Authority:
        """Return the stored authority, or a new one if there is none, it needs renewal, or its file is damaged."""
        with self._locked():
            return self._authority(now)

    @contextmanager
    def leaf(self, reach: Reach, now: datetime) -> Iterator[tuple[Authority, Leaf]]:
        """Give the stored leaf if it serves these addresses, else a new one, which is then stored.

        Inside `with`, `leaf_file` holds it; afterwards another server may write its own there.
        """
        with self._locked():
            authority = self._authority(now)
            leaf = self._stored_leaf()
            if leaf is None or not leaf.serves(reach, authority, now):
                leaf = sign_leaf(authority, reach, now)
                # With the authority behind it, so that browsers can show which one to trust.
                self._write(self.leaf_file, leaf.secret_pem() + authority.pem())
                log.info("made a certificate for %s", ", ".join(map(str, sorted(leaf.addresses(), key=str))))
            yield authority, leaf

    def stored_authority(self) -> Authority | None:
        """Return the authority, or None if there is none; changes nothing."""
        if not self.authority_file.exists():
            return None
        return Authority.from_secret_pem(self._read(self.authority_file))

    def permission_problem(self) -> str | None:
        """Return what is wrong with the owner or mode of the files, or None; changes nothing."""
        for path in (self.folder, self.authority_file):
            if sys.platform == "win32" or not path.exists():
                continue
            try:
                status = path.stat()
            except OSError as error:
                return f"{path} cannot be read: {error.strerror}"
            if status.st_uid != os.geteuid():
                return f"{path} belongs to another user (number {status.st_uid})"
            if stat.S_IMODE(status.st_mode) & _OTHERS:
                return f"other users can read {path}; --lan corrects that, as does: chmod go= {path}"
        return None

    def _authority(self, now: datetime) -> Authority:
        if self.authority_file.exists():
            self._keep_private(self.authority_file, _FILE_MODE)
            try:
                authority = Authority.from_secret_pem(self._read(self.authority_file))
            except CertificateError as error:
                self._set_aside(str(error))
            else:
                if authority.is_not_yet_valid(now):
                    raise CertificateError(
                        f"the authority in {self.authority_file} begins on "
                        f"{authority.certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC, which is still to come; set "
                        "this machine's clock, or, if that is right, delete the file: phones must then trust a new one"
                    )
                if not authority.needs_renewal(now):
                    return authority
                self._set_aside("it ends soon or has ended")
        host = socket.gethostname()
        authority = make_authority(host, host_names(host), now)
        self._write(self.authority_file, authority.secret_pem())
        log.info("made the certificate authority %s in %s", authority.name, self.authority_file)
        return authority

    def _stored_leaf(self) -> Leaf | None:
        if not self.leaf_file.exists():
            return None
        self._keep_private(self.leaf_file, _FILE_MODE)
        try:
            return Leaf.from_secret_pem(self._read(self.leaf_file))
        except CertificateError as error:
            log.warning("%s: %s; making a new one", self.leaf_file, error)
            return None

    def _set_aside(self, reason: str) -> None:
        """Rename the authority's file, and log what that means."""
        number = 1 + sum(1 for _ in self.folder.glob(f"{AUTHORITY_FILE}.old-*"))
        aside = self.authority_file.with_name(f"{AUTHORITY_FILE}.old-{number}")
        try:
            self.authority_file.replace(aside)
        except OSError as error:
            raise self._storage_error(self.authority_file, error) from error
        log.warning(
            "making a new certificate authority (%s): phones that trusted the old one must trust the new one; "
            "the old file is now %s",
            *(reason, aside),
        )

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise self._storage_error(path, error) from error

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file whole: other servers, and those after a crash, find the old content or the new one."""
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
            raise self._storage_error(path, error) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the folder inside `with`: of two servers that start at once, the second finds what the first has made."""
        try:
            self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self._check_contents()
            self._keep_private(self.folder, _FOLDER_MODE)
            descriptor = os.open(self.folder / _LOCK_FILE, os.O_RDWR | os.O_CREAT, _FILE_MODE)
        except OSError as error:
            raise self._storage_error(self.folder, error) from error
        try:
            try:
                _wait_for_lock(descriptor)
            except OSError as error:  # some network disks have no locks
                raise self._storage_error(self.folder / _LOCK_FILE, error) from error
            yield
        finally:
            os.close(descriptor)

    def _check_contents(self) -> None:
        """Raise CertificateError for a folder with other files: its mode is changed, which would break /tmp or a home."""
        if sys.platform == "win32" or not stat.S_IMODE(self.folder.stat().st_mode) & _OTHERS:
            return
        names = sorted(path.name for path in self.folder.iterdir())
        others = [name for name in names if not name.startswith((*_OUR_FILES, "."))]
        if others:
            raise CertificateError(
                f"{self.folder} has other files, such as {others[0]}; certificates need a folder of their own: "
                f"name a new one with --certificates or {FOLDER_ENV}"
            )

    def _keep_private(self, path: Path, mode: int) -> None:
        """Take read access from other users, and log that. On Windows the user's folder is private already."""
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
            raise self._storage_error(path, error) from error
        if open_to:
            log.warning(
                "other users of this machine could read %s (mode %o); now they cannot. If someone may have read the key, "
                "delete that folder and start again: phones must then trust the new authority",
                *(path, stat.S_IMODE(status.st_mode)),
            )

    def _storage_error(self, path: Path, error: OSError) -> CertificateError:
        return CertificateError(
            f"the certificates cannot be stored in {self.folder} ({path.name}: {error.strerror or error}); choose another "
            f"folder with --certificates or {FOLDER_ENV}"
        )


def _wait_for_lock(descriptor: int) -> None:
    """Lock the file until its descriptor is closed, which also happens when the process is killed."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
