"""Give a partner's program a short-lived token for its own credential."""

from __future__ import annotations

import datetime as dt

from .. import models
from ..domain import scopes as scope_rules
from ..domain import secrets


def issue_partner_token(
    *, token: str, client_id: str, scopes: frozenset[str], at: dt.datetime
) -> None:
    """Store the token's hash; what it stands for is asked of partners each time it is shown."""
    models.ProgramToken.objects.create(
        partner_client_id=client_id,
        token_checksum=secrets.hash_of(token),
        scope=scope_rules.written(scopes),
        expires=at + secrets.ACCESS_LIFETIME,
        authorised_at=at,
        issued_at=at,
    )
