"""States of credentials at a moment, and what follows for a caller who shows one with a secret."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import ipaddress
import json
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from riz.actor import Actor, Grant, HeldRole

from ...roles.api import Role, grants_of
from . import keys


class Verdict(enum.StrEnum):
    """The fate of a request that shows a key."""

    WELCOME = "WELCOME"
    WRONG = "WRONG"
    ENDED = "ENDED"
    SUSPENDED = "SUSPENDED"
    ELSEWHERE = "ELSEWHERE"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialState:
    """A credential as requests see it; `NOBODY` stands for every client id that nobody has."""

    credential_id: UUID | None
    partner_id: UUID | None = None
    organisation_id: UUID | None = None
    secret_hash: str = ""
    scopes: tuple[str, ...] = ()
    rate_limit: int = 0
    networks: tuple[str, ...] = ()
    expires_at: dt.datetime | None = None
    has_ended: bool = False
    is_suspended: bool = False

    @property
    def lets_nobody_in(self) -> bool:
        """Tell whether even the right secret is good for nothing."""
        return self.has_ended or self.is_suspended


NOBODY = CredentialState(credential_id=None)


def judge(standing: CredentialState, *, secret: str, ip: str | None, at: dt.datetime) -> Verdict:
    """Decide on a key. Only whoever knows the secret learns what else stands against it."""
    if not keys.is_right(secret, stored=standing.secret_hash or None):
        return Verdict.WRONG
    return judge_shown_before(standing, ip=ip, at=at)


def judge_shown_before(standing: CredentialState, *, ip: str | None, at: dt.datetime) -> Verdict:
    """Decide on a client id whose secret was right once: what was made of a key has every bound of the key."""
    if standing.credential_id is None:
        return Verdict.WRONG
    if standing.has_ended or (standing.expires_at is not None and at >= standing.expires_at):
        return Verdict.ENDED
    if standing.is_suspended:
        return Verdict.SUSPENDED
    return Verdict.WELCOME if _comes_from(standing.networks, ip) else Verdict.ELSEWHERE


def to_actor(standing: CredentialState) -> Actor:
    """Return the caller behind a key: the partner, whichever of its credentials was shown."""
    held = frozenset({HeldRole(code=Role.PARTNER_USER, organisation_id=standing.organisation_id)})
    return Actor(
        id=standing.partner_id,
        kind="partner",
        grants=_grants_of(held),
        roles=held,
        scopes=frozenset(standing.scopes),
        partner_id=standing.partner_id,
        credential_id=standing.credential_id,
    )


@lru_cache(maxsize=1024)
def _grants_of(held: frozenset[HeldRole]) -> frozenset[Grant]:
    return grants_of(held)


def write(standing: CredentialState) -> bytes:
    """Write a standing for the cache."""
    return json.dumps(dataclasses.asdict(standing), default=str).encode()


def read(written: bytes) -> CredentialState:
    """Read a standing from the cache; ValueError or TypeError when it was written by other code."""
    facts = json.loads(written)
    for name in ("credential_id", "partner_id", "organisation_id"):
        facts[name] = facts[name] and UUID(facts[name])
    for name in ("scopes", "networks"):
        facts[name] = tuple(facts[name])
    expires_at = facts["expires_at"]
    facts["expires_at"] = expires_at and dt.datetime.fromisoformat(expires_at)
    return CredentialState(**facts)


def _comes_from(networks: tuple[str, ...], ip: str | None) -> bool:
    if not networks:
        return True
    if ip is None:
        return False
    address = ipaddress.ip_address(ip)
    return any(address in ipaddress.ip_network(network) for network in networks)
