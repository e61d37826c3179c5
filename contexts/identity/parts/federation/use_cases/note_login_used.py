"""Note that somebody signed in by a linked login."""

from __future__ import annotations

import datetime as dt

from .. import models
from ..contracts import Arrival


def note_login_used(*, arrival: Arrival, at: dt.datetime) -> None:
    """Remember when."""
    models.LinkedLogin.objects.filter(provider=arrival.provider, subject=arrival.subject).update(
        last_used_at=at
    )
