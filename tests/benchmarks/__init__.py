"""Benchmarks: `make bench-NAME` runs `tests.benchmarks.NAME`; the last line printed is one JSON object."""
