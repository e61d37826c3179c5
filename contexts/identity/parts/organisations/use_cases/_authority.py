"""Authority in an organisation, asked of the database while nobody else changes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model

from riz import locking, policies
from riz.actor import Actor

from ...sessions import api as sessions
from .. import models, queries
from ..domain import limits
from ..domain.policies import ADMINISTER, SEE, Place
from ..errors import MemberNotFound, OrganisationNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An organisation whose row is locked, and the caller with what they may do there at this moment."""

    organisation: models.Organisation
    actor: Actor
    place: Place

    def may(self, action: str) -> bool:
        """Tell whether the caller may do this here."""
        return policies.allows(self.actor, action, self.place)

    def member(self, user_id: UUID) -> models.Membership:
        """Return the membership of somebody who belongs to the organisation.

        Raises:
            MemberNotFound: the person does not.
        """
        rows = self.organisation.memberships.select_related("user")
        if (row := rows.filter(user_id=user_id).first()) is None:
            raise MemberNotFound(user_id=str(user_id))
        return row

    def require(self, action: str) -> None:
        """Refuse what the caller may not do here."""
        policies.require(self.actor, action, self.place)


def require_recent(
    *, authority: Authority, at: dt.datetime, shown_at: dt.datetime | None = None
) -> None:
    """Make sure that the caller has just shown who they are: to a session, or staff at the staff screens' door.

    Raises:
        StepUpRequired: they have not.
    """
    if shown_at is not None and authority.may(ADMINISTER) and at - shown_at < limits.RECENT:
        return
    sessions.require_recent_authentication(actor=authority.actor, at=at)


def lock(*, organisation_id: UUID, actor: Actor, people: tuple[UUID, ...] = ()) -> Authority:
    """Lock the caller, the people whom it concerns with all owners, and the organisation, in this order everywhere.

    Whoever disables an account locks it too: what is decided here comes before it or after, never beside it.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    owners = models.RoleGrant.objects.of_owners().filter(organisation_id=organisation_id)
    concerned = set(owners.values_list("user_id", flat=True)) if people else set()
    lock_people(*people, *concerned, *([actor.id] if actor.id else []))
    refusal = OrganisationNotFound(organisation_id=str(organisation_id))
    row = locking.lock(models.Organisation, id=organisation_id, refusal=refusal)
    present = queries.as_of_now(actor, organisation=row)
    place = queries.place_of(row, actor=actor)
    policies.require(present, SEE, place, refusal=refusal)
    return Authority(organisation=row, actor=present, place=place)


def lock_people(*user_ids: UUID) -> set[UUID]:
    """Lock the accounts, always in the same order; return those that exist and may sign in."""
    people = get_user_model().objects.filter(pk__in=set(user_ids))
    return {row.pk for row in locking.lock_all(people, no_key=True) if row.is_active}
