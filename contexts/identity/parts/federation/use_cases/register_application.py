"""Let somebody's program ask people for leave to act for them."""

from __future__ import annotations

import datetime as dt
import secrets as random

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import models
from ..contracts import NewApplication
from ..domain import policies, redirects
from ..domain import scopes as scope_rules
from ..errors import ApplicationNotAcceptable

_MOST_REDIRECTS = 20


@use_case
def register_application(
    *,
    name: str,
    redirect_uris: tuple[str, ...],
    scopes: tuple[str, ...],
    is_confidential: bool,
    actor: Actor,
    at: dt.datetime,
    homepage: str = "",
) -> NewApplication:
    """Register an application; a confidential one gets a secret, which is shown this once.

    Raises:
        Forbidden: the caller does not manage accounts.
        ApplicationNotAcceptable: `details["errors"]` says why.
    """
    require(actor, policies.MANAGE_APPLICATIONS)
    _check(name, redirect_uris, scopes)
    secret = random.token_urlsafe(32)
    row = models.Application.objects.create(
        client_id=f"riz_app_{random.token_hex(12)}",
        # The library hashes it before it is stored. A public application gets one too, which nobody ever learns.
        client_secret=secret if is_confidential else random.token_urlsafe(32),
        client_type=models.Application.CLIENT_CONFIDENTIAL
        if is_confidential
        else models.Application.CLIENT_PUBLIC,
        name=name,
        homepage=homepage,
        redirect_uris=" ".join(redirect_uris),
        scopes=scope_rules.written(scopes),
        created_at=at,
    )
    record_act(Action.APPLICATION_REGISTERED, by=actor, on=("application", row.id), at=at)
    return NewApplication(
        id=row.id, client_id=row.client_id, client_secret=secret if is_confidential else None
    )


def _check(name: str, redirect_uris: tuple[str, ...], scopes: tuple[str, ...]) -> None:
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["People need a name to know the application by."]
    if not 1 <= len(redirect_uris) <= _MOST_REDIRECTS:
        errors["redirect_uris"] = [f"Give one to {_MOST_REDIRECTS} addresses."]
    faults = [f"{uri}: {why}" for uri in redirect_uris if (why := redirects.why_not(uri))]
    if faults:
        errors["redirect_uris"] = faults
    unknown = set(scopes) - scope_rules.known(scopes)
    if unknown or not scopes:
        errors["scopes"] = [f"Unknown: {', '.join(sorted(unknown))}" if unknown else "Name one."]
    if errors:
        raise ApplicationNotAcceptable(errors=errors)
