"""The log: one line for each event, to stderr, in the same format in the server and in its workers."""

import logging
from typing import Final

_FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def set_up_log() -> None:
    logging.basicConfig(format=_FORMAT, level=logging.WARNING)
    logging.getLogger("posecast").setLevel(logging.INFO)
