"""What may go wrong on a developer's machine, told so that it can be mended."""


class LocalError(Exception):
    """Something on this machine is in the way; the text says what, and what to do."""
