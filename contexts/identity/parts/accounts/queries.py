"""Queries of accounts: people."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from riz import link_tokens, values
from riz.actor import Actor
from riz.caching.rows import CachedRows, Versioned
from riz.mapping import to_contract

from . import contracts, models
from .contracts import MailLinkKind
from .errors import MailLinkInvalid, MailLinkNotToSend, UserNotFound

_LEADING_NOWHERE = {MailLinkKind.ADDRESS_TAKEN, MailLinkKind.ACCOUNT_ERASED}
_FOR_NOBODY_TOO = {MailLinkKind.INVITATION, MailLinkKind.ACCOUNT_ERASED}
_FOR_DISABLED_TOO = {MailLinkKind.CANCEL_ERASURE, MailLinkKind.ACCOUNT_ERASED}

FACTS = CachedRows("identity.facts", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")
ACCOUNTS = CachedRows("identity.account", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")


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


def mark_account_changed(user_id: UUID) -> None:
    """Say, inside the transaction that changes it, that an account shows something else to its owner from now on.

    The next one who looks reads it anew: what it shows is gathered from other parts too.
    """
    ACCOUNTS.change(user_id, lambda: None)


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
    return models.User.second_factors_of(user_id)


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
    row = models.MailLink.objects.pending(at).filter(id=row_id, kind=kind).first()
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
    return f"{settings.RIZ_LINK_PAGES_URL}/{row.kind.lower().replace('_', '-')}#{token}"
