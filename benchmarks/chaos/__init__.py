"""Attacks on a running server, with well-behaved clients beside them."""
