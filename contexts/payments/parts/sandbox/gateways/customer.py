"""The customer's webhook endpoint, reached by real HTTP."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import httpx
from django.conf import settings
from standardwebhooks.webhooks import Webhook

from ..domain.signing import derive_webhook_secret

_TIMEOUT_SECONDS = 30.0


class NotAccepted(Exception):
    """The customer did not answer with a 2xx."""


def webhook_secret() -> str:
    """Return the secret that signs webhooks."""
    return settings.PAYMENTS_SANDBOX_WEBHOOK_SECRET or derive_webhook_secret(
        secret_key=settings.SECRET_KEY
    )


def signed_headers(*, event_id: UUID, body: str, at: dt.datetime) -> dict[str, str]:
    """Sign a body as Standard Webhooks 1.0 says; the id stays the same at every attempt."""
    signature = Webhook(webhook_secret()).sign(msg_id=str(event_id), timestamp=at, data=body)
    return {
        "content-type": "application/json",
        "webhook-id": str(event_id),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def post_webhook(*, event_id: UUID, body: str, at: dt.datetime) -> None:
    """Deliver one webhook.

    Raises:
        NotAccepted: it was not accepted; the reason is its text.
    """
    url = f"{settings.BASE_URL}/api/v1/webhooks/sandbox"
    try:
        answer = httpx.post(
            url,
            content=body.encode(),
            headers=signed_headers(event_id=event_id, body=body, at=at),
            timeout=_TIMEOUT_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        raise NotAccepted(f"{type(error).__name__}: {error}") from error
    if not answer.is_success:
        raise NotAccepted(f"HTTP {answer.status_code}")
