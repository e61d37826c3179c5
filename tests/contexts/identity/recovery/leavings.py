"""What somebody who had an account may leave in it: a row for each table and column of identity that names a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import models as orm
from oauth2_provider.models import DeviceGrant, IDToken

from contexts.identity import models
from riz import clock
from riz.ids import new_id
from riz.sealing import seal
from tests.contexts.identity.factories import OrganisationFactory, UserFactory
from tests.contexts.identity.partners.factories import PartnerFactory

# Columns of ids that name no person. A new one is a person's until it is named here.
NAMES_NOBODY = {
    "MailLink.session_id",
    "Passkey.aaguid",
    "ProgramToken.family",
    "ProgramRefreshToken.token_family",
    "Assignment.asset_id",
}
# What recovering an account leaves as it is, and why.
STAYS = {
    "LogEntry.user_id": "a log: what was done on the staff screens",
    "SecurityEvent.user_id": "a log: what happened to the account",
    "IDToken.user_id": "the library's own, of a flow that is switched off",
    "DeviceGrant.user_id": "the library's own, of a flow that is switched off",
    "Membership.user_id": "given by an organisation, which takes it back itself; its owner must not be lost",
    "RoleGrant.user_id": "given by an organisation or the portal, which take it back themselves",
    "Assignment.user_id": "given by an organisation, which takes it back itself",
    "Membership.invited_by": "accepted: it is another person's by now, and the log names who asked them",
    "PartnerCredential.rotated_by": "the secret of the one before was not shown to whoever rotated it; it ends by itself",
    "Assignment.assigned_by": "it is in another person's care by now, and the log names who gave it",
}
SOON, LATER = dt.timedelta(minutes=5), dt.timedelta(days=3)


@dataclass(frozen=True)
class Left:
    """A row as it was left."""

    column: str
    row: Any
    was: dict[str, Any]

    @property
    def is_answered(self) -> bool:
        """Whether the row is gone, or says something else by now."""
        found = type(self.row)._base_manager.filter(pk=self.row.pk)
        return found.values().first() != self.was


def people_columns() -> set[str]:
    """Every column that names a person: by a foreign key, or by an id without one."""
    return set(_columns())


def leave_everything(user: Any) -> list[Left]:
    """Leave a row in each, and an application that the account registered."""
    rows = [(column, make(user)) for column, make in LEAVINGS.items()]
    rows.append(("Application", application_of(user)))
    return [Left(column, row, _values(row)) for column, row in rows]


def _values(row: Any) -> dict[str, Any]:
    values: dict[str, Any] = type(row)._base_manager.filter(pk=row.pk).values().get()
    return values


def _columns() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            name = f"{model.__name__}.{field.attname}"
            is_bare_id = (
                model._meta.app_label == "identity"
                and isinstance(field, orm.UUIDField)
                and not (field.related_model or field.primary_key)
            )
            if field.related_model is models.User or (is_bare_id and name not in NAMES_NOBODY):
                yield name


def application_of(user: Any) -> Any:
    application = _application()
    models.SecurityEvent.objects.create(
        user=user,
        action="application_registered",
        actor=f"portal_admin:{user.id}",
        resource_type="application",
        resource_id=str(application.id),
        at=clock.now(),
    )
    return application


def _application() -> Any:
    return models.Application.objects.create(
        client_id=_text(),
        client_type="public",
        name="Boats",
        scopes="openid",
        created_at=clock.now(),
    )


def _consent(user: Any) -> Any:
    application = _application()
    now = clock.now()
    return models.Consent.objects.create(
        user=user, application=application, scopes="openid", created_at=now, changed_at=now
    )


def _of_consent(model: Any, **facts: Any) -> Callable[[Any], Any]:
    def make(user: Any) -> Any:
        consent = _consent(user)
        return model.objects.create(
            user=user,
            consent=consent,
            application=consent.application,
            issued_at=clock.now(),
            **{name: value() if callable(value) else value for name, value in facts.items()},
        )

    return make


def _soon() -> dt.datetime:
    return clock.now() + SOON


def _text() -> str:
    return str(new_id())


def _of_user(model: Any, person: str = "user_id", **facts: Any) -> Callable[[Any], Any]:
    def make(user: Any) -> Any:
        return model.objects.create(
            **{person: user.id},
            **{name: value() if callable(value) else value for name, value in facts.items()},
        )

    return make


def _session(**people: Any) -> Any:
    now = clock.now()
    return models.Session.objects.create(
        methods=["password"],
        authenticated_at=now,
        created_at=now,
        last_used_at=now,
        expires_at=now + LATER,
        **people,
    )


def _waiting(user: Any) -> Any:
    return models.WebauthnChallenge.objects.create(
        hash=_text(), purpose="REGISTER", user=user, created_at=clock.now(), expires_at=_soon()
    )


def _key(person: str) -> Callable[[Any], Any]:
    return _of_user(
        models.PartnerCredential,
        person,
        partner=PartnerFactory,
        slot=1,
        client_id=lambda: _text()[:30],
        secret_hash="x" * 64,
        scopes=lambda: ["bookings:read"],
        created_at=clock.now,
    )


LEAVINGS: dict[str, Callable[[Any], Any]] = {
    "LogEntry.user_id": _of_user(LogEntry, action_flag=2, object_repr="x"),
    "IDToken.user_id": _of_user(IDToken, expires=_soon, scope="openid"),
    "DeviceGrant.user_id": _of_user(
        DeviceGrant, expires=_soon, device_code=_text, user_code="x", client_id="x", interval=5
    ),
    "MailLink.user_id": _of_user(
        models.MailLink,
        kind="CHANGE_EMAIL",
        subject_id=new_id,
        recipient="mallory@riz.example",
        nonce=b"x" * 16,
        created_at=clock.now,
        expires_at=_soon,
    ),
    "MailLink.subject_id": lambda user: models.MailLink.objects.create(
        kind="CANCEL_ERASURE",
        user=user,
        subject_id=user.id,
        recipient="mallory@riz.example",
        nonce=b"x" * 16,
        created_at=clock.now(),
        expires_at=_soon(),
    ),
    "TotpDevice.user_id": _of_user(
        models.TotpDevice, secret_sealed=lambda: seal("x"), created_at=clock.now
    ),
    "RecoveryCode.user_id": _of_user(models.RecoveryCode, hash=_text, created_at=clock.now),
    "Passkey.user_id": _of_user(
        models.Passkey,
        credential_id=lambda: _text().encode(),
        public_key=b"x",
        aaguid=new_id,
        name="Mallory's",
        created_at=clock.now,
    ),
    "SignInChallenge.user_id": _of_user(
        models.SignInChallenge,
        hash=_text,
        purpose="SIGN_IN",
        method="password",
        created_at=clock.now,
        expires_at=_soon,
    ),
    "WebauthnChallenge.user_id": _waiting,
    "SecurityEvent.user_id": _of_user(models.SecurityEvent, action="signed_in", at=clock.now),
    "Consent.user_id": _consent,
    "AuthorizationCode.user_id": _of_consent(
        models.AuthorizationCode,
        code=_text,
        expires=_soon,
        redirect_uri="https://x.example",
        scope="openid",
        code_challenge="x",
        code_challenge_method="S256",
        authenticated_at=clock.now,
    ),
    "ProgramToken.user_id": _of_consent(
        models.ProgramToken,
        token_checksum=_text,
        family=new_id,
        scope="openid",
        expires=_soon,
        authorised_at=clock.now,
    ),
    "ProgramRefreshToken.user_id": _of_consent(
        models.ProgramRefreshToken,
        token_checksum=_text,
        token_family=new_id,
        scope="openid",
        authorised_at=clock.now,
        expires_at=_soon,
    ),
    "LinkedLogin.user_id": _of_user(
        models.LinkedLogin, provider="mock", subject="mallory", created_at=clock.now
    ),
    "ProviderVisit.user_id": _of_user(
        models.ProviderVisit,
        provider="mock",
        state=_text,
        secret="x",
        started_at=clock.now,
        expires_at=_soon,
    ),
    "Membership.user_id": _of_user(models.Membership, organisation=OrganisationFactory),
    "Membership.invited_by": _of_user(
        models.Membership, "invited_by", organisation=OrganisationFactory, user=UserFactory
    ),
    "RoleGrant.user_id": _of_user(
        models.RoleGrant, role="SELLER_MANAGER", organisation=OrganisationFactory
    ),
    "Invitation.invited_by": _of_user(
        models.Invitation,
        "invited_by",
        organisation=OrganisationFactory,
        email="friend@riz.example",
        roles=list,
        created_at=clock.now,
        expires_at=_soon,
    ),
    "Assignment.user_id": _of_user(
        models.Assignment,
        organisation=OrganisationFactory,
        kind="PACKAGE",
        asset_id=new_id,
        assigned_at=clock.now,
    ),
    "Assignment.assigned_by": _of_user(
        models.Assignment,
        "assigned_by",
        organisation=OrganisationFactory,
        user=UserFactory,
        kind="PACKAGE",
        asset_id=new_id,
        assigned_at=clock.now,
    ),
    "PartnerCredential.created_by": _key("created_by"),
    "PartnerCredential.rotated_by": _key("rotated_by"),
    "Profile.user_id": _of_user(models.Profile, bio="Mallory", updated_at=clock.now),
    "Preferences.user_id": _of_user(
        models.Preferences, shown=lambda: ["BIO"], updated_at=clock.now
    ),
    "DataExport.user_id": _of_user(
        models.DataExport, requested_at=clock.now, next_attempt_at=clock.now
    ),
    "Erasure.user_id": _of_user(
        models.Erasure, requested_at=clock.now, due_at=lambda: clock.now() + LATER
    ),
    "Session.user_id": lambda user: _session(user=user),
    "Session.impersonator_id": lambda user: _session(
        user=UserFactory(), impersonator=user, reason="x"
    ),
}
