"""Uploads on a disk that fails; over real connections they are in test_hostile_uploads.py."""

from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask, request

from webapp.api.uploads.receiver import Upload, UploadReceiver
from webapp.api.uploads.storage import MediaSpace, MediaStorage
from webapp.wsgi.problem import ApiError


@pytest.fixture
def storage(tmp_path: Path) -> MediaStorage:
    return MediaStorage(10**9, tmp_path)


def receive(storage: MediaStorage, body: bytes) -> Upload:
    sent = Flask("test").test_request_context("/", method="POST", data=body, content_type="image/jpeg")
    with sent, UploadReceiver(storage).receive(request, "image", 10**6) as upload:
        return upload


@pytest.mark.parametrize("size", [1, 100, 200_000])
def test_a_full_disk_is_a_problem_whichever_bytes_do_not_fit(storage: MediaStorage, size: int) -> None:
    """A few bytes are only written when the file is closed."""
    new_space = storage.new_space

    def on_a_full_disk(announced_bytes: int) -> MediaSpace:
        space = new_space(announced_bytes)
        (space.path / "upload").symlink_to("/dev/full")
        return space

    with patch.object(storage, "new_space", on_a_full_disk), pytest.raises(ApiError) as raised:
        receive(storage, bytes(size))
    assert (raised.value.status, raised.value.code) == (507, "disk-full")
    assert "No space left" in raised.value.detail
    assert [path.name for path in storage.path.iterdir()] == ["lock"]
    assert receive(storage, b"x").path.read_bytes() == b"x"
