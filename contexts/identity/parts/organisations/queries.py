"""Queries of organisations: themselves, who belongs to them, who is asked to, and what is in whose care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from riz import policies
from riz.actor import Actor
from riz.errors import RizError
from riz.mapping import to_contract
from riz.pages import Page, PageRequest, keyset

from ..accounts import api as accounts
from ..roles import api as roles
from . import contracts, models
from .contracts import InvitationState, OrganisationKind, OrganisationStatus
from .domain.inviting import check_inviter
from .domain.policies import SEE, SEE_ADDRESSES, SEE_ALL, Place
from .errors import OrganisationNotFound

_NEWEST_FIRST = ("-id",)
_OLDEST_FIRST = ("id",)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFilter:
    """Filters of a list of organisations."""

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


def members_of(*, organisation_id: UUID) -> tuple[contracts.Member, ...]:
    """Return everybody who belongs to an organisation, addresses included."""
    rows = with_roles(models.Membership.objects.filter(organisation_id=organisation_id))
    return tuple(_to_member(row, with_email=True) for row in rows.order_by(*_OLDEST_FIRST))


def sole_ownerships(*, user_id: UUID) -> tuple[contracts.Organisation, ...]:
    """Return the organisations that would be left without an owner who can act if the person went."""
    sole = models.RoleGrant.objects.of_sole_owners().filter(user_id=user_id)
    rows = models.Organisation.objects.filter(id__in=sole.values("organisation_id"))
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
    found: Page[Any] = keyset(rows, order_by=_NEWEST_FIRST, page=page, to_contract=lambda row: row)
    held = _roles_of(_id_of(actor), found.results)
    return replace(found, results=tuple(_to_record(row, held) for row in found.results))


def get_visible_organisation(
    *, organisation_id: UUID, actor: Actor
) -> contracts.OrganisationRecord:
    """Return an organisation that the caller may see.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    row, _ = see(organisation_id=organisation_id, actor=actor)
    return to_record(row, actor=actor)


def list_members(
    *, organisation_id: UUID, actor: Actor, page: PageRequest
) -> Page[contracts.Member]:
    """List who belongs to an organisation; addresses are for those who care for its members.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    _, place = see(organisation_id=organisation_id, actor=actor)
    with_email = policies.allows(actor, SEE_ADDRESSES, place)
    return keyset(
        with_roles(models.Membership.objects.filter(organisation_id=organisation_id)),
        order_by=_OLDEST_FIRST,
        page=page,
        to_contract=lambda row: _to_member(row, with_email=with_email),
    )


def get_member(*, organisation_id: UUID, user_id: UUID) -> contracts.Member:
    """Return a member, address included, to whoever has just changed something about them."""
    rows = models.Membership.objects.filter(organisation_id=organisation_id, user_id=user_id)
    return _to_member(with_roles(rows).get(), with_email=True)


def list_invitations(
    *, organisation_id: UUID, actor: Actor, at: dt.datetime, page: PageRequest
) -> Page[contracts.Invitation]:
    """List whom an organisation asked to join, whatever came of it; the newest first.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not care for its members.
    """
    _, place = see(organisation_id=organisation_id, actor=actor)
    policies.require(actor, SEE_ADDRESSES, place)
    rows = models.Invitation.objects.filter(organisation_id=organisation_id)
    return _invitations(rows, at=at, page=page)


def list_own_invitations(
    *, actor: Actor, at: dt.datetime, page: PageRequest
) -> Page[contracts.Invitation]:
    """List the open invitations to the caller's verified address; an address that is not verified has none."""
    rows = models.Invitation.objects.pending(at).filter(
        email=verified_address(actor) or "", organisation__status=OrganisationStatus.ACTIVE
    )
    return _invitations(rows, at=at, page=page)


def list_assignments(
    *, organisation_id: UUID, actor: Actor, user_id: UUID | None, page: PageRequest
) -> Page[contracts.Assignment]:
    """List which things are in whose care: all to those who care for members, to others their own.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    _, place = see(organisation_id=organisation_id, actor=actor)
    rows = models.Assignment.objects.filter(organisation_id=organisation_id)
    if not policies.allows(actor, SEE_ADDRESSES, place):
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
    """Return what the mail of an invitation says, or None when it is no longer to be sent.

    In our mails nobody bears the name of an organisation that the portal knows and that they are not.
    """
    row = (
        models.Invitation.objects.pending(at)
        .select_related("organisation")
        .filter(id=invitation_id)
        .first()
    )
    if row is None or lapsed([row]):
        return None
    place, is_taken = row.organisation, models.Organisation.objects.is_taken
    inviter = accounts.find_users(user_ids=[row.invited_by] if row.invited_by else [])
    name = inviter[row.invited_by].full_name if row.invited_by in inviter else ""
    is_borrowed = place.kind != OrganisationKind.SELLER and is_taken(place.name, but=place.id)
    return contracts.InvitationToSend(
        organisation_name="" if is_borrowed else place.name,
        inviter_name="" if is_taken(name, but=place.id) else name,
        roles=tuple(row.roles),
    )


def see(*, organisation_id: UUID, actor: Actor) -> tuple[models.Organisation, Place]:
    """Return an organisation's row and how the caller stands to it.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
    """
    refusal = OrganisationNotFound(organisation_id=str(organisation_id))
    row = models.Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise refusal
    place = place_of(row, actor=actor)
    policies.require(actor, SEE, place, refusal=refusal)
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
    present = actor_in(user_id=_id_of(actor), organisation_id=organisation.id)
    return replace(actor, grants=actor.grants & present.grants)


def actor_in(*, user_id: UUID, organisation_id: UUID) -> Actor:
    """Return a person as they may act for an organisation at this moment; who can't sign in may do nothing."""
    wanted = (user_id, organisation_id)
    return models.RoleGrant.objects.actors_in({wanted})[wanted]


