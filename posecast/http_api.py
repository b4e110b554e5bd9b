"""Calls the part of the server's HTTP API that finds the people in a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from posecast.errors import ApiError, PosecastError
from posecast.pictures import STILL_QUALITY, RgbPixels, jpeg_bytes
from posecast.tls import check_authority
from posecast.unreachable import timed_out, unreachable
from webapp.formats.json_reader import PoseFileError, read_json_and_times
from webapp.formats.pose_document import PersonPose, PoseDocument


@dataclass(frozen=True)
class FoundPoses:
    """The poses that a server found in a picture. ms: how long each step took on the server."""

    document: PoseDocument
    ms: Mapping[str, float]

    @property
    def people(self) -> tuple[PersonPose, ...]:
        """Landmarks in pixels of the upright picture, and in metres."""
        return self.document.frames[0].people if self.document.frames else ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture in pixels."""
        return self.document.source.width, self.document.source.height


def poses_in_picture(
    image: str | Path | bytes | RgbPixels,
    url: str,
    options: Mapping[str, Any],
    verify: bool | str,
    timeout_s: float,
) -> FoundPoses:
    """Send a picture to /api/v1/image. Raises UnreachableError, ApiError, OSError, ValueError."""
    check_authority(verify)
    reply = _posted(f"{url}/api/v1/image", _file_bytes(image), options, verify, timeout_s)
    if not reply.ok:
        raise _api_error(reply)
    try:
        return FoundPoses(*read_json_and_times(reply.content))
    except PoseFileError as error:
        raise PosecastError(f"{url} answered with something else than poses: {error}") from error


def _posted(
    address: str, body: bytes, options: Mapping[str, Any], verify: bool | str, timeout_s: float
) -> requests.Response:
    try:
        return requests.post(
            address,
            params={name: value for name, value in options.items() if value is not None},
            data=body,
            headers={"Content-Type": "application/octet-stream", "Accept": "application/json"},
            verify=verify,
            timeout=timeout_s,
        )
    except requests.ReadTimeout as error:
        raise timed_out(address, timeout_s) from error
    except requests.RequestException as error:
        raise unreachable(address, error) from error


def _file_bytes(image: str | Path | bytes | RgbPixels) -> bytes:
    if isinstance(image, str | Path):
        return Path(image).read_bytes()
    return jpeg_bytes(image, STILL_QUALITY)


def _api_error(reply: requests.Response) -> ApiError:
    try:
        problem = reply.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):  # for example the error page of a proxy
        problem = {"title": reply.reason, "detail": reply.text[:200]}
    fields = {name: str(problem.get(name, "")) for name in ("code", "title", "detail")}
    return ApiError(reply.status_code, fields["code"], fields["title"] or reply.reason, fields["detail"])
