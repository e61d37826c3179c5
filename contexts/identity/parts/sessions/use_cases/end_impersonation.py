"""Stop acting as somebody else."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.use_cases import use_case

from ..errors import SessionNotFound
from .end_session import end_session


@use_case
def end_impersonation(*, actor: Actor, at: dt.datetime, ip: str | None = None) -> None:
    """End the present session, which is as somebody else.

    Raises:
        SessionNotFound: the caller acts as nobody else.
    """
    if actor.impersonator_id is None or actor.session_id is None:
        raise SessionNotFound
    end_session(
        session_id=actor.session_id, reason="impersonation_ended", actor=actor, at=at, ip=ip
    )
