"""The security headers, and the nonce that a page's scripts need."""

import pytest
from flask import Flask, Response, g

from webapp.wsgi.security_headers import add_security_headers, security_headers


@pytest.mark.parametrize("host", ["", "*", "evil; script-src *", "a b", "x'", "ä"])
def test_an_invalid_host_does_not_get_into_the_policy(host: str) -> None:
    assert "connect-src 'self';" in security_headers("n", host)["Content-Security-Policy"]


def test_a_websocket_to_the_same_host_is_allowed() -> None:
    policy = security_headers("n", "pose.example:8000")["Content-Security-Policy"]
    assert "connect-src 'self' ws://pose.example:8000 wss://pose.example:8000;" in policy


def test_no_page_may_be_framed_unless_its_view_allows_origins() -> None:
    assert "frame-ancestors 'none'" in security_headers("n", "h")["Content-Security-Policy"]
    allowed = security_headers("n", "h", ("https://a.example", "https://b.example"))
    assert "frame-ancestors https://a.example https://b.example" in allowed["Content-Security-Policy"]


@pytest.fixture
def flask() -> Flask:
    flask = Flask("test")
    add_security_headers(flask)

    @flask.get("/")
    def page() -> str:
        return str(g.csp_nonce)

    @flask.get("/framed")
    def framed() -> Response:
        g.frame_origins = ("https://a.example",)
        return Response("framed")

    return flask


def test_every_request_has_a_nonce_of_its_own_which_its_policy_allows(flask: Flask) -> None:
    responses = [flask.test_client().get("/") for _ in range(2)]
    assert responses[0].text != responses[1].text
    for response in responses:
        assert f"script-src 'self' 'nonce-{response.text}'" in response.headers["Content-Security-Policy"]


def test_a_view_says_who_may_frame_its_response(flask: Flask) -> None:
    client = flask.test_client()
    assert "frame-ancestors https://a.example" in client.get("/framed").headers["Content-Security-Policy"]
    for path in ("/", "/none"):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]
