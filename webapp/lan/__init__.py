"""Access from the local network: this machine's addresses, names and certificates."""
