"""Make an organisation."""

from __future__ import annotations

import datetime as dt

from riz import policies
from riz.actor import Actor
from riz.ids import new_id
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, events, models, queries
from ..contracts import OrganisationFacts, OrganisationKind
from ..domain.limits import MOST_OWNED
from ..domain.organisation_roles import organisation_roles_of
from ..domain.policies import ADMINISTER, MAKE
from ..domain.slugs import unique_slug
from ..errors import (
    EmailNotVerified,
    OrganisationKindRefused,
    OrganisationNameTaken,
    TooManyOrganisations,
)
from . import _authority, _role_assignment


@use_case
def make_organisation(
    *, kind: OrganisationKind, facts: OrganisationFacts, actor: Actor, at: dt.datetime
) -> contracts.OrganisationRecord:
    """Make an operator or a partner, which the caller then owns; the portal makes any kind, and invites its owner.

    Raises:
        EmailNotVerified: the caller has not verified their address.
        OrganisationKindRefused: sellers are made by the portal.
        OrganisationNameTaken: the portal knows another one by that name.
        TooManyOrganisations: the caller owns as many as one person may.
    """
    policies.require(actor, MAKE)
    by_portal = policies.allows(actor, ADMINISTER)
    if not by_portal:
        _check_maker(kind, facts.name, actor)
    row = _store(kind, facts, at)
    if not by_portal and actor.id is not None:
        _role_assignment.join(user_id=actor.id, organisation_id=row.id, at=at)
        _role_assignment.give(
            user_id=actor.id,
            codes=[organisation_roles_of(kind).owner],
            organisation_id=row.id,
            actor=actor,
            at=at,
        )
    record_act(Action.ORGANISATION_MADE, by=actor, on=("organisation", row.id), at=at)
    return queries.to_record(row, actor=actor)


def _check_maker(kind: OrganisationKind, name: str, actor: Actor) -> None:
    if kind is OrganisationKind.SELLER:
        raise OrganisationKindRefused
    if actor.id is None or queries.verified_address(actor) is None:
        raise EmailNotVerified
    if models.Organisation.objects.is_taken(name):
        raise OrganisationNameTaken
    _authority.lock_people(actor.id)
    owned = models.RoleGrant.objects.of_owners().filter(user_id=actor.id)
    if owned.count() >= MOST_OWNED:
        raise TooManyOrganisations


def _store(
    kind: OrganisationKind, facts: OrganisationFacts, at: dt.datetime
) -> models.Organisation:
    organisation_id = new_id()
    row = models.Organisation.objects.create(
        id=organisation_id,
        slug=unique_slug(facts.name, organisation_id),
        kind=kind,
        name=facts.name,
        legal_name=facts.legal_name,
        contact_email=facts.contact_email,
        contact_phone=facts.contact_phone,
        created_at=at,
    )
    publish(events.OrganisationCreated(organisation_id=row.id, kind=kind, occurred_at=at))
    return row
