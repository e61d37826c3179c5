"""The kernel of policies: names, rules, reach. Every rule with a case that passes and one that fails."""

from __future__ import annotations

import sys
from functools import partial
from types import SimpleNamespace
from uuid import UUID

import pytest

from riz import policies
from riz.actor import ANONYMOUS, SYSTEM, Actor, Grant
from riz.errors import Forbidden, InPersonOnly, NotFound
from riz.policies import (
    EVERYTHING,
    NOTHING,
    Member,
    Membership,
    Policy,
    PolicyError,
    Target,
    Visibility,
    holds,
    holds_anywhere,
    holds_everywhere,
    is_self,
    member_of,
    nobody,
    owns,
    signed_in,
)
from riz.policies import registry as registry_module

ME, OTHER = UUID(int=1), UUID(int=2)
HERE, THERE = UUID(int=10), UUID(int=11)
ASSET, ANOTHER = UUID(int=20), UUID(int=21)


def person(*grants, **facts):
    return Actor(id=ME, kind="traveller", grants=frozenset(grants), **facts)


def grant(permission="x.manage", organisation_id=None, asset_id=None):
    return Grant(permission=permission, organisation_id=organisation_id, asset_id=asset_id)


def stated(rule, **facts):
    return Policy(action="x.y", says="", rule=rule, **facts)


@pytest.fixture
def registry(monkeypatch):
    for name in ("policies", "permissions", "scopes", "assignables", "staff_screens"):
        monkeypatch.setattr(registry_module, f"_{name}", {})


THING = Target(
    owner_id=OTHER, members=(Member(OTHER, "editor"),), organisation_id=HERE, asset_id=ASSET
)
CASES = [
    ("signed_in", signed_in, person(), ANONYMOUS, None),
    ("nobody", nobody, SYSTEM, person(grant()), None),
    ("owns", owns(), Actor(id=OTHER), person(), THING),
    ("owns a thing of nobody", owns(), SYSTEM, ANONYMOUS, Target()),
    ("member_of", member_of(), Actor(id=OTHER), person(), THING),
    ("member_of in a role", member_of(roles={"editor", "owner"}), Actor(id=OTHER), person(), THING),
    (
        "member_of in another role",
        member_of("party", roles={"owner"}),
        person(),
        Actor(id=OTHER),
        SimpleNamespace(party=[(ME, "owner"), (OTHER, "viewer")]),
    ),
    ("member_of a thing without members", member_of(), SYSTEM, person(), Target()),
    ("member_of, nobody's", member_of(), SYSTEM, ANONYMOUS, THING),
    ("is_self", is_self, person(), Actor(id=OTHER), ME),
    ("is_self by its row", is_self, person(), ANONYMOUS, SimpleNamespace(id=ME)),
    ("is_self, nobody's", is_self, SYSTEM, ANONYMOUS, None),
    ("holds everywhere", holds("x.manage"), person(grant()), person(grant("x.read")), THING),
    (
        "holds for its organisation",
        holds("x.manage"),
        person(grant(organisation_id=HERE)),
        person(grant(organisation_id=THERE)),
        THING,
    ),
    (
        "holds for it alone",
        holds("x.manage", assets=("asset_id",)),
        person(grant(organisation_id=HERE, asset_id=ASSET)),
        person(grant(organisation_id=HERE, asset_id=ANOTHER)),
        THING,
    ),
    (
        "holds for it alone, assigned by its own organisation",
        holds("x.manage", assets=("asset_id",)),
        person(grant(organisation_id=HERE, asset_id=ASSET)),
        person(grant(organisation_id=THERE, asset_id=ASSET)),
        THING,
    ),
    (
        "an assignment counts only where the rule says so",
        holds("x.manage"),
        person(grant(organisation_id=HERE)),
        person(grant(organisation_id=HERE, asset_id=ASSET)),
        THING,
    ),
    (
        "to no thing at all only everywhere",
        holds("x.manage", assets=("asset_id",)),
        person(grant()),
        person(grant(organisation_id=HERE), grant(organisation_id=HERE, asset_id=ASSET)),
        None,
    ),
    (
        "holds_everywhere",
        holds_everywhere("x.manage"),
        person(grant()),
        person(grant(organisation_id=HERE)),
        THING,
    ),
    (
        "a thing of no organisation",
        holds_everywhere("x.manage", assets=("asset_id",)),
        person(grant(asset_id=ASSET)),
        person(grant(organisation_id=HERE, asset_id=ASSET)),
        THING,
    ),
    (
        "holds_anywhere",
        holds_anywhere("x.manage"),
        person(grant(organisation_id=HERE, asset_id=ASSET)),
        person(grant("x.read")),
        None,
    ),
    ("and", owns() & holds("x.manage"), Actor(id=OTHER, grants={grant()}), Actor(id=OTHER), THING),
    ("or", owns() | holds("x.manage"), person(grant()), person(), THING),
    ("not", ~signed_in, ANONYMOUS, person(), None),
]


