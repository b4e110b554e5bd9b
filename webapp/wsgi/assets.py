"""The media type and the entity tag of the site's files."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Listed here because the machine's own registry may say that .js is text/plain, and then browsers refuse modules."""

_OTHER_TYPE: Final = "application/octet-stream"


def media_type(path: Path) -> str:
    return MEDIA_TYPES.get(path.suffix.lower(), _OTHER_TYPE)


def entity_tag(path: Path) -> str:
    """Return a tag that depends on the content only: the times of an installed package's files mean nothing."""
    status = path.stat()
    return _content_hash(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1024)
def _content_hash(path: Path, _modified_ns: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:20]
