"""Socket.IO: connections, their handlers, and the lobby that admits clients to rooms."""
