"""What a browser is told about each of the page's files: its media type and its entity tag."""

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
"""Said by us and not by the machine: some registries call .js text/plain, and then browsers refuse modules."""

_OTHER_TYPE: Final = "application/octet-stream"


def media_type(path: Path) -> str:
    return MEDIA_TYPES.get(path.suffix.lower(), _OTHER_TYPE)


def entity_tag(path: Path) -> str:
    """A name for the file's very content; times do not do, since an installed package may carry any."""
    status = path.stat()
    return _content_hash(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1024)
def _content_hash(path: Path, _modified_ns: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:20]
