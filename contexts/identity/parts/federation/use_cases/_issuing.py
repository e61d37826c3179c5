"""The pair of tokens that codes and refresh tokens are exchanged for."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from .. import models
from ..domain import scopes, secrets
from ..domain.secrets import Pair


def store_pair(
    *,
    pair: Pair,
    consent: models.Consent,
    family: UUID,
    refresh_scope: str,
    authorised_at: dt.datetime,
    at: dt.datetime,
) -> None:
    """Store the hashes of both, under a consent that the caller has locked."""
    shared = {
        "user_id": consent.user_id,
        "application_id": consent.application_id,
        "consent": consent,
        "authorised_at": authorised_at,
        "issued_at": at,
    }
    models.ProgramToken.objects.create(
        **shared,
        family=family,
        token_checksum=secrets.hash_of(pair.access_token),
        scope=scopes.written(pair.scopes),
        expires=at + secrets.ACCESS_LIFETIME,
    )
    models.ProgramRefreshToken.objects.create(
        **shared,
        token_family=family,
        token_checksum=secrets.hash_of(pair.refresh_token),
        scope=refresh_scope,
        expires_at=secrets.refresh_expiry(authorised_at=authorised_at, at=at),
    )
