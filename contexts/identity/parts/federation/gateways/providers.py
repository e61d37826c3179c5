"""Other OpenID providers: which there are, and what they say of themselves."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from ..errors import ProviderNotFound, ProviderUnavailable
from . import provider_http

METADATA_SECONDS = 3600.0
# Keys are read again when none fits, and what failed is tried again, but nobody makes us ask more often than this.
KEYS_SECONDS = 60.0
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LISTS = ("id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported")
_lock = threading.Lock()
_known: dict[tuple[str, str], tuple[float, float, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """A provider as the environment names it."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    redirect_uri: str = ""

    @property
    def callback(self) -> str:
        """The address that the provider sends people back to."""
        return self.redirect_uri or f"{settings.BASE_URL}/sign-in/{self.id}"


def configured() -> tuple[ProviderSettings, ...]:
    """Return every provider that is set up."""
    entries: list[dict[str, Any]] = settings.OIDC_PROVIDERS
    return tuple(ProviderSettings(**entry) for entry in entries)


def named(provider_id: str) -> ProviderSettings:
    """Return a provider.

    Raises:
        ProviderNotFound: none has this name.
    """
    found = next((each for each in configured() if each.id == provider_id), None)
    if found is None:
        raise ProviderNotFound
    return found


def metadata_of(provider: ProviderSettings) -> dict[str, Any]:
    """Return what the provider says of itself, at most an hour old.

    Raises:
        ProviderUnavailable: it doesn't answer, says that it is another one, or leads to where nobody may be asked.
    """
    return _cached(("metadata", provider.issuer), METADATA_SECONDS, lambda: _discover(provider))


def key_sets(provider: ProviderSettings) -> Iterator[dict[str, Any]]:
    """Give the keys that are known of the provider, and then those of today, at most once a minute.

    Raises:
        ProviderUnavailable: it doesn't answer.
    """
    address = str(metadata_of(provider)["jwks_uri"])
    known = None
    for seconds in (METADATA_SECONDS, KEYS_SECONDS):
        keys = _cached(("keys", address), seconds, lambda: provider_http.get_json(address))
        if keys is not known:
            yield keys
        known = keys


def exchange(provider: ProviderSettings, *, code: str, verifier: str) -> dict[str, Any]:
    """Exchange a code for tokens.

    Raises:
        ProviderUnavailable: the provider refuses, or doesn't answer.
    """
    metadata = metadata_of(provider)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.callback,
        "code_verifier": verifier,
        "client_id": provider.client_id,
    }
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    basic = None
    if provider.client_secret and "client_secret_basic" in methods:
        basic = (provider.client_id, provider.client_secret)
        del fields["client_id"]
    elif provider.client_secret:
        fields["client_secret"] = provider.client_secret
    return provider_http.post_form(str(metadata["token_endpoint"]), fields=fields, basic=basic)


def forget_what_was_read() -> None:
    """Have the next question to each provider go out."""
    with _lock:
        _known.clear()


def _discover(provider: ProviderSettings) -> dict[str, Any]:
    document = provider_http.get_json(
        f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    )
    is_itself = document.get("issuer") == provider.issuer
    leads_well = all(provider_http.may_be_asked(document.get(name)) for name in _ENDPOINTS)
    lists = [document.get(name) or [] for name in _LISTS]
    if not is_itself or not leads_well or not all(isinstance(each, list) for each in lists):
        raise ProviderUnavailable
    return document


def _cached(key: tuple[str, str], seconds: float, read: Any) -> dict[str, Any]:
    """Read what is not known or too old; until that has come, or for a minute after it failed, what is known counts."""
    now = time.monotonic()
    with _lock:
        read_at, asked_at, known = _known.get(key, (-math.inf, -math.inf, {}))
        if now - read_at < seconds or now - asked_at < KEYS_SECONDS:
            return known
        if known:
            _known[key] = (read_at, now, known)
    fresh: dict[str, Any] = read()
    with _lock:
        _known[key] = (time.monotonic(), now, fresh)
    return fresh
