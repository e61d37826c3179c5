"""Queries of federation: applications, who allowed them what, what a token stands for, which logins are linked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from riz.actor import Actor
from riz.mapping import to_contract

from . import contracts, models
from .domain import scopes, secrets
from .errors import ApplicationNotFound, ProgramTokenInvalid
from .gateways import providers

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A person as ID tokens and the userinfo endpoint tell of them."""

    id: UUID
    email: str
    email_is_verified: bool
    full_name: str
    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """The facts that a valid token of a program stands for."""

    application: models.Application | None
    person: PersonFacts | None
    scopes: frozenset[str]
    issued_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """An authorization code of an application at the moment it is shown."""

    id: UUID
    family: UUID
    person: PersonFacts
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str
    challenge_method: str
    nonce: str
    authenticated_at: dt.datetime
    methods: tuple[str, ...]
    is_used: bool
    is_good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshFacts:
    """A refresh token of an application at the moment it is shown."""

    id: UUID
    family: UUID
    person: PersonFacts
    scopes: tuple[str, ...]
    authenticated_at: dt.datetime
    is_used: bool
    is_good: bool


def find_program(*, token: str, at: dt.datetime) -> contracts.Program:
    """Return whose program shows an access token: a person's, or a partner's own, whom partners know.

    Raises:
        ProgramTokenInvalid: the token is unknown, over, or what it stood on was withdrawn.
    """
    row = _living_token(token, at)
    if row is None:
        raise ProgramTokenInvalid
    allowed = _scopes_of(row)
    if row.user is None:
        return contracts.Program(
            actor=None, partner_client_id=row.partner_client_id, scopes=allowed
        )
    person: Actor = row.user.to_actor()
    actor = replace(person, grants=scopes.narrow(person.grants, allowed), scopes=allowed)
    return contracts.Program(actor=actor, partner_client_id="", scopes=allowed)


def find_token(*, token: str, at: dt.datetime) -> TokenFacts | None:
    """Return what an access token stands for, or None when it is good for nothing."""
    row = _living_token(token, at)
    if row is None:
        return None
    return TokenFacts(
        application=row.application,
        person=_person(row.user) if row.user else None,
        scopes=_scopes_of(row),
        issued_at=row.issued_at,
        expires_at=row.expires,
    )


def find_code(*, code: str, application_id: UUID, at: dt.datetime) -> CodeFacts | None:
    """Return an application's code; those of others don't exist for it."""
    row = (
        models.AuthorizationCode.objects.select_related("user")
        .filter(code=code, application_id=application_id)
        .first()
    )
    if row is None:
        return None
    return CodeFacts(
        id=row.id,
        family=row.id,
        person=_person(row.user),
        scopes=tuple(row.scope.split()),
        redirect_uri=row.redirect_uri,
        challenge=row.code_challenge,
        challenge_method=row.code_challenge_method,
        nonce=row.nonce,
        authenticated_at=row.authenticated_at,
        methods=tuple(row.methods.split()),
        is_used=row.used_at is not None,
        is_good=at < row.expires and _may_act(row.user, row.authenticated_at),
    )


def find_refresh_token(
    *, refresh_token: str, application_id: UUID, at: dt.datetime
) -> RefreshFacts | None:
    """Return an application's refresh token; those of others don't exist for it."""
    row = (
        models.ProgramRefreshToken.objects.select_related("user")
        .filter(token_checksum=secrets.hash_of(refresh_token), application_id=application_id)
        .first()
    )
    if row is None:
        return None
    return RefreshFacts(
        id=row.id,
        family=row.token_family,
        person=_person(row.user),
        scopes=tuple(row.scope.split()),
        authenticated_at=row.authorised_at,
        is_used=row.revoked is not None,
        is_good=at < row.expires_at and _may_act(row.user, row.authorised_at),
    )


def get_application(*, client_id: str) -> contracts.ApplicationFacts:
    """Return an application that may act.

    Raises:
        ApplicationNotFound: there is none, or it was disabled.
    """
    row = models.Application.objects.filter(client_id=client_id, disabled_at=None).first()
    if row is None:
        raise ApplicationNotFound
    return to_contract(contracts.ApplicationFacts, row)


def allowed_scopes(*, user_id: UUID, application_id: UUID) -> frozenset[str]:
    """Return what a person has allowed an application before."""
    consent = models.Consent.objects.filter(user_id=user_id, application_id=application_id).first()
    return frozenset(consent.scopes.split()) if consent else frozenset()


def list_allowed_applications(*, actor: Actor) -> tuple[contracts.AllowedApplication, ...]:
    """Return the applications that the caller allowed to act for them, the newest first."""
    rows = (
        models.Consent.objects.filter(user_id=actor.id or NOBODY)
        .select_related("application")
        .order_by("-created_at", "-id")
    )
    return tuple(
        to_contract(
            contracts.AllowedApplication,
            row.application,
            scopes=tuple(row.scopes.split()),
            allowed_at=row.created_at,
        )
        for row in rows
    )


def list_providers() -> tuple[contracts.Provider, ...]:
    """Return the other providers that people may sign in with."""
    return tuple(to_contract(contracts.Provider, each) for each in providers.configured())


def list_linked_logins(*, actor: Actor) -> tuple[contracts.LinkedLogin, ...]:
    """Return the caller's linked logins, the oldest first."""
    rows = models.LinkedLogin.objects.filter(user_id=actor.id or NOBODY).order_by(
        "created_at", "id"
    )
    return tuple(map(to_linked_login, rows))


def to_linked_login(row: models.LinkedLogin) -> contracts.LinkedLogin:
    """Return a linked login as its owner sees it."""
    return to_contract(contracts.LinkedLogin, row)


def _living_token(token: str, at: dt.datetime) -> models.ProgramToken | None:
    """Find a token whose owner, application and consent all still stand: one query."""
    if not token.startswith(secrets.ACCESS_PREFIX):
        return None
    rows: QuerySet[models.ProgramToken] = models.ProgramToken.objects.select_related(
        "user", "application", "consent"
    )
    of_person = (
        Q(user__is_active=True)
        & Q(application__disabled_at=None)
        & (Q(user__signed_out_at=None) | Q(user__signed_out_at__lt=F("authorised_at")))
    )
    return rows.filter(
        of_person | Q(user=None), token_checksum=secrets.hash_of(token), expires__gt=at
    ).first()


def _scopes_of(row: models.ProgramToken) -> frozenset[str]:
    """Return what the token was given, as far as consent and application still reach."""
    granted = frozenset(row.scope.split())
    if row.consent is None or row.application is None:
        return granted
    return granted & set(row.consent.scopes.split()) & set(row.application.scopes.split())


def _may_act(user: Any, authorised_at: dt.datetime) -> bool:
    signed_out_at = user.signed_out_at
    return user.is_active and (signed_out_at is None or signed_out_at < authorised_at)


def _person(user: Any) -> PersonFacts:
    return to_contract(PersonFacts, user, email_is_verified=user.email_verified_at is not None)
