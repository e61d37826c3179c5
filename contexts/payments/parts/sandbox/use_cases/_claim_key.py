"""Take an idempotency key, or find what it made before."""

from __future__ import annotations

from typing import Any

from .. import errors, models


def claim_key(*, key: str, parameters: dict[str, Any], object_id: str) -> str | None:
    """Note that `key` makes `object_id`; return what it made before, if it came before.

    A second caller with the key waits here until the first one's transaction is over.

    Raises:
        KeyReused: it came before with other parameters.
    """
    made = models.SandboxKey(key=key, parameters=parameters, object_id=object_id)
    models.SandboxKey.objects.bulk_create([made], ignore_conflicts=True)
    known = models.SandboxKey.objects.get(key=key)
    if known.parameters != parameters:
        raise errors.KeyReused
    return known.object_id if known.object_id != object_id else None
