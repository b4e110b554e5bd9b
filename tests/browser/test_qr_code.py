"""The QR codes that the page draws: a scanner reads them in both themes, and their words hold no token."""

import cv2
import numpy as np
import pytest

from tests.browser.conftest import Visiting
from tests.browser.room_steps import LINKS
from tests.browser.test_rooms_screenshots import IN_A_NETWORK

pytestmark = pytest.mark.browser

LINK = "https://192.168.178.25:8000/#camera=Xf3kq0aGd1.3q2-7wAbCdEfGhIjKlMnOp"
DRAW = """async (text) => {
  const { qrSvg } = await import("/static/js/ui/qr_code.js");
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


def test_the_code_for_a_phone_that_left_has_the_address_chosen_in_the_dialog(visit: Visiting) -> None:
    desktop = visit(script=IN_A_NETWORK)
    desktop.wait_for(LINKS)
    words = "document.querySelector('#remote-away-code svg')?.getAttribute('aria-label')"
    desktop.wait_for(f"{words} === 'QR code of https://192.168.1.23:8000/'")
    desktop.page.keyboard.press("s")
    desktop.page.locator("#share-address-choice").select_option(label="10.8.0.2:8000")
    desktop.wait_for(f"{words} === 'QR code of https://10.8.0.2:8000/'")
