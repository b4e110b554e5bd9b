"""What a process prints: its log, and messages that never end it."""
