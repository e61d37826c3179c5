"""What a caller may do."""

from __future__ import annotations

from uuid import UUID

from riz.actor import ANONYMOUS, SYSTEM, Actor, Grant

HERE, THERE = UUID(int=1), UUID(int=2)


class TestCan:
    def test_a_grant_everywhere_holds_for_each_organisation(self):
        actor = Actor(id=UUID(int=9), grants=frozenset({Grant(permission="booking.read_any")}))

        assert actor.can("booking.read_any")
        assert actor.can("booking.read_any", organisation_id=HERE)
        assert not actor.can("booking.manage_any")

    def test_a_grant_for_one_organisation_holds_for_that_one(self):
        grant = Grant(permission="booking.read_any", organisation_id=HERE)
        actor = Actor(id=UUID(int=9), grants=frozenset({grant}))

        assert actor.can("booking.read_any", organisation_id=HERE)
        assert not actor.can("booking.read_any", organisation_id=THERE)
        assert not actor.can("booking.read_any")
        assert actor.organisations_where("booking.read_any") == {HERE}

    def test_nobody_may_nothing_and_the_system_everything(self):
        assert not ANONYMOUS.can("events.manage")
        assert not ANONYMOUS.is_authenticated
        assert SYSTEM.can("events.manage", organisation_id=HERE)
        assert SYSTEM.is_authenticated


def test_is_written_as_kind_and_id():
    assert str(Actor(id=UUID(int=1), kind="user")) == f"user:{UUID(int=1)}"
    assert str(SYSTEM) == "system"
