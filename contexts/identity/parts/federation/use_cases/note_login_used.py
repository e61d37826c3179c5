"""Note that somebody signed in by a linked login."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from .. import models
from ..contracts import Arrival


def note_login_used(*, arrival: Arrival, at: dt.datetime) -> bool:
    """Remember when; tell whether the login still opens the account."""
    linked = models.LinkedLogin.objects.filter(
        Q(user_id=arrival.user_id), provider=arrival.provider, subject=arrival.subject
    )
    return linked.update(last_used_at=at) == 1
