"""Where the keys of access tokens come from: the environment, or a file that this machine made for itself."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ..domain.access_tokens import KeyRing, Realm, new_key_ring_text, read_key_ring


def key_ring() -> KeyRing:
    """Return the keys in force."""
    return _ring(settings.JWT_SIGNING_KEYS, settings.JWT_SIGNING_KEYS_FILE)


def realm() -> Realm:
    """Return who issues tokens and for whom."""
    return Realm(issuer=settings.JWT_ISSUER, audience=settings.JWT_AUDIENCE)


@lru_cache(maxsize=8)
def _ring(keys: str, file: str) -> KeyRing:
    if keys:
        return read_key_ring(keys)
    if not file:
        raise ImproperlyConfigured("JWT_SIGNING_KEYS is not set")
    path = Path(file)
    if not path.exists():
        _make(path)
    return read_key_ring(path.read_text())


def _make(path: Path) -> None:
    """Write a new key where only its owner reads it; of several processes that start at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".jwt-") as draft:
        draft.write(new_key_ring_text())
        draft.flush()
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return
