"""State where live updates of a feed are asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError

from riz.actor import Actor
from riz.caching import generations
from riz.locking import lock
from riz.outgoing import addresses
from riz.outgoing.errors import AddressRefused
from riz.policies import require
from riz.sealing import seal
from riz.use_cases import use_case

from ..domain import policies
from ..domain.timetable.imports import GENERATION
from ..errors import InvalidFeed
from ..models import RealtimeSource


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """Facts that staff state of a source."""

    feed_id: UUID
    url: str
    header_name: str
    key: str | None
    """Sent as the header; None leaves the one that is known, an empty one forgets it."""
    poll_seconds: int
    is_enabled: bool


def state_realtime_source(
    *, source_id: UUID | None, facts: SourceFacts, actor: Actor, at: dt.datetime
) -> UUID:
    """Keep a new source, or a changed one; it is asked at once.

    Raises:
        InvalidFeed: its address is none that may be asked, or the feed has it already.
    """
    require(actor, policies.MANAGE_FEEDS)
    try:
        addresses.check(facts.url)
        return _keep(source_id, facts, at)
    except AddressRefused as refused:
        raise InvalidFeed(errors={"url": [refused.message]}) from refused
    except IntegrityError as fault:
        raise InvalidFeed(errors={"url": ["This timetable has the address already."]}) from fault


@use_case
def _keep(source_id: UUID | None, facts: SourceFacts, at: dt.datetime) -> UUID:
    source = lock(RealtimeSource, id=source_id) if source_id else RealtimeSource()
    source.feed_id = facts.feed_id
    source.url, source.header_name = facts.url, facts.header_name
    source.poll_seconds, source.is_enabled = facts.poll_seconds, facts.is_enabled
    if facts.key is not None:
        source.header_sealed = seal(facts.key) if facts.key else ""
    source.next_attempt_at, source.attempts, source.last_error, source.etag = at, 0, "", ""
    source.lease_until = None  # what an address of before answers is not taken down any more
    source.save()
    # Every process looks again whose state it asks for.
    generations.leave_behind(GENERATION)
    return source.id
