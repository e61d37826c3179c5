"""Hints to sockets that what they watch has changed: never the guarantee, for a socket reads by itself as well."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
HINT_SECONDS = 1


def hint_after_commit(*, room: str, kind: str) -> None:
    """Send a message of this kind to all sockets in a room once the open transaction has committed; never raises."""
    transaction.on_commit(partial(_hint_now, room, kind), robust=True)


def _hint_now(room: str, kind: str) -> None:
    try:
        async_to_sync(_hint)(room, kind)
    except (RedisError, OSError, TimeoutError):
        logger.info("sockets were not told", extra={"room": room})


async def _hint(room: str, kind: str) -> None:
    layer = get_channel_layer()
    if layer is not None:
        await asyncio.wait_for(layer.group_send(room, {"type": kind}), HINT_SECONDS)
