"""People who may show once more who they are."""

from __future__ import annotations

from uuid import UUID

from riz.actor import Actor
from riz.policies import require

from ..domain import policies
from ..errors import StepUpRefused


def session_of(actor: Actor) -> tuple[UUID, UUID]:
    """Return the person and their session.

    Raises:
        StepUpRefused: it is a program, a partner, or somebody who acts as another.
    """
    require(actor, policies.STEP_UP, refusal=StepUpRefused)
    if actor.id is None or actor.session_id is None:
        raise StepUpRefused
    return actor.id, actor.session_id
