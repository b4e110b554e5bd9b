"""The server's life: builds the application, listens, serves, and shuts down."""
