"""Sign somebody in who comes from another provider."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db.models import Q

from riz.actor import SYSTEM
from riz.use_cases import use_case

from .. import models
from ..parts.accounts.use_cases.finish_first_factor import finish_first_factor
from ..parts.federation.contracts import ExternalIdentity
from ..parts.federation.errors import (
    ProviderEmailNotVerified,
    ProviderLoginInvalid,
    ProviderLoginNotLinked,
)
from ..parts.federation.use_cases.complete_provider_sign_in import (
    Brought,
    complete_provider_sign_in,
)
from ..parts.federation.use_cases.link_login import link_login
from ..parts.federation.use_cases.touch_linked_login import touch_linked_login
from ..parts.sessions.contracts import Tokens
from .register_verified_user import register_verified_user

METHOD = "oidc"


def sign_in_with_provider(
    *,
    provider: str,
    brought: Brought,
    at: dt.datetime,
    ip: str | None = None,
    user_agent: str = "",
) -> Tokens:
    """Open the account that the login is linked with, or a new one; a second factor is still asked for.

    A confirmed account is never opened by its address: whoever has one links the login while signed in to it. One that
    nobody confirmed is made the verified person's, and whoever opened it is kept out.

    Raises:
        ProviderNotFound: no provider has this name.
        ProviderLoginInvalid: what came back is not what was asked for, or the account is disabled.
        ProviderUnavailable: the provider doesn't answer.
        ProviderEmailNotVerified: nobody knows the login, and no account can be made of an address nobody verified.
        ProviderLoginNotLinked: nobody knows the login, and its address has a confirmed account.
        SecondFactorRequired: `details` hold the challenge.
    """
    external_identity = complete_provider_sign_in(provider=provider, brought=brought, at=at)
    if external_identity.user_id is None:
        external_identity = _newcomer(external_identity, ip, at)
    user = models.User.objects.filter(Q(id=external_identity.user_id), is_active=True).first()
    if user is None or not touch_linked_login(external_identity=external_identity, at=at):
        raise ProviderLoginInvalid
    return finish_first_factor(user=user, method=METHOD, ip=ip, user_agent=user_agent, at=at)


@use_case
def _newcomer(
    external_identity: ExternalIdentity, ip: str | None, at: dt.datetime
) -> ExternalIdentity:
    if not (external_identity.email and external_identity.email_is_verified):
        raise ProviderEmailNotVerified
    user_id = register_verified_user(
        email=external_identity.email,
        full_name=external_identity.full_name,
        locale=external_identity.locale,
        ip=ip,
        at=at,
    )
    if user_id is None:
        raise ProviderLoginNotLinked
    link_login(external_identity=external_identity, user_id=user_id, actor=SYSTEM, ip=ip, at=at)
    return replace(external_identity, user_id=user_id)
