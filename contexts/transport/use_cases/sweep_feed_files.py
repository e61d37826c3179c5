"""Deleting files of versions that nobody uses any more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from riz.locking import lock_or_none
from riz.use_cases import use_case

from ..gateways import compiled
from ..models import FeedVersion, VersionState
from ._feed_work import root
from .upload_feed import UPLOADS

LEFT_BEHIND: Final = dt.timedelta(hours=24)
"""No import takes so long: what is unfinished by then was broken off."""


def sweep_feed_files(*, at: dt.datetime) -> int:
    """Delete versions retired long ago, and what was left unfinished; return how many.

    A process that still has such a version mapped keeps what it has.
    """
    return _sweep_retired(at) + _sweep_left_behind(at)


def _sweep_retired(at: dt.datetime) -> int:
    long_ago = at - dt.timedelta(days=settings.RIZ_TRANSPORT_RETIRED_DAYS)
    unused = Q(state=VersionState.RETIRED, retired_at__lt=long_ago)
    swept = 0
    for version_id in list(
        FeedVersion.objects.stored().filter(unused).values_list("id", flat=True)
    ):
        # The row first: a folder without a row is swept later, a row without a folder would be offered.
        if folder := _forget_folder(unused, version_id):
            compiled.remove(root() / folder)
            swept += 1
    return swept


@use_case
def _forget_folder(unused: Q, version_id: UUID) -> str:
    version = lock_or_none(FeedVersion.objects.stored().filter(unused), id=version_id)
    if version is None:
        return ""
    folder, version.folder = version.folder, ""
    version.save(update_fields=["folder"])
    return folder


def _sweep_left_behind(at: dt.datetime) -> int:
    older_than = (at - LEFT_BEHIND).timestamp()
    swept = compiled.sweep_unfinished(root(), older_than=older_than) if root().is_dir() else 0
    known = set(FeedVersion.objects.stored().values_list("folder", flat=True))
    for folder in _folders(older_than):
        if folder.name not in known:
            compiled.remove(folder)
            swept += 1
    return swept + _sweep_uploads(older_than)


def _sweep_uploads(older_than: float) -> int:
    """Delete files that nobody will import: whoever took one in ended before its row was there, or its feed is gone."""
    folder = root() / UPLOADS
    if not folder.is_dir():
        return 0
    old = [path for path in folder.iterdir() if path.stat().st_mtime < older_than]
    awaited = set(
        FeedVersion.objects.filter(
            state=VersionState.IMPORTING,
            feed__removed_at=None,
            upload__in=[one.name for one in old],
        ).values_list("upload", flat=True)
    )
    unwanted = [path for path in old if path.name not in awaited]
    for path in unwanted:
        path.unlink(missing_ok=True)
    return len(unwanted)


def _folders(older_than: float) -> list[Path]:
    if not root().is_dir():
        return []
    return [
        path
        for path in root().iterdir()
        if (path / compiled.MANIFEST).is_file() and path.stat().st_mtime < older_than
    ]
