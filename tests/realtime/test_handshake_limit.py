"""Connections that are opened and never send their CONNECT."""

import base64

import msgpack
import pytest

from tests.pages.test_routes import IdlePool, browser
from webapp.protocol import limits
from webapp.scheduler.fair_queue import FairQueue

OPEN = "/socket.io/?EIO=4&transport=polling"


def test_no_more_connections_open_than_may_be_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PENDING_CONNECTIONS", 3)
    monkeypatch.setattr(IdlePool, "assign_queue", lambda _pool: FairQueue())
    client = browser()
    opened = [client.get(OPEN) for _ in range(3)]
    assert [answer.status_code for answer in opened] == [200] * 3
    for other_words in (f"{OPEN}&of=sid=1", f"{OPEN}&sid=", OPEN.replace("/?", "/more?")):
        assert client.get(other_words).status_code == 503
    refused = client.get(OPEN)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert "try again" in refused.text
    assert client.get("/healthz").status_code == 200
    sid = opened[0].text.split('"sid":"')[1].split('"')[0]
    introduction = msgpack.packb({"type": 0, "nsp": "/", "data": {"v": 1, "role": "camera"}})
    assert client.post(f"{OPEN}&sid={sid}", data=b"b" + base64.b64encode(introduction)).status_code == 200
    assert client.get(OPEN).status_code == 200
    assert client.get(OPEN).status_code == 503
