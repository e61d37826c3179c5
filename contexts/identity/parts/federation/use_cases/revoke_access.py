"""End what lets other providers and applications into an account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q

from riz.actor import SYSTEM
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models
from .set_application_usable import set_application_usable

_MADE = (activity.Action.APPLICATION_REGISTERED, activity.Action.APPLICATION_SECRET_RENEWED)


@use_case
def revoke_access(
    *, user_id: UUID, since: dt.datetime, at: dt.datetime, only: UUID | None = None
) -> None:
    """Remove linked logins, visits that would link one, and consents with their codes and tokens; with `only`, the one of this id.

    Applications whose secrets were shown to the account since then are disabled, until staff have looked at them.
    """
    own = Q(user_id=user_id) & (Q(id=only) if only else Q())
    models.LinkedLogin.objects.filter(own).delete()
    models.Consent.objects.filter(own).delete()
    models.ProviderVisit.objects.filter(user_id=user_id).delete()
    if only is None:
        made = activity.find_own_acts(
            user_id=user_id, actions=_MADE, shows="resource_id", since=since
        )
        for row in models.Application.objects.filter(id__in=made):
            set_application_usable(application_id=row.id, is_usable=False, actor=SYSTEM, at=at)
