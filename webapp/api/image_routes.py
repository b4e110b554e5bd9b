"""POST /api/v1/image: a picture goes in, what was found in it comes back."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Request, Response, request

from webapp.api.concurrency_limit import ConcurrencyLimit
from webapp.api.file_response import passing_answer
from webapp.api.jobs.image_processor import ImageProcessor
from webapp.api.query_params import ImageQuery, PictureFormat, image_query
from webapp.api.uploads.receiver import UploadReceiver
from webapp.wsgi.problem import ApiError

PICTURE_BYTES: Final = 50_000_000
"""Bytes of one picture. A phone's 50 megapixels have 25 million, as PNG more."""

PICTURES_AT_ONCE: Final = 24
PICTURES_AN_ADDRESS: Final = 8
"""Pictures that are taken in or waited for; browsers open 6 connections."""

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
_ENDINGS: Final[dict[PictureFormat, str]] = {
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
    api: Blueprint, desk: ImageProcessor, uploads: UploadReceiver, default_model: str
) -> None:
    places = ConcurrencyLimit("pictures", PICTURES_AT_ONCE, PICTURES_AN_ADDRESS, retry_s=1)

    @api.post("/image")
    def image() -> Response:
        query = image_query(request.args.items(multi=True), default_model)
        format_ = answer_format(query, request)
        with places.taken(request.remote_addr or "?"):
            with uploads.receive(request, "image", PICTURE_BYTES) as upload:
                answer = desk.answer(upload, query.options, format_)
                found = passing_answer(answer, MEDIA_TYPES[format_], _ENDINGS[format_])
            uploads.discard(upload)
        return found


def answer_format(query: ImageQuery, asked: Request) -> PictureFormat:
    """By the parameter, else by Accept. Raises ApiError where there is no such answer."""
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
