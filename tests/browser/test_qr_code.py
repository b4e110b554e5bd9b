"""The QR codes that the page draws: a scanner reads them in both themes, and their words hold no token."""

import cv2
import numpy as np
import pytest

from tests.browser.conftest import Visiting

pytestmark = pytest.mark.browser

LINK = "https://192.168.178.25:8000/#camera=Xf3kq0aGd1.3q2-7wAbCdEfGhIjKlMnOp"
DRAW = """async (text) => {
  const { qrSvg } = await import("/static/js/qr_code.js");
  const code = qrSvg(text);
  code.setAttribute("width", "200");
  code.setAttribute("id", "drawn-code");
  code.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 99"; // above the page, which goes on
  document.body.append(code);
  return code.getAttribute("aria-label");
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_scanner_reads_the_link(visit: Visiting, scheme: str) -> None:
    page = visit(color_scheme=scheme).page
    assert page.evaluate(DRAW, LINK) == "QR code of https://192.168.178.25:8000/"
    picture = page.locator("#drawn-code").screenshot()
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(pixels)
    assert read == LINK
