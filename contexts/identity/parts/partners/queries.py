"""Queries of partners: who stands behind a key, and what staff and the partners themselves may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.db.transaction import TransactionManagementError
from prometheus_client import Counter

from riz.actor import Actor
from riz.errors import RizError
from riz.mapping import to_contract
from riz.pages import Page, PageRequest, keyset
from riz.policies import allows, visible
from riz.queryset_filters import within

from ..organisations import api as organisations
from . import contracts, models
from .contracts import AccessFilter, CredentialStatus
from .domain import credential_states, keys, policies
from .domain.credential_states import NOBODY, CredentialState, Verdict
from .domain.networks import place_of
from .errors import (
    PartnerAddressRefused,
    PartnerKeyEnded,
    PartnerKeyInvalid,
    PartnerNotFound,
    PartnerSuspended,
    TooManyPartnerFailures,
)
from .gateways import credential_state_cache

REFUSED = Counter("riz_partner_keys_refused_total", "Keys that let nobody in.", ["reason"])

_REFUSALS: dict[Verdict, type[RizError]] = {
    Verdict.WRONG: PartnerKeyInvalid,
    Verdict.ENDED: PartnerKeyEnded,
    Verdict.SUSPENDED: PartnerSuspended,
    Verdict.ELSEWHERE: PartnerAddressRefused,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The outcome of a key: an actor, or a refusal; whose key it was is known in both cases where anybody has it.

    Attributes:
        was_right: the right secret was shown, so the credential was used, even if it is good for nothing any more.
    """

    partner_id: UUID | None
    credential_id: UUID | None
    actor: Actor | None = None
    rate_limit: int = 0
    was_right: bool = False
    refusal: RizError | None = None


def recognise_key(*, key: str, ip: str | None, at: dt.datetime) -> Recognition:
    """Tell who shows a key, such as `riz_live_..._...`."""
    return _recognise(keys.read_key(key), ip, at)


def recognise_client(
    *, client_id: str, secret: str, ip: str | None, at: dt.datetime
) -> Recognition:
    """Tell who shows a client id and its secret."""
    return _recognise(keys.key_of(client_id, secret), ip, at)


def welcome(recognition: Recognition) -> Actor:
    """Return the actor that was recognised, or raise the refusal."""
    if recognition.refusal is not None:
        raise recognition.refusal
    assert recognition.actor is not None  # noqa: S101 - either of both is there; told to the type checker
    return recognition.actor


def recognise_shown_before(*, client_id: str, ip: str | None, at: dt.datetime) -> Recognition:
    """Tell who a client id is whose secret was shown before, as for a token that was made of both."""
    known = credential_state_cache.recall(client_id=client_id, place="", at=at).standing
    standing = known or _read_state(client_id)
    verdict = credential_states.judge_shown_before(standing, ip=ip, at=at)
    if verdict is not Verdict.WELCOME:
        return _refused(standing, verdict.value.lower(), _REFUSALS[verdict](), was_right=True)
    return Recognition(
        partner_id=standing.partner_id,
        credential_id=standing.credential_id,
        actor=credential_states.to_actor(standing),
        rate_limit=standing.rate_limit,
        was_right=True,
    )


def ensure_still_allowed(*, actor: Actor, at: dt.datetime) -> None:
    """Refuse a partner's program whose partner or credential has ended since the request began; people pass.

    It is asked last in each use case. It shares the lock that a suspension and a revocation take, so one of both
    waits for the other: what was suspended first is not committed.

    Raises:
        PartnerSuspended: staff have suspended the partner, or its organisation.
        PartnerKeyEnded: the credential was revoked or has expired.
    """
    if actor.partner_id is None:
        return
    if actor.credential_id is None:
        raise PartnerKeyEnded
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "what is not in a transaction may change before it commits"
        )
    _share_lock(actor.partner_id)
    # A second statement sees what whoever held the lock before has committed.
    row = (
        models.PartnerCredential.objects.select_related("partner__organisation")
        .filter(id=actor.credential_id, partner_id=actor.partner_id)
        .first()
    )
    is_alive = row is not None and row.status(at) is CredentialStatus.ALIVE
    if row is None or not is_alive or is_forsaken(row):
        raise PartnerKeyEnded
    if row.partner.may_not_act:
        raise PartnerSuspended


def get_partner(*, partner_id: UUID, actor: Actor) -> contracts.Partner:
    """Return a partner that the caller may see.

    Raises:
        PartnerNotFound: there is none, or the caller may not know of it.
    """
    row = models.Partner.objects.filter(id=partner_id).first()
    if row is None or not allows(actor, policies.READ, row):
        raise PartnerNotFound
    return to_partner(row)


def list_partners(*, actor: Actor, page: PageRequest) -> Page[contracts.Partner]:
    """List the partners that the caller may see, the newest first."""
    seen = within(visible(actor, policies.READ), organisation="organisation_id")
    rows = models.Partner.objects.filter(seen)
    return keyset(rows, order_by=("-created_at", "-id"), page=page, to_contract=to_partner)


def list_credentials(
    *, partner_id: UUID, actor: Actor, page: PageRequest, at: dt.datetime
) -> Page[contracts.Credential]:
    """List a partner's credentials, the dead ones too, the newest first.

    Raises:
        PartnerNotFound: there is no such partner, or the caller may not know of it.
    """
    get_partner(partner_id=partner_id, actor=actor)
    rows = models.PartnerCredential.objects.filter(partner_id=partner_id)
    return keyset(
        rows.select_related("partner"),
        order_by=("-created_at", "-id"),
        page=page,
        to_contract=lambda row: to_credential(row, at=at),
    )


