"""The lines of many processes on one terminal, each with the name of its process before it."""

from __future__ import annotations

import itertools
import os
import sys

COLOURS = (36, 33, 32, 35, 34, 96, 93, 92)
PLAIN = "\033[0m"
BOLD = "\033[1m"


class Output:
    """Writes whole lines to standard output; a reader who has gone away is noticed, not an error."""

    def __init__(self, *, width: int = 8) -> None:
        self.width = width
        self.coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.gone = False
        self._next_colour = itertools.cycle(COLOURS)
        self._colour_of: dict[str, int] = {}

    def line(self, name: str, text: bytes) -> None:
        """Write one line of a process."""
        label = name.ljust(self.width)
        if self.coloured:
            colour = self._colour_of.setdefault(name, 0) or next(self._next_colour)
            self._colour_of[name] = colour
            label = f"\033[{colour}m{label}{PLAIN}"
        self._write(label.encode() + b" | " + text.rstrip(b"\r\n") + b"\n")

    def message(self, text: str) -> None:
        """Write something of our own."""
        self._write((f"{BOLD}{text}{PLAIN}" if self.coloured else text).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        if self.gone:
            return
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except OSError:
            self.gone = True
            # Else Python itself would fail at its end, when it flushes what could not be written.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
