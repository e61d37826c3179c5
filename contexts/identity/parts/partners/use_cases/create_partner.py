"""Make an organisation an API partner."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from ...organisations import api as organisations
from ...organisations.contracts import OrganisationKind
from .. import contracts, models, queries
from ..domain import policies
from ..domain.scopes import written
from ..errors import OrganisationNotForPartner


@use_case
def create_partner(
    *,
    organisation_id: UUID,
    name: str,
    domain: str,
    contact_email: str,
    actor: Actor,
    at: dt.datetime,
    rate_limit_per_minute: int = contracts.DEFAULT_RATE_LIMIT,
    scopes: tuple[str, ...] = (),
) -> contracts.Partner:
    """Let the programs of an organisation in, as soon as it has a credential.

    Raises:
        Forbidden: the caller does not decide for the portal.
        OrganisationNotFound: no organisation has this id.
        OrganisationNotForPartner: it is of another kind, or is a partner already.
    """
    require(actor, policies.ADMINISTER)
    organisation = organisations.get_organisation(organisation_id=organisation_id)
    if organisation.kind is not OrganisationKind.PARTNER:
        raise OrganisationNotForPartner
    try:
        with transaction.atomic():
            row = models.Partner.objects.create(
                organisation_id=organisation_id,
                name=name,
                domain=domain,
                contact_email=contact_email,
                rate_limit_per_minute=rate_limit_per_minute,
                scopes=written(scopes),
                created_at=at,
            )
    except IntegrityError as duplicate:
        raise OrganisationNotForPartner from duplicate
    record_act(Action.PARTNER_MADE, by=actor, on=("partner", row.id), at=at)
    return queries.to_partner(row)