def lapsed(rows: Collection[models.Invitation]) -> frozenset[UUID]:
    """Return those of the invitations that whoever sent them might not send at this moment, in three queries.

    Whoever sent it may be gone, disabled, or hold less by now, and the roles that it offers may carry more or be
    deleted, all of them. What the system itself sent stays good as long as one of its roles does.
    """
    sent = [(row, (row.invited_by, row.organisation_id)) for row in rows if row.invited_by]
    actors = models.RoleGrant.objects.actors_in({pair for _, pair in sent})
    offered = roles.find_roles(codes={code for row in rows for code in row.roles})
    known = {role.code for role in offered}

    def may_send(row: models.Invitation, actor: Actor) -> bool:
        try:
            check_inviter(
                actor=actor,
                place=Place(organisation_id=row.organisation_id),
                offered=[role for role in offered if role.code in row.roles],
            )
        except RizError:
            return False
        return True

    over = {row.id for row, pair in sent if not may_send(row, actors[pair])}
    return frozenset(over | {row.id for row in rows if row.roles and known.isdisjoint(row.roles)})


def verified_address(actor: Actor) -> str | None:
    """Return the caller's address, or None while nobody has shown that it is theirs."""
    if actor.id is None:
        return None
    person = accounts.find_users(user_ids=[actor.id]).get(actor.id)
    return person.email if person is not None and person.email_verified_at else None


def to_organisation(row: models.Organisation) -> contracts.Organisation:
    """Show an organisation to other contexts."""
    return to_contract(contracts.Organisation, row)


def to_record(row: models.Organisation, *, actor: Actor) -> contracts.OrganisationRecord:
    """Show an organisation to those who may see it."""
    return _to_record(row, _roles_of(_id_of(actor), [row]))


def to_invitation(
    row: models.Invitation, *, at: dt.datetime, is_lapsed: bool = False
) -> contracts.Invitation:
    """Show an invitation."""
    return to_contract(
        contracts.Invitation,
        row,
        organisation_name=row.organisation.name,
        state=_state_of(row, at, is_lapsed),
    )


def to_assignment(row: models.Assignment) -> contracts.Assignment:
    """Show an assignment."""
    return to_contract(contracts.Assignment, row, full_name=row.user.full_name)


def _invitations(
    rows: QuerySet[models.Invitation], *, at: dt.datetime, page: PageRequest
) -> Page[contracts.Invitation]:
    found: Page[Any] = keyset(
        rows.select_related("organisation"),
        order_by=_NEWEST_FIRST,
        page=page,
        to_contract=lambda row: row,
    )
    over = lapsed([row for row in found.results if row.can_be_answered(at)])
    return replace(
        found,
        results=tuple(to_invitation(row, at=at, is_lapsed=row.id in over) for row in found.results),
    )


def _state_of(row: models.Invitation, at: dt.datetime, is_lapsed: bool) -> InvitationState:  # noqa: FBT001
    if row.accepted_at is not None:
        return InvitationState.ACCEPTED
    if row.declined_at is not None:
        return InvitationState.DECLINED
    if row.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    if at >= row.expires_at:
        return InvitationState.EXPIRED
    return InvitationState.LAPSED if is_lapsed else InvitationState.OPEN


def with_roles(rows: QuerySet[models.Membership]) -> QuerySet[models.Membership]:
    """Bring people and their roles along."""
    grants = models.RoleGrant.objects.filter(organisation__isnull=False).order_by("role")
    return rows.select_related("user").prefetch_related(
        Prefetch("user__role_grants", queryset=grants, to_attr="roles_somewhere")
    )


def roles_of(row: models.Membership) -> tuple[str, ...]:
    """Return the roles that a member, brought along so, holds in the organisation."""
    grants: list[models.RoleGrant] = row.user.roles_somewhere  # type: ignore[attr-defined]
    return tuple(each.role for each in grants if each.organisation_id == row.organisation_id)


def _to_member(row: models.Membership, *, with_email: bool) -> contracts.Member:
    return contracts.Member(
        user_id=row.user_id,
        full_name=row.user.full_name,
        email=row.user.email if with_email else None,
        roles=roles_of(row),
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
    return to_contract(contracts.OrganisationRecord, row, my_roles=held.get(row.id, ()))
