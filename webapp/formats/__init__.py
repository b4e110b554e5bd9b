"""What is found in pictures and videos, as files: one document, and a file here for each way to write it."""
