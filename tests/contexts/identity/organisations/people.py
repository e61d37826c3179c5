"""Organisations with people in them, for tests."""

from __future__ import annotations

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.parts.accounts.contracts import MailLinkKind
from riz import clock, link_tokens
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory, UserFactory

OWNERS = {
    OrganisationKind.SELLER: Role.SELLER_OWNER,
    OrganisationKind.OPERATOR: Role.OPERATOR_OWNER,
    OrganisationKind.PARTNER: Role.PARTNER_ADMIN,
}


def verified(**facts):
    return UserFactory(email_verified_at=clock.now(), **facts)


def member(organisation, *roles, **facts):
    """Make somebody who belongs to the organisation in these roles."""
    user = verified(**facts)
    models.Membership.objects.create(organisation=organisation, user=user)
    for role in roles:
        RoleGrantFactory(user=user, role=role, organisation=organisation)
    return user


def seller(kind=OrganisationKind.SELLER, **facts):
    """Make an organisation and its owner."""
    organisation = OrganisationFactory(kind=kind, **facts)
    return organisation, member(organisation, OWNERS[kind])


def portal_admin():
    return RoleGrantFactory(user=verified(), role=Role.PORTAL_ADMIN).user


def roles_in(organisation, user):
    held = models.RoleGrant.objects.filter(organisation=organisation, user=user)
    return set(held.values_list("role", flat=True))


def belongs(organisation, user):
    return models.Membership.objects.filter(organisation=organisation, user=user).exists()


def token_of(email):
    """Return what stands in the newest mail of an invitation to this address."""
    link = models.MailLink.objects.filter(
        kind=MailLinkKind.INVITATION, recipient=email.lower()
    ).latest("created_at", "id")
    return link_tokens.make(purpose=link.kind, row_id=link.id, nonce=bytes(link.nonce))
