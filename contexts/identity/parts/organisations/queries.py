"""What organisations know: themselves, who belongs to them, who is asked to, and what is in whose care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from riz import policies
from riz.actor import Actor
from riz.pages import Page, PageRequest, keyset

from ..accounts import api as accounts
from ..roles import api as roles
from . import contracts, models
from .contracts import (
    AssetKind,
    InvitationState,
    OrganisationKind,
    OrganisationStatus,
)
from .domain.policies import CHANGE, MANAGE_MEMBERS, SEE, SEE_ALL, Place
from .errors import OrganisationNotFound

_NEWEST_FIRST = ("-id",)
_OLDEST_FIRST = ("id",)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFilter:
    """What a list of organisations may be narrowed to."""

    kind: OrganisationKind | None = None
    status: OrganisationStatus | None = None
    q: str | None = None


def get_organisation(*, organisation_id: UUID) -> contracts.Organisation:
    """Return an organisation.

    Raises:
        OrganisationNotFound: no organisation has this id.
    """
    row = models.Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise OrganisationNotFound(organisation_id=str(organisation_id))
    return to_organisation(row)


def list_organisations(
    *, kind: OrganisationKind | None = None
) -> tuple[contracts.Organisation, ...]:
    """Return every organisation, or every one of a kind, by name: for menus."""
    rows = models.Organisation.objects.order_by("name", "id")
    if kind is not None:
        rows = rows.filter(kind=kind)
    return tuple(to_organisation(row) for row in rows)


def find_organisations(*, organisation_ids: Iterable[UUID]) -> dict[UUID, contracts.Organisation]:
    """Return the organisations of these ids; unknown ones are left out."""
    rows = models.Organisation.objects.filter(id__in=set(organisation_ids))
    return {row.id: to_organisation(row) for row in rows}


def members_of(*, organisation_id: UUID) -> tuple[contracts.Member, ...]:
    """Return everybody who belongs to an organisation, addresses included."""
    rows = _with_roles(models.Membership.objects.filter(organisation_id=organisation_id))
    return tuple(_to_member(row, with_email=True) for row in rows.order_by(*_OLDEST_FIRST))


def organisations_of(*, user_id: UUID) -> tuple[contracts.OrganisationRecord, ...]:
    """Return the organisations that a person belongs to, with the person's roles there."""
    rows = list(models.Organisation.objects.filter(memberships__user_id=user_id).order_by("id"))
    held = _roles_of(user_id, rows)
    return tuple(_to_record(row, held) for row in rows)


def sole_ownerships(*, user_id: UUID) -> tuple[contracts.Organisation, ...]:
    """Return the organisations that would be left without an owner if the person went."""
    owners = models.RoleGrant.objects.of_owners()
    rows = models.Organisation.objects.filter(
        id__in=owners.filter(user_id=user_id).values("organisation_id")
    ).exclude(id__in=owners.exclude(user_id=user_id).values("organisation_id"))
    return tuple(to_organisation(row) for row in rows.order_by("id"))


def list_visible_organisations(
    *, actor: Actor, wanted: OrganisationFilter, page: PageRequest
) -> Page[contracts.OrganisationRecord]:
    """List the caller's organisations; for the portal's people, all of them."""
    rows = models.Organisation.objects.all()
    if not policies.allows(actor, SEE_ALL):
        rows = rows.filter(memberships__user_id=_id_of(actor))
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.status is not None:
        rows = rows.filter(status=wanted.status)
    if wanted.q:
        rows = rows.filter(Q(name__icontains=wanted.q) | Q(slug__icontains=wanted.q))
    found = keyset(rows, order_by=_NEWEST_FIRST, page=page, to_contract=lambda row: row)
    held = _roles_of(_id_of(actor), found.results)
    return Page(
        results=tuple(_to_record(row, held) for row in found.results),
        next=found.next,
        previous=found.previous,
    )


