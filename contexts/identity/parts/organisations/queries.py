"""What organisations know."""

from __future__ import annotations

from uuid import UUID

from . import contracts, models
from .errors import OrganisationNotFound


def get_organisation(*, organisation_id: UUID) -> contracts.Organisation:
    """Return an organisation.

    Raises:
        OrganisationNotFound: no organisation has this id.
    """
    row = models.Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise OrganisationNotFound(organisation_id=str(organisation_id))
    return to_organisation(row)


def to_organisation(row: models.Organisation) -> contracts.Organisation:
    """Show an organisation to other contexts."""
    return contracts.Organisation(id=row.id, slug=row.slug, name=row.name)
