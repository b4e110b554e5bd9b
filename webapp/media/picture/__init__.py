"""Pictures: read, posed, written."""
