"""A phone's scanner, held to a terminal."""

import cv2
import numpy as np

DOT_SIZES_PX = (8, 5, 13, 4)
"""OpenCV's scanner overlooks some codes at some sizes; a person's phone moves until it reads."""


def code_in(words: str) -> list[str]:
    """The lines of the QR code among what a terminal shows."""
    return [line for line in words.splitlines() if line and set(line) <= set("█▀▄ ")]


def scanned(lines: list[str]) -> str:
    """What a scanner reads off half blocks, white being what is drawn."""
    dots = np.array([[char in upper for char in line] for line in lines for upper in ("█▀", "█▄")], np.uint8)
    dots = np.pad(dots, 4, constant_values=1)
    scanners = (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco())
    for size_px in DOT_SIZES_PX:
        picture = cv2.cvtColor(np.kron(dots * 255, np.ones((size_px, size_px), np.uint8)), cv2.COLOR_GRAY2BGR)
        for scanner in scanners:
            read = scanner.detectAndDecode(picture)[0]
            if read:
                return str(read)
    return ""
