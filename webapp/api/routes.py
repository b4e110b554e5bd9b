"""The HTTP API, version 1, as one blueprint; the document that describes it is openapi.py."""

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from webapp.api.about_routes import add_about_routes
from webapp.api.image_routes import add_image_route
from webapp.api.job_routes import add_job_routes
from webapp.api.jobs.service import MediaService
from webapp.api.video_routes import add_video_route
from webapp.wsgi.problem import ApiError
from webapp.wsgi.problem_response import http_answer, problem_answer, unexpected_answer

PREFIX = "/api/v1"


def create_api(service: MediaService) -> Blueprint:
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    add_image_route(api, service.pictures, service.uploads, service.settings.model)
    add_video_route(api, service.jobs, service.uploads, service.settings, PREFIX)
    add_about_routes(api, service.settings, PREFIX)
    add_job_routes(api, service.jobs, service.runner, PREFIX)

    api.register_error_handler(ApiError, problem_answer)
    api.register_error_handler(HTTPException, http_answer)
    api.register_error_handler(Exception, unexpected_answer)

    @api.after_request
    def keep_out_of_caches(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return api
