"""Gather what identity knows of a person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from riz import personal_data

from .. import models
from ..parts.profiles import queries as profiles
from ._tables import ACCOUNT, TABLES, Table


@personal_data.exports("identity")
def collect_own_data(*, user_id: UUID) -> personal_data.Section:
    """Return the account and everything that hangs on it: facts, never a secret or its hash."""
    account = models.User.objects.filter(id=user_id).values(*ACCOUNT).first()
    if account is None:
        return {}
    contact = profiles.emergency_contact_of(user_id)
    return {
        "account": account,
        **{table.section: _rows(table, user_id) for table in TABLES},
        "emergency_contact": asdict(contact) if contact else None,
        "invitations": list(
            models.Invitation.objects.filter(email=account["email"]).values(
                "organisation_id", "roles", "created_at", "expires_at", "accepted_at"
            )
        ),
    }


def _rows(table: Table, user_id: UUID) -> list[dict[str, Any]]:
    rows = table.model._base_manager.filter(**{table.person: user_id}).order_by("pk")  # noqa: SLF001
    return list(rows.values(*table.columns))
