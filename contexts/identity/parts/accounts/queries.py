"""What accounts know: people."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery

from riz import link_tokens, values
from riz.actor import Actor
from riz.caching.rows import CachedRows, Versioned
from riz.mapping import to_contract

from ..roles.contracts import HeldRole
from . import contracts, models
from .contracts import MailLinkKind
from .errors import MailLinkInvalid, MailLinkNotToSend, UserNotFound

_LEADING_NOWHERE = {MailLinkKind.ADDRESS_TAKEN, MailLinkKind.ACCOUNT_ERASED}
_FOR_NOBODY_TOO = {MailLinkKind.INVITATION, MailLinkKind.ACCOUNT_ERASED}
_FOR_DISABLED_TOO = {MailLinkKind.CANCEL_ERASURE, MailLinkKind.ACCOUNT_ERASED}

FACTS = CachedRows("identity.facts", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")
ACCOUNTS = CachedRows("identity.account", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")
_SHOWN = ("email", "full_name", "phone", "kind", "locale", "time_zone", "default_currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What somebody sees of their own account."""

    id: UUID
    email: str
    email_verified_at: dt.datetime | None
    pending_email: str | None
    full_name: str
    phone: str
    kind: str
    locale: str
    time_zone: str
    default_currency: str
    created_at: dt.datetime
    roles: tuple[HeldRole, ...]
    impersonator_id: UUID | None


def get_user(*, user_id: UUID) -> contracts.User:
    """Return a person, signed out or disabled ones too.

    Raises:
        UserNotFound: nobody has this id.
    """
    found = find_users(user_ids=[user_id])
    if user_id not in found:
        raise UserNotFound(user_id=str(user_id))
    return found[user_id]


def get_user_by_email(*, email: str) -> contracts.User:
    """Return the person with this address, in whatever case it is written.

    Raises:
        BadValue: the text is no e-mail address.
        UserNotFound: nobody has it.
    """
    row = models.User.objects.filter(email=values.email(email)).first()
    if row is None:
        raise UserNotFound
    return to_user(row)


def find_users(*, user_ids: Iterable[UUID]) -> dict[UUID, contracts.User]:
    """Return the people of these ids; unknown ids are left out."""
    rows = models.User.objects.filter(id__in=set(user_ids))
    return {row.id: to_user(row) for row in rows}


def get_facts(*, user_id: UUID) -> contracts.Facts | None:
    """Return what an account says of its owner, from Valkey where it is known there; None for nobody and the erased."""
    text = FACTS.read(user_id, lambda: load_facts(user_id))
    if text is None:
        return None
    return contracts.Facts(**{**json.loads(text), "user_id": user_id})


def find_facts(*, user_ids: Iterable[UUID]) -> dict[UUID, contracts.Facts]:
    """Return what the accounts of these people say, but for disabled and erased ones."""
    rows = models.User.objects.filter(id__in=set(user_ids), is_active=True, erased_at=None)
    return {row.id: to_facts(row) for row in rows}


def load_facts(user_id: UUID) -> Versioned | None:
    """Read from the database what is cached of an account."""
    row = models.User.objects.filter(id=user_id, erased_at=None).first()
    if row is None:
        return None
    facts = asdict(to_facts(row))
    return Versioned(version=row.facts_version, text=json.dumps({**facts, "user_id": str(user_id)}))


def to_facts(row: models.User) -> contracts.Facts:
    """Show what an account says of its owner."""
    return to_contract(contracts.Facts, row, user_id=row.id, version=row.facts_version)


def get_own_account(*, actor: Actor, at: dt.datetime) -> Account:
    """Return the caller's own account, and the address that it is to have once its link is followed.

    Raises:
        UserNotFound: the caller is nobody, or the account has just been removed.
    """
    user_id = actor.id
    text = ACCOUNTS.read(user_id, lambda: _load_account(user_id)) if user_id else None
    if text is None or user_id is None:
        raise UserNotFound
    facts = json.loads(text)
    pending_email, until = facts.pop("pending_email"), _instant(facts.pop("pending_until"))
    return Account(
        id=user_id,
        email_verified_at=_instant(facts.pop("email_verified_at")),
        created_at=dt.datetime.fromisoformat(facts.pop("created_at")),
        pending_email=pending_email if until and at < until else None,
        roles=tuple(sorted(actor.roles, key=str)),
        impersonator_id=actor.impersonator_id,
        **facts,
    )


def note_account_changed(user_id: UUID) -> None:
    """Say, inside the transaction that changes it, that an account shows something else to its owner from now on."""
    ACCOUNTS.change(user_id, partial(_load_account, user_id))


def _load_account(user_id: UUID) -> Versioned | None:
    asked = models.MailLink.objects.open().filter(
        user_id=OuterRef("id"), kind=MailLinkKind.CHANGE_EMAIL
    )
    row = (
        models.User.objects.filter(id=user_id, erased_at=None)
        .annotate(
            pending_email=Subquery(asked.values("recipient")[:1]),
            pending_until=Subquery(asked.values("expires_at")[:1]),
        )
        .values(*_SHOWN, "email_verified_at", "created_at", "pending_email", "pending_until")
        .first()
    )
    # It has no number that grows with each change: a writer whose mark was lost empties the entry.
    return None if row is None else Versioned(version=0, text=json.dumps(row, default=_written))


