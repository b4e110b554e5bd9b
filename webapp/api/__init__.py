"""The HTTP API, version 1: pictures are processed at once, videos become jobs."""
