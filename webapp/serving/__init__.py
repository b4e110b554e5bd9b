"""The web servers that carry the application, one for each async mode, and all that is patched in their libraries."""
