"""The one error of everything about certificates."""


class CertificateError(Exception):
    """There is no usable certificate; the message says why and what to do."""
