"""Other OpenID providers: which there are, and what they are asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from ..errors import ProviderNotFound


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
