"""Let an application act for somebody, and give it the code that it exchanges for tokens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from riz.locking import lock
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from .. import events, models
from ..domain import scopes, secrets
from ..errors import ApplicationNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request of an application, validated."""

    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str
    nonce: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The person who allows it, and how and when they showed who they are."""

    user_id: UUID
    authenticated_at: dt.datetime
    methods: tuple[str, ...] = field(default=())


@use_case
def issue_code(
    *, code: str, asked: Asked, person: SignedIn, at: dt.datetime, ip: str | None = None
) -> None:
    """Remember what the person allows, and store the code's hash.

    Raises:
        ApplicationNotFound: it was disabled in the meantime.
    """
    application = models.Application.objects.filter(
        client_id=asked.client_id, disabled_at=None
    ).first()
    if application is None:
        raise ApplicationNotFound
    consent = _consent(application, asked.scopes, person.user_id, ip, at)
    models.AuthorizationCode.objects.create(
        code=code,
        consent=consent,
        application=application,
        user_id=person.user_id,
        expires=at + secrets.CODE_LIFETIME,
        redirect_uri=asked.redirect_uri,
        scope=scopes.written(asked.scopes),
        code_challenge=asked.challenge,
        code_challenge_method="S256",
        nonce=asked.nonce,
        authenticated_at=person.authenticated_at,
        methods=" ".join(person.methods),
        issued_at=at,
    )


def _consent(
    application: models.Application,
    asked: frozenset[str],
    user_id: UUID,
    ip: str | None,
    at: dt.datetime,
) -> models.Consent:
    models.Consent.objects.bulk_create(
        [
            models.Consent(
                user_id=user_id, application=application, scopes="", created_at=at, changed_at=at
            )
        ],
        ignore_conflicts=True,
    )
    consent = lock(models.Consent, user_id=user_id, application=application)
    before = frozenset(consent.scopes.split())
    if not asked <= before:
        consent.scopes = scopes.written(before | asked)
        consent.changed_at = at
        consent.save(update_fields=["scopes", "changed_at"])
        activity.record_security_event(
            action=activity.Action.APPLICATION_ALLOWED,
            user_id=user_id,
            ip=ip,
            resource=("application", application.id),
            metadata={"scopes": sorted(asked)},
            at=at,
        )
        publish(
            events.ApplicationAllowed(
                user_id=user_id,
                application_id=application.id,
                application_name=application.name,
                consent_id=consent.id,
                occurred_at=at,
            )
        )
    return consent
