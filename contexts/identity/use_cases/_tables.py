"""Identity's tables that know a person: what an export shows of each, and which are emptied when the person is forgotten.

A column that is not named here is in no export: secrets, their hashes and keys stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models as orm
from oauth2_provider.models import DeviceGrant, IDToken

from .. import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with rows of people: how the person is named there, and what an export shows."""

    section: str
    model: type[orm.Model]
    person: str
    columns: tuple[str, ...]
    is_kept: bool = False


def _table(
    section: str,
    model: type[orm.Model],
    *columns: str,
    person: str = "user_id",
    is_kept: bool = False,
) -> Table:
    return Table(section=section, model=model, person=person, columns=columns, is_kept=is_kept)


ACCOUNT = (
    "id", "email", "email_verified_at", "full_name", "phone", "avatar_url", "kind", "locale", "time_zone",
    "default_currency", "is_active", "created_at", "last_login", "password_changed_at", "signed_out_at",
)  # fmt: skip
TABLES = (
    _table("profile", models.Profile, "bio", "home_place", "languages", "updated_at"),
    _table(
        "preferences", models.Preferences, "budget_level", "travel_styles", "dietary_needs",
        "accessibility_needs", "notification_channels", "notification_kinds", "shown", "updated_at",
    ),
    _table(
        "sessions", models.Session, "id", "ip", "user_agent", "methods", "created_at", "last_used_at",
        "expires_at", "revoked_at", "revoked_reason",
    ),
    _table(
        "activity", models.SecurityEvent, "at", "action", "actor", "ip", "resource_type",
        "resource_id", "metadata", is_kept=True,
    ),
    _table("memberships", models.Membership, "organisation_id"),
    _table("roles", models.RoleGrant, "role", "organisation_id", "created_at"),
    _table(
        "assignments", models.Assignment, "kind", "asset_id", "organisation_id", "assigned_at"
    ),
    _table("linked_logins", models.LinkedLogin, "provider", "email", "created_at", "last_used_at"),
    _table("consents", models.Consent, "application_id", "scopes", "created_at", "changed_at"),
    _table("authenticator_apps", models.TotpDevice, "created_at", "confirmed_at"),
    _table("recovery_codes", models.RecoveryCode, "created_at", "used_at"),
    _table("passkeys", models.Passkey, "name", "created_at", "last_used_at", "is_backed_up"),
    _table("mail_links", models.MailLink, "kind", "recipient", "created_at", "expires_at", "used_at"),
    _table("exports", models.DataExport, "id", "state", "requested_at", "ready_at", "expires_at"),
    _table(
        "erasures", models.Erasure, "state", "requested_at", "due_at", "ended_at", is_kept=True
    ),
)  # fmt: skip
# Nothing of them is the person's to read: they are one sign-in under way, or somebody else's record.
EMPTIED = (
    _table("", models.SignInChallenge),
    _table("", models.WebauthnChallenge),
    _table("", models.ProviderVisit),
    _table("", models.AuthorizationCode),
    _table("", models.ProgramToken),
    _table("", models.ProgramRefreshToken),
    # The library's own, of flows that are switched off.
    _table("", IDToken),
    _table("", DeviceGrant),
    _table("", models.Session, person="impersonator_id"),
)
