"""The libraries' errors in the log: a line each, a traceback only for what is ours, and never without end."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest

from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.validation import check_auth
from webapp.realtime.socket_log import ErrorLines


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    logger = logging.getLogger("posecast.test-sockets")
    logger.addFilter(lines := ErrorLines())
    yield logger
    logger.removeFilter(lines)


def fail_in_a_library(log: logging.Logger) -> None:
    try:
        json.loads("{")
    except ValueError:
        log.exception("message handler error")


def fail_in_our_code(log: logging.Logger) -> None:
    try:
        check_auth(7)
    except MessageError:
        log.exception("%s handler error", "message")


def test_an_error_of_a_library_is_one_line_that_says_where(
    log: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    fail_in_a_library(log)
    (record,) = caplog.records
    assert "message handler error: JSONDecodeError(" in record.getMessage()
    assert "decoder.py:" in record.getMessage()
    assert "Traceback" not in caplog.text


def test_an_error_of_ours_has_its_traceback_once(
    log: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    fail_in_our_code(log)
    fail_in_our_code(log)
    assert len(caplog.records) == 2
    assert caplog.text.count("Traceback") == 1


@pytest.mark.parametrize("fail", [fail_in_a_library, fail_in_our_code])
def test_clients_that_cause_them_do_not_fill_the_log(
    log: logging.Logger, caplog: pytest.LogCaptureFixture, fail: Callable[[logging.Logger], None]
) -> None:
    for _ in range(10 * limits.LOG_BURST):
        fail(log)
    assert limits.LOG_BURST <= len(caplog.records) <= limits.LOG_BURST + 2
