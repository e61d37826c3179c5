"""Importing what was uploaded."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from riz.actor import SYSTEM

from ..errors import FeedBusy
from ..models import FeedVersion, VersionState
from ._feed_importing import reuse, run_import, stored_version
from ._feed_work import only_importer, root
from .upload_feed import UPLOADS

ATTEMPTS: Final = 3


def import_uploaded_feed(*, version_id: UUID, at: dt.datetime) -> None:
    """Import an upload, unless that is done or somebody is at it: a sweep asks again."""
    version = _waiting(version_id)
    if version is None:
        return
    try:
        with only_importer(version.feed.slug):
            _import(version_id, at)
    except FeedBusy:
        return


def _import(version_id: UUID, at: dt.datetime) -> None:
    version = _waiting(version_id)
    if version is None:
        return
    path = root() / UPLOADS / version.upload
    version.attempts += 1
    if version.attempts > ATTEMPTS or not path.is_file():
        version.fail(
            "The import was broken off again and again."
            if path.is_file()
            else "The uploaded file is gone."
        )
        version.save()
        path.unlink(missing_ok=True)
        return
    version.save(update_fields=["attempts"])
    try:
        same = stored_version(version.feed, path)
        if same is None:
            run_import(version, path, actor=SYSTEM, at=at)
        else:
            reuse(same, activate=version.activate, actor=SYSTEM, at=at)
            version.fail("The same file was imported before; that version is used.")
            version.save()
    finally:
        path.unlink(missing_ok=True)


def _waiting(version_id: UUID) -> FeedVersion | None:
    return (
        FeedVersion.objects.select_related("feed")
        .filter(id=version_id, state=VersionState.IMPORTING, feed__removed_at=None)
        .exclude(upload="")
        .first()
    )
