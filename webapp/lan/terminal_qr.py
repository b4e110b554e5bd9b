"""What the terminal says to people with a phone in their hand."""

import io
from typing import Final

import segno

from webapp.lan.lan_access import LanAccess

_WHITE_ON_BLACK: Final = "\x1b[38;5;231;48;5;16m"
_NORMAL: Final = "\x1b[0m"


def invitation(site: LanAccess, in_colour: bool, camera_link: str) -> str:
    """A QR code that makes a phone the camera, by the likely address; all addresses; what to do about the warning.

    in_colour: whether a terminal shows it, which may be dark on light by itself. camera_link: room and token.
    """
    urls = site.urls()
    if not urls:
        return "This machine is in no network now. As soon as it is, /trust and the page's links have its address."
    lines = [
        "Scan this with a phone of the same network: it becomes the camera of the page open on this computer.",
        "",
        qr_lines(f"{urls[0]}/#camera={camera_link}", in_colour),
        f"Or open {urls[0]} on any device, for a page of its own.",
    ]
    if urls[1:]:
        lines += ["If that does not open, try " + " or ".join(urls[1:])]
    trust = site.trust_url()
    if trust and site.authority is not None:
        lines += [
            f"The phone warns the first time; {trust} says how to end that.",
            f"The authority's SHA-256 fingerprint: {site.authority().fingerprint}",
        ]
    return "\n".join(lines)


def qr_lines(text: str, in_colour: bool) -> str:
    """A QR code in half blocks; its colours are said outright, since many scanners read no light code on dark."""
    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(drawn, compact=True, border=4)
    lines = drawn.getvalue().splitlines()
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_NORMAL}" if in_colour else line for line in lines) + "\n"
