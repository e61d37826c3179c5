"""Fill the cache of compiled kernels, and tell how much CPU time each kind of search took at its first call."""

from __future__ import annotations

import sys
from time import process_time

from .warming import searches


def main() -> None:
    """Print a line for what came before (the interpreter and the imports), one for each search, and the sum."""
    _report(process_time(), "interpreter and imports")
    before = process_time()
    for name, search in searches():
        search()
        _report(process_time() - before, name)
        before = process_time()
    _report(process_time(), "in all")


def _report(seconds: float, what: str) -> None:
    sys.stdout.write(f"{seconds:7.3f} s  {what}\n")


if __name__ == "__main__":
    main()
