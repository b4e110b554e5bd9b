"""The pages of the site: for people with a camera, for viewers, about trust and errors, and the server's health."""