@pytest.mark.requirement("ASVS 5.0 8.1.1")
@pytest.mark.parametrize(
    ("rule", "passes", "fails", "thing"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_every_rule_lets_one_pass_and_refuses_another(rule, passes, fails, thing):
    assert stated(rule, scope="x").allows(passes, thing)
    assert not stated(rule).allows(fails, thing)


class TestNames:
    def test_an_action_that_nobody_stated_is_a_mistake_of_the_program(self, registry):
        for ask in (policies.allows, policies.require, policies.visible):
            with pytest.raises(PolicyError):
                ask(SYSTEM, "x.unknown")

    def test_an_action_is_stated_once(self, registry):
        policies.policy("x.y", signed_in, says="Do it.")
        with pytest.raises(PolicyError):
            policies.policy("x.y", nobody, says="Do it.")
        assert policies.allows(person(), "x.y")

    def test_what_policies_are_made_of_is_stated_once_and_read_in_order(self, registry):
        for state, read in (
            (
                partial(policies.permission, says="", for_one_organisation=True),
                policies.permissions,
            ),
            (partial(policies.scope, says=""), policies.scopes),
            (policies.assignable, policies.assignables),
            (partial(policies.staff_screens, permissions={}), policies.all_staff_screens),
        ):
            for name in ("b", "a"):
                state(name)
            assert list(read()) == ["a", "b"]
            with pytest.raises(PolicyError):
                state("a")

    def test_readable_tells_all_of_them_in_order(self, registry):
        policies.policy("x.b", signed_in | nobody, says="Second.")
        policies.policy("x.a", signed_in, says="First.")

        assert [(one.action, one.says) for one in policies.readable()] == [
            ("x.a", "First."),
            ("x.b", "Second."),
        ]
        assert policies.readable()[1].rule.name == "anybody signed in or the system alone"

    def test_the_refusal_is_the_one_that_was_asked_for(self, registry):
        policies.policy("x.y", nobody, says="Do it.")

        policies.require(SYSTEM, "x.y")
        with pytest.raises(Forbidden):
            policies.require(person(), "x.y")
        with pytest.raises(NotFound):
            policies.require(person(), "x.y", refusal=NotFound)


class TestWhoIsAsked:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_a_program_does_only_what_names_a_scope_of_its_own(self):
        everything = holds("x.manage")
        reader = person(grant(), scopes=frozenset({"x:read"}))

        assert stated(everything, scope="x:read").allows(reader, THING)
        assert not stated(everything, scope="x:write").allows(reader, THING)
        assert not stated(everything).allows(reader, THING)
        assert stated(everything, scope="x:write").visibility(reader) == NOTHING

    def test_a_partners_program_is_no_exception(self):
        partner = Actor(
            kind="partner", id=ME, partner_id=OTHER, scopes=frozenset(), grants=frozenset({grant()})
        )

        assert not stated(holds("x.manage"), scope="x:read").allows(partner, THING)

    def test_a_partner_without_any_scopes_is_a_program_and_no_person(self):
        partner = Actor(kind="partner", id=ME, partner_id=OTHER, grants=frozenset({grant()}))

        assert not stated(holds("x.manage"), scope="x:read").allows(partner, THING)
        assert not stated(holds("x.manage")).allows(partner, THING)

    def test_who_acts_as_another_person_changes_what_says_why_they_may(self):
        acting = person(grant(), impersonator_id=OTHER)

        assert not stated(holds("x.manage")).allows(acting, THING)
        assert stated(holds("x.manage")).allows(person(grant()), THING)
        assert stated(holds("x.manage")).visibility(acting) == NOTHING
        assert stated(holds("x.manage"), reads=True).allows(acting, THING)
        assert stated(holds("x.manage"), while_acting="to stop it").allows(acting, THING)
        assert not stated(nobody, reads=True).allows(acting, THING)

    def test_who_acts_as_another_person_is_refused_in_these_words(self, registry):
        writing = policies.policy("x.write", signed_in, says="Write.")
        acting = person(impersonator_id=OTHER)

        with pytest.raises(InPersonOnly):
            policies.require(acting, writing)
        with pytest.raises(NotFound):
            policies.require(acting, writing, refusal=NotFound)

    def test_the_system_may_do_everything(self):
        assert stated(nobody).allows(SYSTEM, THING)
        assert stated(nobody).visibility(SYSTEM) == EVERYTHING


class TestReach:
    def test_is_told_of_a_rule_as_it_is_put_together(self):
        rule = owns() | holds("x.manage", assets=("asset_id",))
        actor = person(
            grant(organisation_id=THERE),
            grant(organisation_id=HERE, asset_id=ASSET),
            grant(asset_id=ANOTHER),
        )

        assert stated(rule).visibility(actor) == Visibility(
            owners=frozenset({ME}),
            organisations=frozenset({THERE}),
            assets=frozenset({(HERE, ASSET)}),
        )
        assert stated(rule).visibility(ANONYMOUS) == NOTHING
        assert stated(rule).visibility(person(grant())).everything
        assert stated(signed_in & rule).visibility(actor) == stated(rule).visibility(actor)
        assert stated(rule & nobody).visibility(actor) == NOTHING

    def test_is_told_of_members_by_the_roles_that_count(self):
        rule = member_of(roles={"editor", "owner"}) | member_of(roles={"viewer"})

        assert stated(rule).visibility(person()) == Visibility(
            memberships=frozenset(
                {
                    Membership(person_id=ME, roles=frozenset({"editor", "owner"})),
                    Membership(person_id=ME, roles=frozenset({"viewer"})),
                }
            )
        )
        assert stated(rule).visibility(ANONYMOUS) == NOTHING
        assert stated(rule).is_closed_to(ANONYMOUS)
        assert not stated(rule).is_closed_to(person())

    def test_two_conditions_on_the_thing_cant_narrow_a_list_together(self):
        with pytest.raises(PolicyError):
            stated(owns() & holds("x.manage")).visibility(person(grant(organisation_id=HERE)))

    def test_a_rule_that_only_the_thing_can_answer_is_never_told_of_a_list(self):
        with pytest.raises(PolicyError):
            stated(~signed_in).visibility(person())

    def test_a_thing_without_what_the_rule_reads_is_a_mistake_of_the_program(self):
        with pytest.raises(AttributeError):
            stated(owns("created_by")).allows(person(), SimpleNamespace(owner_id=ME))


def test_a_check_takes_few_steps():
    """Not measured but counted: a hundred calls are some microseconds."""
    grants = {grant(f"p{number}", organisation_id=HERE) for number in range(40)}
    rule = stated(owns() | holds("x.manage", assets=("asset_id",)))
    actor = person(*grants)
    calls = []
    sys.setprofile(lambda _frame, event, _of: calls.append(event) if "call" in event else None)
    try:
        rule.allows(actor, THING)
    finally:
        sys.setprofile(None)

    assert len(calls) < 100
