"""The catalogue of permissions: what a role can carry. What each one opens is told by the policies of every context."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from riz.actor import Actor

from ..contracts import Permission

PERMISSIONS: dict[str, Permission] = {
    permission.code: permission
    for permission in (
        Permission(
            code="catalog.manage",
            says="Describe what can be offered: destinations, places to stay, experiences, packages.",
            for_one_organisation=True,
        ),
        Permission(
            code="inventory.manage",
            says="Set how much can be sold on which dates, and close dates.",
            for_one_organisation=True,
        ),
        Permission(
            code="booking.read_any",
            says="Read other people's bookings, with what happened to them.",
            for_one_organisation=True,
        ),
        Permission(
            code="booking.manage_any",
            says="Book, change and cancel for other people.",
            for_one_organisation=True,
        ),
        Permission(
            code="payments.read_any",
            says="Read what other people owe and have paid.",
            for_one_organisation=True,
        ),
        Permission(
            code="payments.refund",
            says="Give money back.",
            for_one_organisation=True,
        ),
        Permission(
            code="notifications.manage",
            says="Read what was sent to people, and send it again.",
            for_one_organisation=False,
        ),
        Permission(
            code="transport.manage",
            says="Keep the timetables and what travel costs.",
            for_one_organisation=False,
        ),
        Permission(
            code="organisations.read",
            says="See an organisation's people and how it is set up.",
            for_one_organisation=True,
        ),
        Permission(
            code="organisations.members",
            says="Invite people, give and take their roles, assign things to them.",
            for_one_organisation=True,
        ),
        Permission(
            code="organisations.manage",
            says="Change an organisation, make its own roles, hand it over.",
            for_one_organisation=True,
        ),
        Permission(
            code="partners.read",
            says="See an API partner's credentials and what was called with them.",
            for_one_organisation=True,
        ),
        Permission(
            code="partners.manage",
            says="Make and withdraw an API partner's credentials.",
            for_one_organisation=True,
        ),
        Permission(
            code="identity.read_any",
            says="Look accounts up, with their sessions and their activity.",
            for_one_organisation=False,
        ),
        Permission(
            code="identity.impersonate",
            says="Act as another person for a quarter of an hour, with a reason that is kept.",
            for_one_organisation=False,
        ),
        Permission(
            code="identity.manage",
            says="Manage accounts, roles and organisations of everybody.",
            for_one_organisation=False,
        ),
        Permission(
            code="events.manage",
            says="See what moves between the parts of RIZ, and send it again.",
            for_one_organisation=False,
        ),
    )
}


def beyond(
    actor: Actor, *, permissions: Iterable[str], organisation_id: UUID | None
) -> frozenset[str]:
    """Return those of the permissions that the actor does not hold there itself, and so may hand to nobody.

    What it holds for single things only counts for nothing here: a role reaches all of an organisation.
    """
    return frozenset(
        one for one in permissions if not actor.can(one, organisation_id=organisation_id)
    )


def unknown(permissions: Iterable[str]) -> frozenset[str]:
    """Return the codes that no permission has."""
    return frozenset(permissions) - frozenset(PERMISSIONS)


def for_everywhere_only(permissions: Iterable[str]) -> frozenset[str]:
    """Return those that can't be given for one organisation's things."""
    return frozenset(
        one
        for one in permissions
        if one in PERMISSIONS and not PERMISSIONS[one].for_one_organisation
    )
