"""A phone's scanner, held to a terminal."""

import cv2
import numpy as np


def scanned(lines: list[str]) -> str:
    """What a scanner reads off half blocks, white being what is drawn."""
    dots = [[char in upper for char in line] for line in lines for upper in ("█▀", "█▄")]
    picture = np.kron(np.array(dots, np.uint8) * 255, np.ones((8, 8), np.uint8))
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    return str(read)
