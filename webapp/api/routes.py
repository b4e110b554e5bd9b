"""The HTTP API, version 1, as one blueprint; openapi/ has the document that describes it."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import HTTPException

from webapp.api.file_response import file_response
from webapp.api.image_routes import add_image_route
from webapp.api.job_routes import add_job_routes
from webapp.api.jobs.service import MediaService
from webapp.api.openapi.document import openapi_document
from webapp.api.samples import SAMPLES, sample_path, sample_views
from webapp.api.video_routes import add_video_route
from webapp.settings import ServerSettings
from webapp.wsgi.problem import ApiError
from webapp.wsgi.problem_response import http_exception_response, problem_response, unexpected_error_response

PREFIX: Final = "/api/v1"


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
        return file_response(path, SAMPLES[name].media_type, path.name, as_attachment=False)


def create_api(service: MediaService) -> Blueprint:
    """Return the blueprint with all routes of the API."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    add_image_route(api, service.images, service.uploads, service.settings.model)
    add_video_route(api, service.jobs, service.uploads, service.settings, PREFIX)
    add_about_routes(api, service.settings, PREFIX)
    add_job_routes(api, service.jobs, service.runner, PREFIX)

    api.register_error_handler(ApiError, problem_response)
    api.register_error_handler(HTTPException, http_exception_response)
    api.register_error_handler(Exception, unexpected_error_response)

    @api.after_request
    def keep_out_of_caches(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return api