def get_visible_organisation(
    *, organisation_id: UUID, actor: Actor
) -> contracts.OrganisationRecord:
    """Return an organisation that the caller may see.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    row, _ = see(organisation_id=organisation_id, actor=actor)
    return to_record(row, actor=actor)


def check_may_change(*, organisation_id: UUID, actor: Actor) -> None:
    """Refuse who may see an organisation and not change it.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller may not change it.
    """
    _, place = see(organisation_id=organisation_id, actor=actor)
    policies.require(actor, CHANGE, place)


def list_members(
    *, organisation_id: UUID, actor: Actor, page: PageRequest
) -> Page[contracts.Member]:
    """List who belongs to an organisation; addresses are for those who care for its members.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    _, place = see(organisation_id=organisation_id, actor=actor)
    with_email = policies.allows(actor, MANAGE_MEMBERS, place)
    return keyset(
        _with_roles(models.Membership.objects.filter(organisation_id=organisation_id)),
        order_by=_OLDEST_FIRST,
        page=page,
        to_contract=lambda row: _to_member(row, with_email=with_email),
    )


def get_member(*, organisation_id: UUID, user_id: UUID) -> contracts.Member:
    """Return a member, address included, to whoever has just changed something about them."""
    rows = models.Membership.objects.filter(organisation_id=organisation_id, user_id=user_id)
    return _to_member(_with_roles(rows).get(), with_email=True)


def list_invitations(
    *, organisation_id: UUID, actor: Actor, at: dt.datetime, page: PageRequest
) -> Page[contracts.Invitation]:
    """List whom an organisation asked to join, whatever came of it; the newest first.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not care for its members.
    """
    _, place = see(organisation_id=organisation_id, actor=actor)
    policies.require(actor, MANAGE_MEMBERS, place)
    return keyset(
        models.Invitation.objects.filter(organisation_id=organisation_id).select_related(
            "organisation"
        ),
        order_by=_NEWEST_FIRST,
        page=page,
        to_contract=lambda row: to_invitation(row, at=at),
    )


def list_own_invitations(
    *, actor: Actor, at: dt.datetime, page: PageRequest
) -> Page[contracts.Invitation]:
    """List the open invitations to the caller's verified address; an address that is not verified has none."""
    rows = models.Invitation.objects.standing(at).select_related("organisation")
    return keyset(
        rows.filter(
            email=verified_address(actor) or "", organisation__status=OrganisationStatus.ACTIVE
        ),
        order_by=_NEWEST_FIRST,
        page=page,
        to_contract=lambda row: to_invitation(row, at=at),
    )


def list_assignments(
    *, organisation_id: UUID, actor: Actor, user_id: UUID | None, page: PageRequest
) -> Page[contracts.Assignment]:
    """List which things are in whose care: all to those who care for members, to others their own.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    _, place = see(organisation_id=organisation_id, actor=actor)
    rows = models.Assignment.objects.filter(organisation_id=organisation_id)
    if not policies.allows(actor, MANAGE_MEMBERS, place):
        rows = rows.filter(user_id=_id_of(actor))
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    return keyset(
        rows.select_related("user"),
        order_by=_NEWEST_FIRST,
        page=page,
        to_contract=to_assignment,
    )


def describe_invitation(
    *, invitation_id: UUID, at: dt.datetime
) -> contracts.InvitationToSend | None:
    """Return what the mail of an invitation says, or None when it is no longer to be sent."""
    row = (
        models.Invitation.objects.standing(at)
        .select_related("organisation")
        .filter(id=invitation_id)
        .first()
    )
    if row is None:
        return None
    inviter = accounts.find_users(user_ids=[row.invited_by] if row.invited_by else [])
    return contracts.InvitationToSend(
        organisation_name=row.organisation.name,
        inviter_name=inviter[row.invited_by].full_name if row.invited_by in inviter else "",
        roles=tuple(row.roles),
    )


def see(*, organisation_id: UUID, actor: Actor) -> tuple[models.Organisation, Place]:
    """Return an organisation's row and how the caller stands to it.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    row = models.Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise OrganisationNotFound(organisation_id=str(organisation_id))
    place = place_of(row, actor=actor)
    policies.require(
        actor,
        SEE,
        place,
        refusal=OrganisationNotFound(organisation_id=str(organisation_id)),
    )
    return row, place


def place_of(row: models.Organisation, *, actor: Actor) -> Place:
    """Return an organisation as policies look at it."""
    belongs = row.memberships.filter(user_id=_id_of(actor)).exists()
    return Place(organisation_id=row.id, is_callers=belongs)


