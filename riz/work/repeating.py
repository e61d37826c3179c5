"""Have work tried again that was given up."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import transaction

from riz.actor import Actor
from riz.errors import Conflict
from riz.policies import require
from riz.work.models import LeasedWork


class NotGivenUp(Conflict):
    """Only what was given up is tried again."""

    code: ClassVar[str] = "work.not_given_up"
    message = "Only what was given up can be tried again."


@transaction.atomic
def repeat_work(*, row: LeasedWork, actor: Actor, at: dt.datetime) -> None:
    """Let a row wait for its next attempt as if it were new.

    Raises:
        Forbidden: the actor may not.
        NotGivenUp: it was worked off, or is still being tried.
    """
    require(actor, row.work.repeat_policy)
    if not type(row).objects.filter(pk=row.pk).repeat(at=at):
        raise NotGivenUp
