"""Which gateways are in use here."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from .. import errors
from .protocol import Gateway

SANDBOX = "sandbox"


def default_gateway_name() -> str:
    """Return the gateway that new payments go through."""
    return str(settings.PAYMENTS_GATEWAY)


def get_gateway(*, name: str) -> Gateway:
    """Return a gateway by name.

    Raises:
        GatewayNotOffered: there is none, or it is the sandbox where the settings do not allow it.
    """
    path = settings.PAYMENTS_GATEWAYS.get(name)
    if path is None or (name == SANDBOX and not settings.PAYMENTS_SANDBOX):
        raise errors.GatewayNotOffered(gateway=name)
    return cast(Gateway, import_string(path)())
