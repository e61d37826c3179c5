"""Events of organisations."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class OrganisationCreated(Event):
    """A seller, an operator or a partner was made."""

    name: ClassVar[str] = "identity.organisation.created.v1"
    aggregate: ClassVar[str] = "organisation_id"
    organisation_id: UUID
    kind: str


class OrganisationSuspended(Event):
    """The portal suspended an organisation: its people may no longer act for it."""

    name: ClassVar[str] = "identity.organisation.suspended.v1"
    aggregate: ClassVar[str] = "organisation_id"
    organisation_id: UUID


class OrganisationReactivated(Event):
    """The portal let an organisation's people act for it again."""

    name: ClassVar[str] = "identity.organisation.reactivated.v1"
    aggregate: ClassVar[str] = "organisation_id"
    organisation_id: UUID


class MemberJoined(Event):
    """Somebody belongs to an organisation."""

    name: ClassVar[str] = "identity.member.joined.v1"
    aggregate: ClassVar[str] = "organisation_id"
    organisation_id: UUID
    user_id: UUID


class MemberLeft(Event):
    """Somebody no longer belongs to an organisation, by their own will or another's."""

    name: ClassVar[str] = "identity.member.left.v1"
    aggregate: ClassVar[str] = "organisation_id"
    organisation_id: UUID
    user_id: UUID


class OwnershipTransferred(Event):
    """An organisation has another owner; who owned it before stays a member."""

    name: ClassVar[str] = "identity.ownership.transferred.v1"
    aggregate: ClassVar[str] = "organisation_id"
    organisation_id: UUID
    owner_id: UUID
