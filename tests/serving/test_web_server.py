"""The entry that patches the libraries: what is in place afterwards, and what is refused."""

import subprocess
import sys

import pytest

_EVENTLET: str = """
from webapp.serving.web_server import prepare_web_server
from webapp.serving.worker_sockets import worker_sockets

web_server = prepare_web_server("eventlet")
import engineio.async_drivers.eventlet
import eventlet.hubs
import eventlet.patcher
from webapp.serving import eventlet_websocket

print(type(web_server).__name__)
print(eventlet.patcher.is_monkey_patched("socket"))
print(eventlet.hubs.get_hub().worker_sockets is worker_sockets)
print(eventlet_websocket.uses_fast_unmasking())
print(engineio.async_drivers.eventlet._async["websocket"].__module__)
"""

_THREADING: str = """
import sys
from webapp.serving.web_server import prepare_web_server

web_server = prepare_web_server("threading")
import engineio.async_drivers.threading

print(type(web_server).__name__)
print(engineio.async_drivers.threading._async["websocket"].func.__module__)
print({"eventlet"} & set(sys.modules))
"""

_PROXY: str = """
from webapp.serving.web_server import prepare_web_server

print([prepare_web_server("threading", behind)._limits.connections_an_address for behind in (False, True)])
"""

_ANOTHER_EVENTLET: str = """
import warnings
warnings.simplefilter("ignore")
from eventlet.websocket import RFC6455WebSocket

del RFC6455WebSocket._apply_mask
from webapp.__main__ import start_server
from webapp.settings import ServerSettings

start_server(ServerSettings())
"""


def lines_of(script: str) -> list[str]:
    """In a process of its own: what is patched stays patched."""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_eventlet_is_patched() -> None:
    assert lines_of(_EVENTLET) == [
        "EventletServer",
        "True",
        "True",
        "True",
        "webapp.serving.eventlet_websocket",
    ]


def test_threading_is_patched_without_eventlet() -> None:
    assert lines_of(_THREADING) == ["ThreadingServer", "webapp.serving.threading_websocket", "set()"]


def test_behind_a_proxy_an_address_has_no_limit_since_all_clients_have_the_same() -> None:
    assert lines_of(_PROXY) == ["[512, None]"]


def test_an_eventlet_that_the_patches_do_not_fit_is_refused_at_start() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        lines_of(_ANOTHER_EVENTLET)
    assert "ClickException: eventlet" in failed.value.stderr
    assert "--async-mode threading" in failed.value.stderr
