"""Secrets that let somebody in: made here, compared here."""

import hmac
import secrets
from typing import Final

_TOKEN_BYTES: Final = 16
"""128 bits: at a billion guesses a second, finding one of a billion tokens takes longer than there have been stars."""


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def is_same_token(given: str, own: str) -> bool:
    """Whether they are the same; how long the answer takes does not say how much of them is."""
    return hmac.compare_digest(given.encode(errors="replace"), own.encode(errors="replace"))
