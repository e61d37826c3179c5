"""Take somebody back who comes from another provider, and tell who they are."""

from __future__ import annotations

import datetime as dt
import hmac
import logging
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from .. import models
from ..contracts import ExternalIdentity
from ..domain import id_tokens, secrets, visits
from ..errors import ProviderLoginInvalid, ProviderUnavailable
from ..gateways import providers

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Parameters from the browser: from the provider `code`, `state` and perhaps `iss`, and the secret it kept."""

    code: str = field(repr=False)
    state: str = field(repr=False)
    secret: str = field(repr=False)
    issuer: str | None = None


def complete_provider_sign_in(
    *, provider: str, brought: Brought, at: dt.datetime, links_to: UUID | None = None
) -> ExternalIdentity:
    """Take the visit, once, ask the provider, and verify every word of its answer.

    Raises:
        ProviderNotFound: none has this name.
        ProviderLoginInvalid: anything is not as it should be; what is in the log.
        ProviderUnavailable: the provider doesn't answer.
    """
    there = providers.named(provider)
    metadata = providers.metadata_of(there)
    _check_issuer(there, metadata, brought.issuer)
    _use_visit(there.id, brought, links_to, at)
    answer = _exchange(there, brought)
    subject = _verify(there, metadata, answer, brought, at)
    known = models.LinkedLogin.objects.filter(provider=there.id, subject=subject.subject).first()
    return ExternalIdentity(
        provider=there.id, user_id=known.user_id if known else None, **asdict(subject)
    )


def _use_visit(provider: str, brought: Brought, links_to: UUID | None, at: dt.datetime) -> None:
    visit = models.ProviderVisit.objects.filter(state=brought.state, provider=provider).first()
    if visit is None:
        raise _refusal(provider, "state")
    if not hmac.compare_digest(visit.secret, secrets.hash_of(brought.secret)):
        raise _refusal(provider, "browser")
    if visit.user_id != links_to:
        raise _refusal(provider, "purpose")
    # In one statement: of two that come back at once, one is let in.
    open_one = models.ProviderVisit.objects.filter(id=visit.id, used_at=None, expires_at__gt=at)
    if not open_one.update(used_at=at):
        raise _refusal(provider, "used or over")


def _check_issuer(
    there: providers.ProviderSettings, metadata: dict[str, Any], issuer: str | None
) -> None:
    """Refuse an answer of another provider (RFC 9207)."""
    is_promised = metadata.get("authorization_response_iss_parameter_supported") is True
    if (issuer is not None or is_promised) and issuer != there.issuer:
        raise _refusal(there.id, "iss parameter")


def _exchange(there: providers.ProviderSettings, brought: Brought) -> dict[str, Any]:
    try:
        return providers.exchange(
            there, code=brought.code, verifier=visits.verifier_of(brought.secret)
        )
    except ProviderUnavailable as refused:
        raise _refusal(there.id, "exchange") from refused


def _verify(
    there: providers.ProviderSettings,
    metadata: dict[str, Any],
    answer: dict[str, Any],
    brought: Brought,
    at: dt.datetime,
) -> id_tokens.Subject:
    id_token, access_token = answer.get("id_token"), answer.get("access_token")
    if not isinstance(id_token, str):
        raise _refusal(there.id, "no ID token")
    expected = id_tokens.Expected(
        issuer=there.issuer,
        client_id=there.client_id,
        nonce=visits.nonce_of(brought.secret),
        access_token=access_token if isinstance(access_token, str) else None,
        algorithms=id_tokens.algorithms_of(metadata),
    )
    for keys in providers.key_sets(there):
        try:
            return id_tokens.verify(id_token, keys=keys, expected=expected, at=at)
        except id_tokens.NoKeyFits:
            continue
        except id_tokens.Untrue as untrue:
            raise _refusal(there.id, str(untrue)) from untrue
    raise _refusal(there.id, "signature")


def _refusal(provider: str, why: str) -> ProviderLoginInvalid:
    _log.warning("oidc.login_refused", extra={"provider": provider, "why": why})
    return ProviderLoginInvalid()
