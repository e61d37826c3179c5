"""The secret that sandbox and customer share."""

from __future__ import annotations

import base64
import hashlib
import hmac


def derive_webhook_secret(*, secret_key: str) -> str:
    """Derive the secret from the installation's own, so that none has to be agreed on by hand."""
    digest = hmac.new(secret_key.encode(), b"riz.sandbox.webhook", hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(digest).decode()
