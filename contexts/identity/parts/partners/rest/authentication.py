"""Authentication by a partner's key, as `Authorization: Bearer riz_...` or as HTTP Basic with client id and secret."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework.request import Request

from riz import clock
from riz.actor import Actor
from riz.rest.addresses import client_ip
from riz.rest.throttling import Policy

from .. import queries
from ..queries import Recognition

BEARER = "bearer"
BASIC = "basic"
KEY_PREFIX = "riz_"
# Tokens that RIZ itself hands to programs look alike and are read elsewhere.
TOKEN_PREFIX = "riz_oat_"  # noqa: S105 - the beginning of every one of them, and no secret
WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """The outcome of a request's key, for limits and for the access log."""

    partner_id: UUID
    credential_id: UUID
    was_right: bool
    rate_policy: Policy
    rate_key: str


def shows_partner_key(request: Request) -> bool:
    """Tell whether what the request shows is meant to be a partner's key."""
    scheme, shown = _authorization(request)
    if scheme == BASIC:
        return _read_basic(shown)[0].startswith(KEY_PREFIX)
    return scheme == BEARER and shown.startswith(KEY_PREFIX) and not shown.startswith(TOKEN_PREFIX)


def authenticate_partner(request: Request) -> tuple[Actor, ShownKey | None]:
    """Return the partner behind the request's key, and what the key allows.

    Raises:
        PartnerKeyInvalid: nobody has this key.
        PartnerKeyEnded: it was revoked or has expired.
        PartnerSuspended: staff have suspended the partner, or its organisation.
        PartnerAddressRefused: the key may not be used from this address.
        TooManyPartnerFailures: too many wrong keys came from this address; this one was not looked at.
    """
    found = _recognise(request)
    shown = _store_shown_key(request, found)
    return queries.welcome(found), shown


def authenticate_credential(request: Request, *, client_id: str) -> tuple[Actor, ShownKey | None]:
    """Return the partner behind a token that was made of a credential, with the credential's limit and log.

    Raises:
        PartnerKeyInvalid: nobody has this client id.
        PartnerKeyEnded: it was revoked or has expired.
        PartnerSuspended: staff have suspended the partner, or its organisation.
        PartnerAddressRefused: the credential may not be used from this address.
    """
    ip = client_ip(request._request)  # noqa: SLF001 - as above
    found = queries.recognise_shown_before(client_id=client_id, ip=ip, at=clock.now())
    shown = _store_shown_key(request, found)
    return queries.welcome(found), shown


def _recognise(request: Request) -> Recognition:
    scheme, shown = _authorization(request)
    ip, at = client_ip(request._request), clock.now()  # noqa: SLF001 - as above
    if scheme == BASIC:
        client_id, secret = _read_basic(shown)
        return queries.recognise_client(client_id=client_id, secret=secret, ip=ip, at=at)
    return queries.recognise_key(key=shown, ip=ip, at=at)


def _store_shown_key(request: Request, found: Recognition) -> ShownKey | None:
    """Put what was shown where the middleware that writes the access log looks, whatever becomes of the request."""
    shown = _shown_key(found)
    inner: Any = request._request  # noqa: SLF001 - DRF offers no other way to it
    inner.shown_partner_key = shown
    return shown


def _shown_key(found: Recognition) -> ShownKey | None:
    if found.partner_id is None or found.credential_id is None:
        return None
    return ShownKey(
        partner_id=found.partner_id,
        credential_id=found.credential_id,
        was_right=found.was_right,
        rate_policy=Policy(
            name="partner", quota=max(1, found.rate_limit), window_seconds=WINDOW_SECONDS
        ),
        rate_key=f"partner:{found.credential_id}",
    )


def _authorization(request: Request) -> tuple[str, str]:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower(), shown.strip()


def _read_basic(shown: str) -> tuple[str, str]:
    """Read client id and secret; what can't be read is nobody's."""
    try:
        client_id, _, secret = base64.b64decode(shown, validate=True).decode("ascii").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return client_id, secret
