"""What is answered where no route had an answer: a problem to programs, a page with a way home to people."""

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from webapp import __version__
from webapp.wsgi.problem_response import http_answer


def add_error_pages(flask: Flask) -> None:
    """For an application that adds the security headers; a blueprint's own handlers come first."""

    @flask.errorhandler(HTTPException)
    def answer(error: HTTPException) -> Response | HTTPException:
        if request.path.startswith("/api/"):
            return http_answer(error)
        if isinstance(error, NotFound) and not request.path.startswith("/static/"):
            return _not_found_page()
        return error


def _not_found_page() -> Response:
    page = render_template("not_found.html", version=__version__)
    return Response(page, 404, mimetype="text/html", headers={"Cache-Control": "no-store"})
