"""The HTTP API, version 1: pictures are answered at once, videos become jobs."""
