"""Uploads on a disk that fails; over real connections they are in test_hostile_uploads.py."""

from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask, request

from webapp.api.uploads.receiver import Upload, UploadReceiver
from webapp.api.uploads.storage import MediaSpace, MediaStorage
from webapp.wsgi.problem import ApiError


@pytest.fixture
def folder(tmp_path: Path) -> MediaStorage:
    return MediaStorage(10**9, tmp_path)


def take_in(folder: MediaStorage, body: bytes) -> Upload:
    sent = Flask("test").test_request_context("/", method="POST", data=body, content_type="image/jpeg")
    with sent, UploadReceiver(folder).receive(request, "image", 10**6) as upload:
        return upload


@pytest.mark.parametrize("size", [1, 100, 200_000])
def test_a_full_disk_is_said_in_words_whichever_bytes_do_not_fit(folder: MediaStorage, size: int) -> None:
    """A few bytes are only written when the file is closed."""
    new_space = folder.new_space

    def on_a_full_disk(announced_bytes: int) -> MediaSpace:
        space = new_space(announced_bytes)
        (space.path / "upload").symlink_to("/dev/full")
        return space

    with patch.object(folder, "new_space", on_a_full_disk), pytest.raises(ApiError) as raised:
        take_in(folder, bytes(size))
    assert (raised.value.status, raised.value.code) == (507, "disk-full")
    assert "No space left" in raised.value.detail
    assert [path.name for path in folder.path.iterdir()] == ["lock"]
    assert take_in(folder, b"x").path.read_bytes() == b"x"
