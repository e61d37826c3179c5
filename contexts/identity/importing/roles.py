"""Roles, who holds them and who cares for which things."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from riz import values
from riz.importing.tables import Batch, instant, upsert
from riz.importing.words import translate
from riz.policies import assignables, permissions

from .. import models
from ..parts.accounts.queries import ACCOUNTS
from ..parts.organisations import api as organisations
from ..parts.roles import api as roles
from ..parts.roles.contracts import Role

_LONGEST_NAME, _LONGEST_DESCRIPTION = 80, 300


def import_roles(batch: Batch) -> None:
    """Import roles that code does not know already, with the permissions that mean something here."""
    made = []
    for row in batch.rows:
        if _role_code(row["name"]) in roles.ROLES:
            batch.report_difference(
                row, f"{row['name']} is the role of that name here, with its permissions"
            )
            continue
        carried, unknown = translate(row["codes"], known=permissions())
        for code in unknown:
            batch.report_difference(
                row, f"the permission {code} of {row['name']} means nothing here"
            )
        if not carried:
            batch.refuse(row, f"{row['name']} carries no permission that means something here")
            continue
        made.append(
            models.Role(
                id=row["id"],
                code=(code := _custom_code(row["name"])),
                name=values.clean_line(row["name"], longest=_LONGEST_NAME) or code,
                description=values.clean_line(
                    row["description"] or "", longest=_LONGEST_DESCRIPTION
                ),
                permissions=sorted(carried),
            )
        )
    upsert(models.Role, made, changes=("name", "description", "permissions"))
    ACCOUNTS.change_all()


def import_user_roles(batch: Batch) -> None:
    """Give roles: those of the portal everywhere where they can be, others for Tripura or the partner."""
    home = _home(batch)
    leave_out_strangers(batch)
    own = set(models.Role.objects.values_list("code", flat=True))
    partners = _partner_organisations({row["user_id"] for row in batch.accepted})
    grants = []
    for row in batch.accepted:
        code = _code_of(row["name"], own)
        if code is None:
            batch.refuse(row, f"the role {row['name'] or row['role_id']} did not come")
            continue
        where = _where(code, home, partners.get(row["user_id"]))
        grants.append(models.RoleGrant(user_id=row["user_id"], role=code, organisation_id=where))
    give(grants)
    ACCOUNTS.change_all()


def import_assignments(batch: Batch) -> None:
    """Put things into people's care: Tripura's, and with the role that makes it count."""
    home = _home(batch)
    leave_out_strangers(batch)
    for row in batch.accepted:
        if row["asset_type"] not in assignables():
            batch.refuse(row, f"nothing is a {row['asset_type']} here")
    models.Assignment.objects.bulk_create(
        [
            models.Assignment(
                id=row["id"],
                user_id=row["user_id"],
                organisation_id=home,
                kind=row["asset_type"],
                asset_id=row["asset_id"],
                assigned_at=instant(row["assigned_at"]) or batch.at,
            )
            for row in batch.accepted
        ],
        ignore_conflicts=True,
    )
    give(
        [
            models.RoleGrant(user_id=who, role=Role.ASSET_MANAGER, organisation_id=home)
            for who in sorted({row["user_id"] for row in batch.accepted})
        ]
    )
    ACCOUNTS.change_all()


def leave_out_strangers(batch: Batch, *, erased: str = "there is no such user") -> None:
    """Refuse rows of people who did not come, or of whom all was erased here."""
    ids = {row["user_id"] for row in batch.rows}
    people = dict(models.User.objects.filter(id__in=ids).values_list("id", "erased_at"))
    for row in batch.rows:
        if row["user_id"] not in people:
            batch.refuse(row, "there is no such user")
        elif people[row["user_id"]] is not None:
            batch.refuse(row, erased)


def give(grants: list[models.RoleGrant]) -> None:
    """Give roles to people, who become members of the organisations for which they hold them."""
    models.Membership.objects.bulk_create(
        [
            models.Membership(user_id=grant.user_id, organisation_id=grant.organisation_id)
            for grant in grants
            if grant.organisation_id is not None
        ],
        ignore_conflicts=True,
    )
    models.RoleGrant.objects.bulk_create(grants, ignore_conflicts=True)


def _home(batch: Batch) -> UUID:
    home = organisations.ensure_organisation(slug=batch.seller, name="Tripura Tourism", at=batch.at)
    return home.id


def _partner_organisations(people: set[UUID]) -> dict[UUID, UUID]:
    members = models.Membership.objects.filter(user_id__in=people, organisation__kind="PARTNER")
    return dict(members.values_list("user_id", "organisation_id"))


def _code_of(name: str | None, own: Collection[str]) -> str | None:
    if name is None:
        return None
    code = _role_code(name)
    if code in roles.ROLES:
        return code
    custom = _custom_code(name)
    return custom if custom in own else None


def _where(code: str, home: UUID, partner: UUID | None) -> UUID | None:
    """Tell for which organisation a role is held: people of a partner hold nothing outside it."""
    if partner is not None:
        return partner
    described = roles.ROLES.get(code)
    return None if described is None or described.everywhere else home


def _role_code(name: str) -> str:
    """Return a role's name the way codes of roles in code are written."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def _custom_code(name: str) -> str:
    """Return a role's name the way codes of people's own roles are written."""
    small = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"v3-{small}"[:40].rstrip("-")
