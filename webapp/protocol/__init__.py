"""The wire: events, limits, validation of what clients send, and what the web process and its workers say to each other."""