def as_of_now(actor: Actor, *, organisation: models.Organisation) -> Actor:
    """Return the caller with what the database gives them for this organisation at this moment, and no more.

    What a caller brings along is up to two seconds old: too old for deciding who is still an owner.
    """
    if actor.is_omnipotent:
        return actor
    rows = organisation.role_grants.counting().filter(user_id=_id_of(actor), user__is_active=True)
    held = [row.held for row in rows]
    custom = roles.find_custom_roles(codes=[role.code for role in held])
    present = roles.grants_of(held, custom=custom)
    return replace(
        actor,
        grants=frozenset(
            grant
            for grant in actor.grants
            if grant.organisation_id != organisation.id or grant in present
        ),
    )


def verified_address(actor: Actor) -> str | None:
    """Return the caller's address, or None while nobody has shown that it is theirs."""
    if actor.id is None:
        return None
    person = accounts.find_users(user_ids=[actor.id]).get(actor.id)
    return person.email if person is not None and person.email_verified_at else None


def to_organisation(row: models.Organisation) -> contracts.Organisation:
    """Show an organisation to other contexts."""
    return contracts.Organisation(
        id=row.id,
        slug=row.slug,
        name=row.name,
        kind=OrganisationKind(row.kind),
        status=OrganisationStatus(row.status),
    )


def to_record(row: models.Organisation, *, actor: Actor) -> contracts.OrganisationRecord:
    """Show an organisation to those who may see it."""
    return _to_record(row, _roles_of(_id_of(actor), [row]))


def to_invitation(row: models.Invitation, *, at: dt.datetime) -> contracts.Invitation:
    """Show an invitation."""
    return contracts.Invitation(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name,
        email=row.email,
        roles=tuple(row.roles),
        state=_state_of(row, at),
        created_at=row.created_at,
        expires_at=row.expires_at,
        invited_by=row.invited_by,
    )


def to_assignment(row: models.Assignment) -> contracts.Assignment:
    """Show an assignment."""
    return contracts.Assignment(
        id=row.id,
        user_id=row.user_id,
        full_name=row.user.full_name,
        kind=AssetKind(row.kind),
        asset_id=row.asset_id,
        assigned_at=row.assigned_at,
        assigned_by=row.assigned_by,
    )


def _state_of(row: models.Invitation, at: dt.datetime) -> InvitationState:
    if row.accepted_at is not None:
        return InvitationState.ACCEPTED
    if row.declined_at is not None:
        return InvitationState.DECLINED
    if row.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if at < row.expires_at else InvitationState.EXPIRED


def _with_roles(rows: QuerySet[models.Membership]) -> QuerySet[models.Membership]:
    grants = models.RoleGrant.objects.filter(organisation__isnull=False).order_by("role")
    return rows.select_related("user").prefetch_related(
        Prefetch("user__role_grants", queryset=grants, to_attr="roles_somewhere")
    )


def _to_member(row: models.Membership, *, with_email: bool) -> contracts.Member:
    here = [
        grant.role
        for grant in row.user.roles_somewhere  # type: ignore[attr-defined]
        if grant.organisation_id == row.organisation_id
    ]
    return contracts.Member(
        user_id=row.user_id,
        full_name=row.user.full_name,
        email=row.user.email if with_email else None,
        roles=tuple(here),
        joined_at=row.joined_at,
    )


def _id_of(actor: Actor) -> UUID:
    """Return the caller's id; for callers without one, an id that nobody has."""
    return actor.id or UUID(int=0)


def _roles_of(user_id: UUID, rows: Iterable[models.Organisation]) -> dict[UUID, tuple[str, ...]]:
    grants = models.RoleGrant.objects.filter(
        user_id=user_id, organisation__in=[row.id for row in rows]
    ).order_by("role")
    held: dict[UUID, tuple[str, ...]] = {}
    for organisation_id, role in grants.values_list("organisation_id", "role"):
        held[organisation_id] = (*held.get(organisation_id, ()), role)
    return held


def _to_record(
    row: models.Organisation, held: dict[UUID, tuple[str, ...]]
) -> contracts.OrganisationRecord:
    return contracts.OrganisationRecord(
        id=row.id,
        slug=row.slug,
        name=row.name,
        kind=OrganisationKind(row.kind),
        status=OrganisationStatus(row.status),
        legal_name=row.legal_name,
        contact_email=row.contact_email,
        contact_phone=row.contact_phone,
        version=row.version,
        created_at=row.created_at,
        my_roles=held.get(row.id, ()),
    )
