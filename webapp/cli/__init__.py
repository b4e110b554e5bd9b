"""The commands beside `serve`, a file each."""
