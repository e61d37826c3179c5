"""Partners and their credentials."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from uuid import UUID, uuid5

from django.utils.text import slugify

from riz import values
from riz.importing.tables import Batch, Row, instant, upsert
from riz.importing.words import translate

from .. import models
from ..parts.organisations.contracts import OrganisationKind
from ..parts.partners.contracts import HIGHEST_RATE_LIMIT, PartnerStatus
from ..parts.partners.domain import keys
from ..parts.partners.domain.scopes import partner_scopes

_ORGANISATIONS = UUID("5f0c2a30-6a0a-5d1c-9f3f-6d2f5e3c7b11")
_SLOTS = 2


def import_partners(batch: Batch) -> None:
    """Import partners, each with an organisation for its people."""
    organisations, partners = [], []
    for row in batch.rows:
        try:
            contact = values.email(row["contact_email"] or "")
        except values.BadValue:
            batch.refuse(row, "the contact's e-mail address is none")
            continue
        organisation_id = uuid5(_ORGANISATIONS, str(row["id"]))
        created_at = instant(row["created_at"]) or batch.at
        name = _name(row)
        organisations.append(
            models.Organisation(
                id=organisation_id,
                slug=f"{slugify(name)[:60] or 'partner'}-{row['id'].hex[:12]}",
                name=name,
                kind=OrganisationKind.PARTNER,
                contact_email=contact,
                created_at=created_at,
            )
        )
        partners.append(_partner(batch, row, organisation_id, contact, created_at))
    upsert(models.Organisation, organisations, changes=("name", "contact_email"))
    upsert(
        models.Partner,
        partners,
        changes=(
            "name", "domain", "contact_email", "status", "suspension_reason", "suspended_at",
        ),
    )  # fmt: skip


def import_credentials(batch: Batch) -> None:
    """Import credentials with their secrets hashed; of each partner the two newest active ones are alive."""
    partners = models.Partner.objects.in_bulk({row["partner_id"] for row in batch.rows})
    used = Counter(
        models.PartnerCredential.objects.filter(partner_id__in=partners, slot__isnull=False)
        .exclude(id__in=[row["id"] for row in batch.rows])
        .values_list("partner_id", flat=True)
    )
    made = []
    for row in batch.rows:
        partner = partners.get(row["partner_id"])
        credential = _credential(batch, row, partner)
        if credential is None or partner is None:
            continue
        if row["is_active"] and used[partner.id] < _SLOTS:
            used[partner.id] += 1
            credential.slot = used[partner.id]
        elif row["is_active"]:
            batch.note(row, "is the third active one of its partner, and so revoked here")
        if credential.slot is None:
            credential.revoked_at = credential.created_at
        made.append(credential)
    upsert(
        models.PartnerCredential,
        made,
        changes=("secret_hash", "scopes", "rate_limit_per_minute", "slot", "revoked_at"),
    )
    _widen(made, partners)


def _name(row: Row) -> str:
    return values.clean_line(row["name"] or "", longest=200) or "Partner"


def _partner(
    batch: Batch, row: Row, organisation_id: UUID, contact: str, created_at: dt.datetime
) -> models.Partner:
    is_active = bool(row["is_active"])
    return models.Partner(
        id=row["id"],
        organisation_id=organisation_id,
        name=_name(row),
        domain=_domain(batch, row),
        contact_email=contact,
        status=PartnerStatus.ACTIVE if is_active else PartnerStatus.SUSPENDED,
        suspension_reason="" if is_active else "Inactive when it was imported.",
        suspended_at=None if is_active else created_at,
        created_at=created_at,
    )


def _domain(batch: Batch, row: Row) -> str:
    try:
        return values.host(row["domain"] or "")
    except values.BadValue:
        batch.note(row, f"has a domain that is none and was left out: {row['domain']}")
        return ""


def _credential(
    batch: Batch, row: Row, partner: models.Partner | None
) -> models.PartnerCredential | None:
    if partner is None:
        batch.refuse(row, "its partner did not come")
        return None
    scopes, unknown = translate(row["scopes"] or [], known=partner_scopes())
    for scope in unknown:
        batch.note(row, f"the scope {scope} means nothing here")
    if not scopes:
        batch.refuse(row, "it carries no scope that means something here")
        return None
    if keys.key_of(row["client_id"], row["client_secret"]) is None:
        batch.note(row, "its client id or secret has another shape than RIZ's keys")
    return models.PartnerCredential(
        id=row["id"],
        partner=partner,
        client_id=row["client_id"],
        secret_hash=_hash_of(row["client_secret"]),
        label="imported",
        scopes=sorted(scopes),
        rate_limit_per_minute=min(max(row["rate_limit_per_min"] or 1, 1), HIGHEST_RATE_LIMIT),
        created_at=instant(row["created_at"]) or batch.at,
    )


def _hash_of(secret: str) -> str:
    try:
        return keys.hash_of(secret)
    except ValueError:
        return hashlib.sha256(secret.encode()).hexdigest()


def _widen(made: list[models.PartnerCredential], partners: dict[UUID, models.Partner]) -> None:
    """Let a partner have what its credentials may do."""
    changed = set()
    for credential in made:
        partner = partners[credential.partner_id]
        scopes = sorted({*partner.scopes, *credential.scopes})
        if scopes != partner.scopes:
            partner.scopes = scopes
            changed.add(partner.id)
    models.Partner.objects.bulk_update([partners[one] for one in sorted(changed)], ["scopes"])
