"""Say what of identity stands in the way of forgetting a person."""

from __future__ import annotations

from uuid import UUID

from riz import personal_data

from .. import models
from ..parts.organisations import api as organisations


@personal_data.hinders("identity")
def find_hindrances(*, user_id: UUID) -> list[str]:
    """Return a sentence for each organisation that would be without an owner or a contact."""
    email = models.User.objects.filter(id=user_id).values_list("email", flat=True).first()
    return [
        *(
            f"You are the only owner of {owned.name}: transfer it first."
            for owned in organisations.sole_ownerships(user_id=user_id)
        ),
        *(
            f"Your address is the contact of {name}: name another one first."
            for name in _contact_of(email or "")
        ),
    ]


def _contact_of(email: str) -> list[str]:
    owned = models.Organisation.objects.filter(contact_email__iexact=email)
    partners = models.Partner.objects.filter(contact_email__iexact=email)
    names = {*owned.values_list("name", flat=True), *partners.values_list("name", flat=True)}
    return sorted(names) if email else []
