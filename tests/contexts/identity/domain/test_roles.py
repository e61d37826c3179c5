from uuid import uuid4

import pytest

from contexts.identity.parts.roles.domain.roles import (
    HeldRole,
    Role,
    grants_of,
    opens_screen,
    works_for_the_portal,
)
from riz.actor import Actor

STAFF = frozenset({HeldRole(code=Role.PORTAL_STAFF)})
ADMIN = frozenset({HeldRole(code=Role.PORTAL_ADMIN)})
SELLER = uuid4()
SELLERS_STAFF = frozenset({HeldRole(code=Role.PORTAL_STAFF, organisation_id=SELLER)})


class TestGrants:
    def test_a_role_for_one_organisation_reaches_no_other(self):
        actor = Actor(id=uuid4(), grants=grants_of(SELLERS_STAFF))

        assert actor.can("booking.read_any", organisation_id=SELLER)
        assert not actor.can("booking.read_any", organisation_id=uuid4())
        assert not actor.can("booking.read_any")

    def test_staff_manages_neither_accounts_nor_events(self):
        actor = Actor(id=uuid4(), grants=grants_of(STAFF))

        assert actor.can("catalog.manage")
        assert not actor.can("identity.manage")
        assert not actor.can("events.manage")

    def test_a_role_that_code_no_longer_knows_carries_nothing(self):
        assert grants_of({HeldRole(code="EMPEROR")}) == frozenset()
        assert not works_for_the_portal({HeldRole(code="EMPEROR")})


class TestScreens:
    @pytest.mark.parametrize(
        ("held", "screen", "opens"),
        [
            (STAFF, "catalog.change_destination", True),
            (STAFF, "catalog.delete_destination", False),
            (STAFF, "booking.view_booking", True),
            (STAFF, "identity.view_user", False),
            (STAFF, "outbox.view_outboxevent", False),
            (STAFF, "catalog", False),
            (STAFF, "", False),
            (ADMIN, "identity.change_user", True),
            (ADMIN, "outbox.view_outboxevent", True),
            (SELLERS_STAFF, "catalog.view_destination", False),
            (frozenset(), "catalog.view_destination", False),
        ],
    )
    def test_the_default_is_no_asvs_8_2_1(self, held, screen, opens):
        assert opens_screen(held, screen) is opens

    def test_only_roles_held_everywhere_open_the_staff_screens(self):
        assert works_for_the_portal(STAFF)
        assert not works_for_the_portal(SELLERS_STAFF)
