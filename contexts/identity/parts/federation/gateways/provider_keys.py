"""The RSA keys of ID tokens: from the environment, or a file that this machine made for itself."""

from __future__ import annotations

import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from joserfc import jwt
from joserfc.jwk import RSAKey

ALGORITHM = "RS256"
SMALLEST_KEY_BITS = 2048
_PEM = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL
)


def sign(claims: dict[str, Any]) -> str:
    """Sign an ID token with the key in force."""
    key = _keys()[0]
    header = {"typ": "JWT", "alg": ALGORITHM, "kid": key.thumbprint()}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def published() -> dict[str, Any]:
    """Return the public halves of every key as a JWK Set."""
    return {
        "keys": [
            {
                **key.as_dict(private=False),
                "alg": ALGORITHM,
                "use": "sig",
                "kid": key.thumbprint(),
            }
            for key in _keys()
        ]
    }


def _keys() -> tuple[RSAKey, ...]:
    return _ring(settings.OIDC_RSA_PRIVATE_KEY, settings.OIDC_RSA_PRIVATE_KEY_FILE)


@lru_cache(maxsize=8)
def _ring(pems: str, file: str) -> tuple[RSAKey, ...]:
    if pems:
        return _read(pems.replace("\\n", "\n"))
    if not file:
        raise ImproperlyConfigured("OIDC_RSA_PRIVATE_KEY is not set")
    path = Path(file)
    if not path.exists():
        _make(path)
    return _read(path.read_text())


def _read(pems: str) -> tuple[RSAKey, ...]:
    found = _PEM.findall(pems)
    for pem in found:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST_KEY_BITS:
            raise ImproperlyConfigured("OIDC_RSA_PRIVATE_KEY needs RSA keys of 2048 bits or more")
    if not found:
        raise ImproperlyConfigured("OIDC_RSA_PRIVATE_KEY holds no private key in PEM")
    return tuple(RSAKey.import_key(pem) for pem in found)


def _make(path: Path) -> None:
    """Write a new key where only its owner reads it; of several processes that start at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".oidc-") as draft:
        draft.write(pem)
        draft.flush()
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return