def list_accesses(
    *, partner_id: UUID, actor: Actor, wanted: AccessFilter, page: PageRequest
) -> Page[contracts.AccessEntry]:
    """List what a partner's programs have called, the latest first.

    Raises:
        PartnerNotFound: there is no such partner, or the caller may not know of it.
    """
    get_partner(partner_id=partner_id, actor=actor)
    rows = models.PartnerAccess.objects.filter(_matching(wanted), partner_id=partner_id)
    return keyset(
        rows,
        order_by=("-at", "-id"),
        page=page,
        to_contract=partial(to_contract, contracts.AccessEntry),
    )


def count_requests(*, partner_id: UUID, since: dt.datetime) -> tuple[int, int]:
    """Return how many requests a partner has made since then, and how many of them were refused or failed."""
    counted = models.PartnerAccess.objects.filter(partner_id=partner_id, at__gte=since).aggregate(
        requests=Count("id"), refused=Count("id", filter=Q(status_class__gte=4))
    )
    return counted["requests"], counted["refused"]


def client_ids_of(partner_id: UUID) -> tuple[str, ...]:
    """Return the client ids of a partner that may let somebody in."""
    rows = models.PartnerCredential.objects.filter(partner_id=partner_id, slot__isnull=False)
    return tuple(rows.values_list("client_id", flat=True))


def publish_states(client_ids: tuple[str, ...]) -> None:
    """Have every process know, at once, what the database now says of these client ids."""
    for client_id in client_ids:
        credential_state_cache.publish(client_id=client_id, standing=_read_state(client_id))


def to_partner(row: models.Partner) -> contracts.Partner:
    """Show a partner to others."""
    return to_contract(contracts.Partner, row)


def to_credential(row: models.PartnerCredential, *, at: dt.datetime) -> contracts.Credential:
    """Show a credential to others; its hash stays here."""
    status = row.status(at)
    is_over = status is CredentialStatus.ALIVE and is_forsaken(row)
    return to_contract(
        contracts.Credential, row, status=CredentialStatus.EXPIRED if is_over else status
    )


def _recognise(key: keys.Key | None, ip: str | None, at: dt.datetime) -> Recognition:
    client_id, place = key.client_id if key else "", place_of(ip)
    known = credential_state_cache.recall(client_id=client_id, place=place, at=at)
    if known.wait_seconds:
        refusal = TooManyPartnerFailures(retry_after_seconds=known.wait_seconds)
        return _refused(known.standing or NOBODY, "braked", refusal)
    standing = known.standing or (_read_and_remember(client_id) if key else NOBODY)
    verdict = credential_states.judge(standing, secret=key.secret if key else "", ip=ip, at=at)
    if verdict is Verdict.WRONG:
        credential_state_cache.record_failure(place=place, at=at)
    elif known.standing is None:
        credential_state_cache.remember_place(client_id=client_id, place=place)
    if verdict is not Verdict.WELCOME:
        return _refused(
            standing,
            verdict.value.lower(),
            _REFUSALS[verdict](),
            was_right=verdict is not Verdict.WRONG,
        )
    return Recognition(
        partner_id=standing.partner_id,
        credential_id=standing.credential_id,
        actor=credential_states.to_actor(standing),
        rate_limit=standing.rate_limit,
        was_right=True,
    )


def _refused(
    standing: CredentialState, reason: str, refusal: RizError, *, was_right: bool = False
) -> Recognition:
    REFUSED.labels(reason).inc()
    return Recognition(
        partner_id=standing.partner_id,
        credential_id=standing.credential_id,
        was_right=was_right,
        refusal=refusal,
    )


def is_forsaken(row: models.PartnerCredential) -> bool:
    """Tell whether a credential was rotated, and goes on only by the word of somebody who may not give it any more."""
    if row.rotated_by is None:
        return False
    partner = row.partner
    rotator = organisations.actor_in(
        user_id=row.rotated_by, organisation_id=partner.organisation_id
    )
    return not allows(rotator, policies.MANAGE, partner)


def _read_and_remember(client_id: str) -> CredentialState:
    standing = _read_state(client_id)
    credential_state_cache.remember(client_id=client_id, standing=standing)
    return standing


def _read_state(client_id: str) -> CredentialState:
    """Read credential, partner and organisation in one query."""
    row = (
        models.PartnerCredential.objects.select_related("partner__organisation")
        .filter(client_id=client_id)
        .first()
    )
    if row is None:
        return NOBODY
    partner = row.partner
    limits = (row.rate_limit_per_minute, partner.rate_limit_per_minute)
    return CredentialState(
        credential_id=row.id,
        partner_id=partner.id,
        organisation_id=partner.organisation_id,
        secret_hash=row.secret_hash,
        scopes=tuple(sorted(set(row.scopes) & set(partner.scopes))),
        rate_limit=min(limit for limit in limits if limit is not None),
        networks=tuple(row.allowed_networks),
        expires_at=row.expires_at,
        has_ended=row.slot is None or is_forsaken(row),
        is_suspended=partner.may_not_act,
    )


def _matching(wanted: AccessFilter) -> Q:
    asked = {
        "status_class": wanted.status_class,
        "endpoint": wanted.endpoint,
        "credential_id": wanted.credential_id,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    return Q(**{name: value for name, value in asked.items() if value is not None})


def _share_lock(partner_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM identity_partner WHERE id = %s FOR SHARE", [partner_id])
