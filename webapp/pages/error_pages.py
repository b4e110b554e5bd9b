"""The response where no route has one: problem details for programs, a page with a link home for people."""

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from webapp import __version__
from webapp.wsgi.problem_response import http_exception_response


def add_error_pages(flask: Flask) -> None:
    """For an application with security_headers.add_security_headers; a blueprint's own error handlers come first."""

    @flask.errorhandler(HTTPException)
    def respond(error: HTTPException) -> Response | HTTPException:
        if request.path.startswith("/api/"):
            return http_exception_response(error)
        if isinstance(error, NotFound) and not request.path.startswith("/static/"):
            return _not_found_page()
        return error


def _not_found_page() -> Response:
    page = render_template("not_found.html", version=__version__)
    return Response(page, 404, mimetype="text/html", headers={"Cache-Control": "no-store"})
