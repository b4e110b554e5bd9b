"""The camera link in the terminal's QR code, which is drawn before there is any room.

A phone that scans it becomes the camera of the page that was opened last on the server's own machine.
"""

from typing import Final

from webapp.protocol.secret_token import is_same_token, new_token

TERMINAL: Final = "terminal"
"""Stands in the link in place of a room's id; no room has this id, since ids are random tokens."""


class TerminalLink:
    def __init__(self) -> None:
        self._token = new_token()

    def __str__(self) -> str:
        return f"{TERMINAL}.{self._token}"

    def opens_with(self, token: str) -> bool:
        return is_same_token(token, self._token)

    def renew(self) -> None:
        """Make a new link; the old one ends."""
        self._token = new_token()
