"""Certificates for names and addresses of the local network, and the authority that signs them."""
