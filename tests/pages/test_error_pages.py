"""The response where there is nothing: for people, for programs, and for a page that lacks a file."""

import json
import re

import pytest
from flask.testing import FlaskClient

from tests.pages.test_routes import browser
from webapp.paths import bundled_folder
from webapp.wsgi.problem import PROBLEM_TYPE


@pytest.fixture
def client() -> FlaskClient:
    return browser()


@pytest.mark.parametrize("path", ["/nope", "/trust", "/nothing/here", "/apis", "/nope?embed=1", "/%3Cb%3E"])
def test_a_person_gets_a_page_with_a_way_home(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "There is no such page" in answer.text
    assert re.search(r'<a [^>]*href="/">', answer.text)


@pytest.mark.parametrize("path", ["/", "/media", "/nope", "/%3C/script%3E"])
def test_every_page_can_find_out_without_its_files_that_it_is_below_a_path(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    (inline,) = re.findall(r'<script nonce="([^"]+)">\n(.*?)</script>', answer.text, re.DOTALL)
    assert f"'nonce-{inline[0]}'" in answer.headers["Content-Security-Policy"]
    assert "cannot run below a path" in inline[1]
    assert answer.text.index(inline[0]) < answer.text.index("/static/")
    shown = re.search(r"var ours = (.*);", inline[1])
    assert shown
    assert json.loads(shown[1]) == path.replace("%3C", "<").replace("%3E", ">")


def test_all_that_the_page_names_is_there(client: FlaskClient) -> None:
    named = re.findall(r'(?:href|src)="/static/([^"]+)"', client.get("/nope").text)
    assert named
    assert [name for name in named if not (bundled_folder("static") / name).is_file()] == []


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing"])
def test_a_program_gets_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, PROBLEM_TYPE)
    assert json.loads(answer.text)["code"] == "not-found"


def test_a_missing_file_gets_a_short_response(client: FlaskClient) -> None:
    answer = client.get("/static/nothing.js")
    assert answer.status_code == 404
    assert "There is no such page" not in answer.text


def test_other_refusals_stay_what_they_are(client: FlaskClient) -> None:
    answer = client.post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "There is no such page" not in answer.text
