"""The server's life: builds the app, listens, and shuts down."""
