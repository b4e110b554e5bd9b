"""The web servers that can carry the application, one for each async mode; each has `serve(listener, app, tls)`."""
