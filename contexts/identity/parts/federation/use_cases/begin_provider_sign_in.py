"""Send somebody to another provider."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode
from uuid import UUID

from .. import models
from ..contracts import AuthorizationRequest
from ..domain import visits
from ..gateways import providers


def begin_provider_sign_in(
    *, provider: str, at: dt.datetime, links_to: UUID | None = None
) -> AuthorizationRequest:
    """Return where the browser goes, and the secret without which nobody comes back.

    Raises:
        ProviderNotFound: none has this name.
        ProviderUnavailable: it doesn't answer.
    """
    there = providers.named(provider)
    metadata = providers.metadata_of(there)
    secret, state = visits.new_secret(), visits.new_state()
    visit = models.ProviderVisit.objects.create(
        provider=there.id,
        state=state,
        secret=secret,
        user_id=links_to,
        started_at=at,
        expires_at=at + visits.LIFETIME,
    )
    asked = {
        "response_type": "code",
        "client_id": there.client_id,
        "redirect_uri": there.callback,
        "scope": "openid email profile",
        "state": state,
        "nonce": visits.nonce_of(secret),
        "code_challenge": visits.challenge_of(secret),
        "code_challenge_method": "S256",
    }
    address = str(metadata["authorization_endpoint"])
    joint = "&" if "?" in address else "?"
    return AuthorizationRequest(
        authorization_url=f"{address}{joint}{urlencode(asked)}",
        secret=secret,
        expires_at=visit.expires_at,
    )
