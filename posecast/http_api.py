"""The part of the server's HTTP API that finds people in a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from posecast.errors import ApiError, PosecastError
from posecast.pictures import STILL_QUALITY, RgbPixels, jpeg_bytes
from posecast.tls import check_authority
from posecast.unreachable import too_late, unreachable
from webapp.formats.json_reader import PoseFileError, read_json_and_times
from webapp.formats.pose_document import PersonPose, PoseDocument


@dataclass(frozen=True)
class FoundPoses:
    """What a server found in a picture; ms is how long that took it, by steps."""

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
    """POST /api/v1/image. Raises UnreachableError, ApiError, OSError, ValueError."""
    check_authority(verify)
    answer = _posted(f"{url}/api/v1/image", _file_bytes(image), options, verify, timeout_s)
    if not answer.ok:
        raise _api_error(answer)
    try:
        return FoundPoses(*read_json_and_times(answer.content))
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
        raise too_late(address, timeout_s) from error
    except requests.RequestException as error:
        raise unreachable(address, error) from error


def _file_bytes(image: str | Path | bytes | RgbPixels) -> bytes:
    if isinstance(image, str | Path):
        return Path(image).read_bytes()
    return jpeg_bytes(image, STILL_QUALITY)


def _api_error(answer: requests.Response) -> ApiError:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):  # a proxy's page, say
        problem = {"title": answer.reason, "detail": answer.text[:200]}
    words = {name: str(problem.get(name, "")) for name in ("code", "title", "detail")}
    return ApiError(answer.status_code, words["code"], words["title"] or answer.reason, words["detail"])
