"""Tell whose client id and secret these are, for a token that is made of them."""

from __future__ import annotations

import datetime as dt

from .. import models, queries
from ..contracts import Client

_NOTED_EVERY = dt.timedelta(minutes=1)


def check_client(*, client_id: str, secret: str, at: dt.datetime, ip: str | None = None) -> Client:
    """Return the client behind an id and a secret, by the same rules as a key.

    Raises:
        PartnerKeyInvalid: they don't belong together.
        PartnerKeyEnded: the credential was revoked or has expired.
        PartnerSuspended: staff have suspended the partner, or its organisation.
        PartnerAddressRefused: the credential may not be used from this address.
        TooManyPartnerFailures: too many wrong secrets came from this address; this one was not looked at.
    """
    found = queries.recognise_client(client_id=client_id, secret=secret, ip=ip, at=at)
    actor = queries.welcome(found)
    rows = models.PartnerCredential.objects.filter(client_id=client_id)
    rows.unused_since(at - _NOTED_EVERY).update(last_used_at=at)
    row = rows.get()
    return Client(
        partner_id=row.partner_id,
        credential_id=row.id,
        client_id=row.client_id,
        scopes=actor.scopes or frozenset(),
        expires_at=row.expires_at,
    )
