"""What a process prints."""
