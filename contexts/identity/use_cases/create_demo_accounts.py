"""Make the accounts of a demonstration."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from riz.actor import SYSTEM
from riz.use_cases import use_case

from .. import models
from ..contracts import UserKind
from ..parts.accounts.use_cases.register_user import register_user
from ..parts.accounts.use_cases.set_password import set_password
from ..parts.organisations import api as organisations
from ..parts.roles.contracts import Role

# What is made: kind, address, name, role.
_ACCOUNTS = (
    (UserKind.TRAVELLER, "traveller@riz.example", "Anita Debbarma", None),
    (UserKind.PORTAL_STAFF, "staff@riz.example", "Bikash Saha", Role.PORTAL_STAFF),
    (UserKind.PORTAL_ADMIN, "admin@riz.example", "Chandana Roy", Role.PORTAL_ADMIN),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account and its password."""

    role: str
    email: str
    password: str = field(repr=False)


def create_demo_accounts(*, file: Path, at: dt.datetime) -> tuple[DemoAccount, ...]:
    """Make what is missing and return all of it; passwords that the file knows stay as they are.

    The file is written before the accounts, so a run that is cut off is put right by the next.
    """
    known = _read(file)
    accounts = tuple(
        DemoAccount(
            role=kind.value, email=email, password=known.get(email) or secrets.token_urlsafe(15)
        )
        for kind, email, _, _ in _ACCOUNTS
    )
    _write(file, accounts)
    _ensure_all(accounts, at)
    return accounts


@use_case
def _ensure_all(accounts: tuple[DemoAccount, ...], at: dt.datetime) -> None:
    for account, (kind, _, name, role) in zip(accounts, _ACCOUNTS, strict=True):
        _ensure(account, kind, name, role, at)


def _ensure(
    account: DemoAccount, kind: UserKind, name: str, role: Role | None, at: dt.datetime
) -> None:
    existing = models.User.objects.filter(email=account.email).first()
    if existing is None:
        register_user(
            email=account.email,
            password=account.password,
            full_name=name,
            kind=kind,
            time_zone="Asia/Kolkata",
            is_verified=True,
            at=at,
        )
    elif not existing.check_password(account.password):
        set_password(user_id=existing.id, password=account.password, actor=SYSTEM, at=at)
    models.User.objects.filter(email=account.email, email_verified_at=None).update(
        email_verified_at=at
    )
    if role is not None:
        owner = models.User.objects.get(email=account.email)
        organisations.grant_role(user_id=owner.id, role=role, actor=SYSTEM, at=at)


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    return {entry["email"]: entry["password"] for entry in json.loads(file.read_text())}


def _write(file: Path, accounts: tuple[DemoAccount, ...]) -> None:
    """Write the file so that only its owner can read it, from its first byte on, and whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump([asdict(account) for account in accounts], stream, indent=2)
    draft.replace(file)
