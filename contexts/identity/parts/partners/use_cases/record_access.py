"""Note a request of a partner's program."""

from __future__ import annotations

import datetime as dt
import math
from uuid import UUID

from riz.ids import new_id

from ..gateways import access_log
from ..gateways.access_log import Access

_ENDPOINT_LENGTH = 200


def record_access(
    *,
    partner_id: UUID,
    credential_id: UUID,
    was_right: bool,
    method: str,
    endpoint: str,
    ip: str | None,
    status: int,
    seconds: float,
    request_id: str,
    at: dt.datetime,
) -> None:
    """Take a request for the access log, which is written soon; nobody waits for it and nobody fails with it.

    Args:
        partner_id: whose program it was.
        credential_id: what it showed.
        was_right: with the right secret.
        method: the method of the request.
        endpoint: the template of its address.
        ip: where it came from.
        status: how it was answered.
        seconds: how long that took.
        request_id: its id.
        at: when it came.
    """
    access_log.record_access(
        Access(
            id=new_id(),
            partner_id=partner_id,
            credential_id=credential_id,
            was_right=was_right,
            method=method,
            endpoint=endpoint[:_ENDPOINT_LENGTH],
            ip=ip,
            status=status,
            latency_ms=math.ceil(seconds * 1000),
            request_id=request_id,
            at=at,
        )
    )
