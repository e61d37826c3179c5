"""Making a credential for a partner that is locked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from riz.actor import Actor
from riz.outbox.publishing import publish

from .. import contracts, events, models, queries
from ..domain import keys
from ..errors import ExpiryPassed, ScopesNotAllowed, TooManyCredentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a credential."""

    label: str
    scopes: tuple[str, ...]
    rate_limit_per_minute: int | None
    allowed_networks: tuple[str, ...]
    expires_at: dt.datetime | None


def issue(
    *,
    partner: models.Partner,
    terms: Terms,
    actor: Actor,
    at: dt.datetime,
    replaces: UUID | None = None,
) -> contracts.IssuedCredential:
    """Make a credential in a free slot of a locked partner.

    Raises:
        ExpiryPassed: it would be over before it began.
        ScopesNotAllowed: the partner may not have all of the scopes.
        TooManyCredentials: two are alive.
    """
    if terms.expires_at is not None and terms.expires_at <= at:
        raise ExpiryPassed(errors={"expires_at": [ExpiryPassed.message]})
    if not_allowed := sorted(set(terms.scopes) - set(partner.scopes)):
        raise ScopesNotAllowed(
            errors={"scopes": [f"The partner is not allowed {scope}." for scope in not_allowed]}
        )
    key = keys.new_key(environment=settings.RIZ_PARTNER_KEY_ENVIRONMENT)
    row = models.PartnerCredential.objects.create(
        partner=partner,
        slot=_free_slot(partner, at),
        client_id=key.client_id,
        secret_hash=keys.hash_of(key.secret),
        label=terms.label,
        scopes=sorted(set(terms.scopes)),
        rate_limit_per_minute=terms.rate_limit_per_minute,
        allowed_networks=list(terms.allowed_networks),
        created_by=actor.id,
        created_at=at,
        expires_at=terms.expires_at,
    )
    publish(
        events.CredentialIssued(
            credential_id=row.id,
            partner_id=partner.id,
            client_id=row.client_id,
            scopes=tuple(row.scopes),
            expires_at=row.expires_at,
            replaces=replaces,
            issued_by=actor.id,
            occurred_at=at,
        )
    )
    return contracts.IssuedCredential(
        credential=queries.to_credential(row, at=at), client_secret=key.secret, key=key.text
    )


def _free_slot(partner: models.Partner, at: dt.datetime) -> int:
    """Find a slot, taking back those of credentials whose time is over."""
    rows = models.PartnerCredential.objects.filter(partner=partner)
    rows.filter(expires_at__lte=at, slot__isnull=False).update(slot=None)
    used = set(rows.filter(slot__isnull=False).values_list("slot", flat=True))
    free = sorted(set(range(1, models.LIVE_CREDENTIALS + 1)) - used)
    if not free:
        raise TooManyCredentials
    return free[0]
