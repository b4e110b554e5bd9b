"""Phones of the same network: this machine's addresses, its certificates, and the pages that explain them."""
