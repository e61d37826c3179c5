"""Partners and their credentials."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from uuid import UUID, uuid5

from django.utils.text import slugify

from riz import values
from riz.importing.tables import Batch, Row, instant, read_value, upsert
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
        contact = read_value(values.email, row["contact_email"])
        if contact is None:
            batch.refuse(row, "the contact's e-mail address is none")
            continue
        domain = read_value(values.host, row["domain"])
        if domain is None:
            batch.report_difference(
                row, f"has a domain that is none and was left out: {row['domain']}"
            )
        name = values.clean_line(row["name"] or "", longest=200) or "Partner"
        shared = {
            "name": name,
            "contact_email": contact,
            "created_at": (created_at := instant(row["created_at"]) or batch.at),
        }
        organisation = models.Organisation(
            id=uuid5(_ORGANISATIONS, str(row["id"])),
            slug=f"{slugify(name)[:60] or 'partner'}-{row['id'].hex[:12]}",
            kind=OrganisationKind.PARTNER,
            **shared,
        )
        is_active = bool(row["is_active"])
        partner = models.Partner(
            id=row["id"],
            organisation=organisation,
            domain=domain or "",
            status=PartnerStatus.ACTIVE if is_active else PartnerStatus.SUSPENDED,
            suspension_reason="" if is_active else "Inactive when it was imported.",
            suspended_at=None if is_active else created_at,
            **shared,
        )
        organisations.append(organisation)
        partners.append(partner)
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
        if partner is None:
            batch.refuse(row, "its partner did not come")
        elif not (scopes := _scopes(batch, row)):
            batch.refuse(row, "it carries no scope that means something here")
        else:
            credential = _credential(batch, row, partner, scopes)
            if row["is_active"] and used[partner.id] < _SLOTS:
                used[partner.id] += 1
                credential.slot = used[partner.id]
            else:
                credential.revoked_at = credential.created_at
            if row["is_active"] and credential.slot is None:
                batch.report_difference(
                    row, "is the third active one of its partner, and so revoked here"
                )
            # A partner may have what its credentials may do.
            partner.scopes = sorted({*partner.scopes, *scopes})
            made.append(credential)
    upsert(
        models.PartnerCredential,
        made,
        changes=("secret_hash", "scopes", "rate_limit_per_minute", "slot", "revoked_at"),
    )
    models.Partner.objects.bulk_update(partners.values(), ["scopes"])


def _scopes(batch: Batch, row: Row) -> list[str]:
    scopes, unknown = translate(row["scopes"] or [], known=partner_scopes())
    for scope in unknown:
        batch.report_difference(row, f"the scope {scope} means nothing here")
    return sorted(scopes)


def _credential(
    batch: Batch, row: Row, partner: models.Partner, scopes: list[str]
) -> models.PartnerCredential:
    secret = row["client_secret"]
    is_usable = keys.key_of(row["client_id"], secret) is not None
    if not is_usable:
        batch.report_difference(row, "its client id or secret has another shape than RIZ's keys")
    return models.PartnerCredential(
        id=row["id"],
        partner=partner,
        client_id=row["client_id"],
        secret_hash=keys.hash_of(secret) if is_usable else sha256(secret.encode()).hexdigest(),
        label="imported",
        scopes=scopes,
        rate_limit_per_minute=min(max(row["rate_limit_per_min"] or 1, 1), HIGHEST_RATE_LIMIT),
        created_at=instant(row["created_at"]) or batch.at,
    )
