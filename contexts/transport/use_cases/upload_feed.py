"""Taking in an uploaded feed: its row first, then the work."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from riz.actor import Actor
from riz.ids import new_id
from riz.policies import require

from ..domain import policies
from ..domain.timetable.imports import FeedFacts
from ..errors import InvalidFeed
from ..models import FeedVersion
from ._feed_work import root
from .state_feed import state_feed

UPLOADS = "uploads"


def upload_feed(
    *,
    facts: FeedFacts,
    blocks: Iterable[bytes],
    actor: Actor,
    at: dt.datetime,
    activate: bool = True,
) -> UUID:
    """Keep an uploaded zip and return the id of the version that it will be; a task imports it.

    Raises:
        InvalidFeed: some facts are not acceptable, or the file is too large.
    """
    require(actor, policies.MANAGE_FEEDS)
    feed = state_feed(facts=facts, actor=actor, at=at)
    version_id = new_id()
    name = f"{version_id}.zip"
    _keep(name, blocks)
    FeedVersion.objects.create(
        id=version_id,
        feed=feed,
        upload=name,
        activate=activate,
        started_at=at,
        next_attempt_at=at,
        step="waiting",
    )
    return version_id


def _keep(name: str, blocks: Iterable[bytes]) -> None:
    largest = settings.RIZ_TRANSPORT_UPLOAD_MB << 20
    folder = root() / UPLOADS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    size = 0
    with path.open("wb") as file:
        for block in blocks:
            size += len(block)
            if size > largest:
                break
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if size > largest:
        path.unlink()
        raise InvalidFeed(
            errors={"file": [f"It is larger than {settings.RIZ_TRANSPORT_UPLOAD_MB} MB."]}
        )
