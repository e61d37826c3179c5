"""Change what an organisation says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from riz.actor import Actor
from riz.columns import state
from riz.use_cases import use_case
from riz.versions import Expected, ensure_expected

from ...activity.api import Action, record_act
from .. import contracts, models, queries
from ..domain.policies import ADMINISTER, CHANGE
from ..errors import OrganisationNameTaken
from . import _authority


@use_case
def change_organisation(
    *,
    organisation_id: UUID,
    changes: Mapping[str, str],
    actor: Actor,
    at: dt.datetime,
    expected_version: Expected = None,
) -> contracts.OrganisationRecord:
    """Replace some of an organisation's names and contacts; saying what is there already changes nothing.

    `changes` has new values by the names of `OrganisationFacts`.

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
    ensure_expected(row.version, expected_version)
    changed = state(row, changes)
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