def _written(instant: dt.datetime) -> str:
    return instant.isoformat()


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def to_user(row: models.User) -> contracts.User:
    """Show a person to other contexts."""
    return to_contract(contracts.User, row)


def has_own_way_in(*, user_id: UUID) -> bool:
    """Tell whether a person can sign in without any other provider: by a password or a passkey."""
    row = models.User.objects.filter(id=user_id).first()
    if row is None:
        return False
    return row.has_usable_password() or models.Passkey.objects.filter(user_id=user_id).exists()


def second_factors_of(user_id: UUID) -> tuple[str, ...]:
    """Return how a person completes a sign-in, in one query; empty when no second factor is on."""
    of_person = {"user_id": user_id}
    found = (
        models.User.objects.filter(id=user_id)
        .values_list(
            Exists(models.TotpDevice.objects.filter(confirmed_at__isnull=False, **of_person)),
            Exists(models.Passkey.objects.filter(**of_person)),
            Exists(models.RecoveryCode.objects.filter(used_at=None, **of_person)),
        )
        .first()
    )
    has_totp, has_passkey, has_code = found or (False, False, False)
    if not (has_totp or has_passkey):
        return ()
    has = {
        contracts.SecondFactor.TOTP: has_totp,
        contracts.SecondFactor.PASSKEY: has_passkey,
        contracts.SecondFactor.RECOVERY_CODE: has_code,
    }
    return tuple(factor.value for factor, is_there in has.items() if is_there)


def describe_second_factors(*, actor: Actor) -> contracts.SecondFactors:
    """Return which second factors the caller has."""
    own = Q(user_id=actor.id)
    unused = models.RecoveryCode.objects.filter(own, used_at=None)
    device = models.TotpDevice.objects.filter(own, confirmed_at__isnull=False)
    return contracts.SecondFactors(
        totp_confirmed_at=device.values_list("confirmed_at", flat=True).first(),
        passkeys=models.Passkey.objects.filter(own).count(),
        recovery_codes_left=unused.count(),
    )


def list_passkeys(*, actor: Actor) -> list[contracts.Passkey]:
    """Return the caller's passkeys, the oldest first; there are twenty at most."""
    rows = models.Passkey.objects.filter(Q(user_id=actor.id)).order_by("id")
    return [to_passkey(row) for row in rows]


def to_passkey(row: models.Passkey) -> contracts.Passkey:
    """Show a passkey to its owner."""
    return to_contract(contracts.Passkey, row)


def find_mail_link(*, token: str, kind: MailLinkKind, at: dt.datetime) -> contracts.MailLink:
    """Return the link of a token that can be followed now; nothing is used up.

    Raises:
        MailLinkInvalid: the token is not ours, was used, is over, or a later one took its place.
    """
    row_id = link_tokens.row_id_of(token)
    if row_id is None:
        raise MailLinkInvalid
    row = models.MailLink.objects.standing(at).filter(id=row_id, kind=kind).first()
    if row is None or not link_tokens.is_of(
        token, purpose=row.kind, row_id=row.id, nonce=bytes(row.nonce)
    ):
        raise MailLinkInvalid
    return to_contract(contracts.MailLink, row)


def describe_mail(*, link_id: UUID, at: dt.datetime) -> contracts.MailToSend:
    """Return what the mail of a link says at this moment, its secret included.

    Raises:
        MailLinkNotToSend: it is over, was followed, was replaced, or there is nobody to read it.
    """
    row = models.MailLink.objects.select_related("user").filter(id=link_id).first()
    if row is None:
        raise MailLinkNotToSend(reason="nobody")
    if reason := _why_not_to_send(row, at):
        raise MailLinkNotToSend(reason=reason)
    kind, reader = MailLinkKind(row.kind), row.user
    if row.kind == MailLinkKind.CHANGE_EMAIL and (owner := _owner_of(row.recipient)) is not None:
        # Whoever asked can't tell: they were answered as always, and the mail goes to the address alone.
        kind, reader = MailLinkKind.ADDRESS_TAKEN, owner
    return contracts.MailToSend(
        kind=kind,
        subject_id=row.subject_id,
        recipient=row.recipient,
        full_name=reader.full_name if reader else "",
        locale=reader.locale if reader else "en",
        time_zone=reader.time_zone if reader else "UTC",
        url="" if kind in _LEADING_NOWHERE else _url_of(row),
        expires_at=row.expires_at,
        facts={"account": row.user.email} if row.user else {},
    )


def _why_not_to_send(row: models.MailLink, at: dt.datetime) -> str:
    if row.user is None and row.kind not in _FOR_NOBODY_TOO:
        return "nobody"
    if row.user and not row.user.is_active and row.kind not in _FOR_DISABLED_TOO:
        return "disabled"
    if row.used_at or row.superseded_at:
        return "used" if row.used_at else "superseded"
    return "expired" if row.expires_at <= at else ""


def _owner_of(address: str) -> models.User | None:
    """Return who has confirmed the address; whoever only typed it gives way to whoever reads its mail."""
    return models.User.objects.filter(email=address, email_verified_at__isnull=False).first()


def _url_of(row: models.MailLink) -> str:
    """Return the page's address; what stands behind `#` is never sent to a server, nor to other pages."""
    token = link_tokens.make(purpose=row.kind, row_id=row.id, nonce=bytes(row.nonce))
    return f"{settings.BASE_URL}/links/{row.kind.lower().replace('_', '-')}#{token}"
