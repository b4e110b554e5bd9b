"""GET /api/v1/openapi.json, and the pictures to try."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from webapp.api.file_response import file_answer
from webapp.api.openapi.document import openapi_document
from webapp.api.samples import SAMPLES, sample_path, sample_views
from webapp.settings import ServerSettings
from webapp.wsgi.problem import ApiError


def add_about_routes(api: Blueprint, settings: ServerSettings, prefix: str) -> None:
    document = openapi_document(settings, prefix)

    @api.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(document)

    @api.get("/samples")
    def samples() -> Response:
        return jsonify(sample_views(prefix))

    @api.get("/samples/<name>")
    def sample(name: str) -> Response:
        path = sample_path(name)
        if path is None:
            raise ApiError(HTTPStatus.NOT_FOUND, "not-found", "there is no such sample; /samples lists them")
        return file_answer(path, SAMPLES[name].media_type, path.name, as_attachment=False)
