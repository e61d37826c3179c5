"""Take away what others could use to get into an account that somebody else turns out to own."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from .. import models


@transaction.atomic
def drop_ways_in(*, user_id: UUID) -> None:
    """Remove every linked login, every consent with its codes and tokens, and every visit that would link a login."""
    models.LinkedLogin.objects.filter(user_id=user_id).delete()
    models.Consent.objects.filter(user_id=user_id).delete()
    models.ProviderVisit.objects.filter(user_id=user_id).delete()
