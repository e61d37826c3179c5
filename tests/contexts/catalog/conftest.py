"""Who acts in tests of catalog."""

from __future__ import annotations

import pytest

from riz.actor import SYSTEM, Actor, Grant
from riz.ids import new_id


@pytest.fixture
def seller_id():
    return new_id()


@pytest.fixture
def seller(seller_id):
    """Somebody who manages one seller's things."""
    grant = Grant(permission="catalog.manage", organisation_id=seller_id)
    return Actor(id=new_id(), kind="operator", grants=frozenset({grant}))


@pytest.fixture
def stranger():
    """Somebody who manages another seller's things."""
    grant = Grant(permission="catalog.manage", organisation_id=new_id())
    return Actor(id=new_id(), kind="operator", grants=frozenset({grant}))


@pytest.fixture
def staff(db, at):
    """A browser in which an administrator of the portal is signed in."""
    from django.test import Client

    from contexts.identity.contracts import Role
    from contexts.identity.models import User
    from contexts.identity.parts.accounts.use_cases.register_user import register_user
    from contexts.identity.parts.organisations.use_cases.grant_role import grant_role

    user_id = register_user(
        is_verified=True,
        email="staff@riz.example",
        password="three rivers and a lake",
        full_name="Bikram Reang",
        at=at,
    )
    grant_role(user_id=user_id, role=Role.PORTAL_ADMIN, actor=SYSTEM, at=at)
    client = Client()
    client.force_login(User.objects.get(id=user_id))
    return client
