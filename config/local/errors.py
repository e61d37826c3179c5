"""Errors on a developer's machine, worded so that they can be mended."""


class LocalError(Exception):
    """Something on this machine is in the way; the text says what, and what to do."""
