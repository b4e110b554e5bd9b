"""POST /api/v1/image: receives a picture, and responds with its poses or with the annotated picture."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Request, Response, request

from webapp.api.concurrency_limit import ConcurrencyLimit
from webapp.api.file_response import temporary_file_response
from webapp.api.jobs.image_processor import ImageProcessor
from webapp.api.query_params import ImageQuery, PictureFormat, image_query
from webapp.api.uploads.receiver import UploadReceiver
from webapp.wsgi.problem import ApiError

PICTURE_BYTES: Final = 50_000_000
"""Bytes of one picture at most. A phone's 50 megapixels have 25 million, as PNG more."""

PICTURES_AT_ONCE: Final = 24
PICTURES_AN_ADDRESS: Final = 8
"""Pictures that are being received or wait for their result; browsers open 6 connections."""

MEDIA_TYPES: Final[dict[PictureFormat, str]] = {
    "json": "application/json",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "csv": "text/csv; charset=utf-8",
    "csv-wide": "text/csv; charset=utf-8",
    "npz": "application/octet-stream",
    "openpose": "application/zip",
    "openpose-coco18": "application/zip",
}
_FILE_NAMES: Final[dict[PictureFormat, str]] = {
    "json": "poses.json",
    "png": "annotated.png",
    "jpeg": "annotated.jpg",
    "csv": "poses-long.csv",
    "csv-wide": "poses-wide.csv",
    "npz": "poses.npz",
    "openpose": "openpose-body25.zip",
    "openpose-coco18": "openpose-coco18.zip",
}
_BY_ACCEPT: Final[dict[str, PictureFormat]] = {
    "application/json": "json",  # the first is what */* gets
    "image/png": "png",
    "image/jpeg": "jpeg",
    "text/csv": "csv",
}


def add_image_route(
    api: Blueprint, processor: ImageProcessor, uploads: UploadReceiver, default_model: str
) -> None:
    limit = ConcurrencyLimit("pictures", PICTURES_AT_ONCE, PICTURES_AN_ADDRESS, retry_s=1)

    @api.post("/image")
    def image() -> Response:
        query = image_query(request.args.items(multi=True), default_model)
        format_ = response_format(query, request)
        with limit.request_of(request.remote_addr or "?"):
            with uploads.receive(request, "image", PICTURE_BYTES) as upload:
                result = processor.process(upload, query.options, format_)
                response = temporary_file_response(result, MEDIA_TYPES[format_], _FILE_NAMES[format_])
            uploads.remove(upload)
        return response


def response_format(query: ImageQuery, asked: Request) -> PictureFormat:
    """Return the format that the parameter names, else the one that Accept prefers. Raises ApiError."""
    format_ = query.format or _accepted(asked)
    if format_ == "jpeg" and query.options.ground == "transparent":
        raise ApiError(
            HTTPStatus.BAD_REQUEST,
            "bad-parameter",
            "a JPEG has no transparency: take ground=black, or ask for a PNG",
        )
    return format_


def _accepted(asked: Request) -> PictureFormat:
    if not asked.accept_mimetypes:
        return "json"
    best = asked.accept_mimetypes.best_match(list(_BY_ACCEPT))
    if best is None:
        raise ApiError(
            HTTPStatus.NOT_ACCEPTABLE,
            "not-acceptable",
            f"answers are {', '.join(_BY_ACCEPT)}; others by the parameter format",
        )
    return _BY_ACCEPT[best]
