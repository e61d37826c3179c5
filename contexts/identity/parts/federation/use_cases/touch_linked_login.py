"""The last use of a linked login."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from .. import models
from ..contracts import ExternalIdentity


def touch_linked_login(*, external_identity: ExternalIdentity, at: dt.datetime) -> bool:
    """Store when the linked login was last used; tell whether the login still opens the account."""
    linked = models.LinkedLogin.objects.filter(
        Q(user_id=external_identity.user_id),
        provider=external_identity.provider,
        subject=external_identity.subject,
    )
    return linked.update(last_used_at=at) == 1
