"""What the terminal shows to connect a phone: a QR code and addresses."""

import io
from typing import Final

import segno

from webapp.lan.lan_access import LanAccess

_WHITE_ON_BLACK: Final = "\x1b[38;5;231;48;5;16m"
_NORMAL: Final = "\x1b[0m"
_WHAT_IT_DOES: Final = "it becomes the camera of the page on this computer."

QR_LETTERS: Final = "█▀▄"
"""The half blocks of which a QR code is drawn."""


def phone_instructions(lan: LanAccess, in_colour: bool, camera_link: str, *, with_code: bool = True) -> str:
    """Return a QR code that makes a phone the camera, all addresses, and what to do about the browser's warning.

    in_colour: whether to set colours, as on a terminal, which may be dark on light by itself. camera_link: room and token.
    with_code: False where the letters of QR_LETTERS cannot be printed; the link is then shown as text.
    """
    urls = lan.urls()
    if not urls:
        return "This machine is not in a network now. As soon as it is, /trust and the page's links have its address."
    link = f"{urls[0]}/#camera={camera_link}"
    if with_code:
        lines = [
            f"Scan this with a phone of the same network: {_WHAT_IT_DOES}",
            "",
            qr_lines(link, in_colour),
        ]
    else:
        lines = [f"Open this on a phone of the same network: {_WHAT_IT_DOES}", f"  {link}"]
    lines += [
        f"Or open {urls[0]} on any device, for a page of its own.",
    ]
    if urls[1:]:
        lines += ["If that does not open, try " + " or ".join(urls[1:])]
    trust = lan.trust_url()
    if trust and lan.authority is not None:
        lines += [
            f"The phone warns the first time; {trust} explains how to end that.",
            f"The authority's SHA-256 fingerprint: {lan.authority().fingerprint}",
        ]
    return "\n".join(lines)


def qr_lines(text: str, in_colour: bool) -> str:
    """Draw a QR code in half blocks. Its colours are set because many scanners do not read a light code on dark."""
    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(drawn, compact=True, border=4)
    lines = drawn.getvalue().splitlines()
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_NORMAL}" if in_colour else line for line in lines) + "\n"
