"""Importing what was uploaded."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import SYSTEM

from ..errors import FeedBusy
from ..models import FeedVersion
from ._feed_importing import reuse, run_import, stored_version
from ._feed_work import only_importer, root
from .upload_feed import UPLOADS


def import_uploaded_feed(*, version_id: UUID, at: dt.datetime) -> None:
    """Import an upload that is due, unless somebody imports the feed: a sweep asks again."""
    waiting = FeedVersion.objects.waiting().filter(id=version_id)
    slug = waiting.values_list("feed__slug", flat=True).first()
    if slug is None:
        return
    try:
        with only_importer(slug):
            version = FeedVersion.objects.select_related("feed").claim(version_id, at=at)
            if version is not None:
                _import(version, at)
    except FeedBusy:
        return


def _import(version: FeedVersion, at: dt.datetime) -> None:
    versions = FeedVersion.objects
    path = root() / UPLOADS / version.upload
    try:
        if not path.is_file():
            versions.give_up(version, "The uploaded file is gone.")
        elif (same := stored_version(version.feed, path)) is None:
            run_import(version, path, actor=SYSTEM, at=at)
        else:
            reuse(same, activate=version.activate, actor=SYSTEM, at=at)
            versions.give_up(version, "The same file was imported before; that version is used.")
    finally:
        path.unlink(missing_ok=True)
        versions.filter(id=version.id).update(upload="", lease_until=None)
