"""Work that takes as long as its test wants, for workers that include this module."""

from __future__ import annotations

from pathlib import Path

from celery import shared_task

from tests.support.waiting import wait_until


@shared_task(name="test.wait_for_file", ignore_result=True)
def wait_for_file(folder: str) -> None:
    """Say that it has begun, wait until there is a file, and say that it has ended."""
    told = Path(folder)
    (told / "begun").touch()
    wait_until((told / "gate").exists)
    (told / "ended").touch()
