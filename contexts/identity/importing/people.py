"""People, their passwords and what they did."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib.auth.hashers import make_password

from riz import values
from riz.actor import SYSTEM
from riz.importing.tables import ZONE, Batch, Row, instant, read_value, upsert

from .. import models
from ..contracts import UserKind
from ..parts.accounts import queries as accounts
from ..parts.roles.contracts import Role
from ..parts.sessions import api as sessions
from .roles import give, leave_out_strangers

_FACTS = (
    "email", "email_verified_at", "password", "full_name", "phone", "kind", "is_active", "last_login",
    "password_changed_at",
)  # fmt: skip
_KINDS = set(UserKind) - {UserKind.TRAVELLER, UserKind.OPERATOR_MEMBER}
_LONGEST_ACTION = 60
_BCRYPT = re.compile(r"\$2[abxy]\$\d{2}\$[./A-Za-z0-9]{53}")


def import_users(batch: Batch) -> None:
    """Import people with their passwords, under the ids that they have."""
    here = models.User.objects.in_bulk([row["id"] for row in batch.rows])
    emails = {row["id"]: read_value(values.email, row["email"]) for row in batch.rows}
    taken = dict(
        models.User.objects.filter(email__in=filter(None, emails.values())).values_list(
            "email", "id"
        )
    )
    users = []
    for row in batch.rows:
        before, email = here.get(row["id"]), emails[row["id"]]
        reason = _refusal(row, email, before, taken)
        if reason or email is None:
            batch.refuse(row, reason)
            continue
        user = _user(batch, row, email)
        if before is not None:
            _keep_own_password(user, before)
        users.append(user)
    upsert(models.User, users, changes=_FACTS)
    _join_partners(batch)
    for user in users:
        if not user.is_active and user.id in here and here[user.id].is_active:
            sessions.end_sessions(
                user_id=user.id, reason="user_disabled", actor=SYSTEM, at=batch.at
            )
    accounts.FACTS.change_all()
    accounts.ACCOUNTS.change_all()


def refuse_orphans(batch: Batch) -> None:
    """Say which credentials belong to nobody."""
    for row in batch.rows:
        batch.refuse(row, "there is no such user")


def import_activity(batch: Batch) -> None:
    """Import what people did; entries of the log are never changed, so one that is here stays."""
    leave_out_strangers(batch, erased="the user was erased here")
    entries = [
        models.SecurityEvent(
            id=row["id"],
            user_id=row["user_id"],
            action=(row["action"] or "unknown").lower()[:_LONGEST_ACTION],
            actor=f"user:{row['user_id']}",
            resource_type=(row["resource_type"] or "")[:40],
            resource_id=str(row["resource_id"] or "")[:80],
            metadata=row["metadata"]
            if isinstance(row["metadata"], dict)
            else {"value": row["metadata"]},
            at=instant(row["created_at"]) or batch.at,
        )
        for row in batch.accepted
    ]
    models.SecurityEvent.objects.bulk_create(entries, ignore_conflicts=True)


def _refusal(
    row: Row, email: str | None, before: models.User | None, taken: dict[str, UUID]
) -> str:
    if email is None:
        return "the e-mail address is none"
    if taken.setdefault(email, row["id"]) != row["id"]:
        return "the e-mail address is another user's, but for its case"
    if row["user_type"] not in _KINDS:
        return "the user type is not known"
    return "was erased here" if before is not None and before.erased_at is not None else ""


def _user(batch: Batch, row: Row, email: str) -> models.User:
    if row["is_locked"]:
        batch.report_difference(row, "is locked there, and so disabled here")
    created_at = instant(row["created_at"]) or batch.at
    return models.User(
        id=row["id"],
        email=email,
        email_verified_at=created_at if row["is_verified"] else None,
        password=_password(batch, row),
        full_name=values.clean_line(row["full_name"] or "", longest=150),
        phone=_phone(batch, row),
        kind=UserKind(row["user_type"]),
        is_active=bool(row["is_active"]) and not row["is_locked"],
        time_zone=str(ZONE),
        last_login=instant(row["last_login"]),
        password_changed_at=instant(row["password_updated_at"]),
        created_at=created_at,
    )


def _phone(batch: Batch, row: Row) -> str:
    found = read_value(values.phone, row["phone"]) if row["phone"] else ""
    if found is None:
        batch.report_difference(
            row, f"has a phone number that can't be read and was left out: {row['phone']}"
        )
    return found or ""


def _password(batch: Batch, row: Row) -> str:
    encoded = row["password_hash"]
    if encoded is not None and _BCRYPT.fullmatch(encoded):
        return f"bcrypt${encoded}"
    if encoded is None:
        batch.report_difference(
            row, "has no password: it can be set by the mail for a forgotten one"
        )
    else:
        batch.report_difference(row, "has a password that is not bcrypt: it has to be set anew")
    return make_password(None)


def _keep_own_password(user: models.User, before: models.User) -> None:
    """Leave a password alone that was chosen, or hashed better, here after the one of the source was."""
    changed_there = user.password_changed_at
    is_theirs = before.password.startswith("bcrypt$") or (
        not before.has_usable_password() and before.password_changed_at in {None, changed_there}
    )
    chosen_later = changed_there is not None and (
        before.password_changed_at is None or changed_there > before.password_changed_at
    )
    if not is_theirs and not chosen_later:
        user.password = before.password
        user.password_changed_at = before.password_changed_at


def _join_partners(batch: Batch) -> None:
    """Make people of partners members of the partner's organisation, in the role that their type says."""
    rows = [row for row in batch.accepted if row["partner_id"] is not None]
    organisations: dict[UUID, UUID] = dict(
        models.Partner.objects.filter(id__in=[row["partner_id"] for row in rows]).values_list(
            "id", "organisation_id"
        )
    )
    grants = []
    for row in rows:
        where = organisations.get(row["partner_id"])
        if where is None:
            batch.report_difference(row, "belongs to a partner that did not come, and so to none")
            continue
        is_admin = row["user_type"] == "PARTNER_ADMIN"
        role = Role.PARTNER_ADMIN if is_admin else Role.PARTNER_USER
        grants.append(models.RoleGrant(user_id=row["id"], organisation_id=where, role=role))
    give(grants)
