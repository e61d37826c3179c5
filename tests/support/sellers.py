"""Sellers and the browsers of their people, made as identity makes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.test import Client

from contexts.identity import api as identity
from contexts.identity.models import User
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.organisations.use_cases.assign_asset import assign_asset
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from riz import clock
from riz.actor import SYSTEM


def make_seller(name: str) -> Any:
    """Make a seller; one of the same name is the same."""
    slug = name.lower().replace(" ", "-")
    return identity.ensure_organisation(slug=slug, name=name, at=clock.now())


def desk_of(
    seller: Any, role: str = "SELLER_MANAGER", *, assets: Iterable[tuple[str, UUID]] = ()
) -> Client:
    """Open the staff screens as somebody with a role at the seller, who cares for the assets."""
    at = clock.now()
    user_id = register_user(
        is_verified=True,
        email=f"{role.lower()}@{seller.slug}.example",
        password="three rivers and a lake",
        full_name="Bikram Reang",
        at=at,
    )
    assert user_id is not None
    grant_role(user_id=user_id, role=role, organisation_id=seller.id, actor=SYSTEM, at=at)
    for kind, asset_id in assets:
        assign_asset(
            organisation_id=seller.id,
            user_id=user_id,
            kind=kind,
            asset_id=asset_id,
            actor=SYSTEM,
            at=at,
        )
    client = Client()
    client.force_login(User.objects.get(id=user_id))
    return client
