"""Change what an organisation says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from uuid import UUID

from riz.actor import Actor
from riz.columns import state
from riz.errors import Stale
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, models, queries
from ..contracts import OrganisationFacts
from ..domain.policies import ADMINISTER, CHANGE
from ..errors import OrganisationNameTaken
from . import _authority


@use_case
def change_organisation(
    *,
    organisation_id: UUID,
    facts: OrganisationFacts,
    actor: Actor,
    at: dt.datetime,
    expected_version: int | None = None,
) -> contracts.OrganisationRecord:
    """Replace an organisation's names and contacts; saying what is there already changes nothing.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller belongs to it and may not change it.
        Invalid: a fact is not acceptable; the details name it.
        Stale: somebody else has changed it since it was read.
        OrganisationNameTaken: the portal knows another one by the new name.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor)
    authority.require(CHANGE)
    row = authority.organisation
    if expected_version is not None and row.version != expected_version:
        raise Stale(version=row.version)
    changed = state(row, asdict(facts))
    is_renamed = "name" in changed and not authority.may(ADMINISTER)
    if is_renamed and models.Organisation.objects.is_taken(row.name, but=row.id):
        raise OrganisationNameTaken
    if changed:
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        record_act(
            Action.ORGANISATION_CHANGED,
            by=actor,
            on=("organisation", row.id),
            at=at,
            fields=changed,
        )
    return queries.to_record(row, actor=actor)
