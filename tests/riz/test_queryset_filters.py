"""Lists agree with single things: whoever may do something to a row finds it in the list, and nobody else."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection, models
from django.db.models import Q
from django.test.utils import isolate_apps

from riz.actor import ANONYMOUS, SYSTEM, Actor, Grant
from riz.policies import (
    EVERYTHING,
    NOTHING,
    Membership,
    Policy,
    PolicyError,
    Visibility,
    holds,
    member_of,
    owns,
)
from riz.queryset_filters import Memberships, Parts, within

ME, HERE, ASSET, FRIEND, STRANGER, THERE = (UUID(int=number) for number in range(1, 7))


def test_everything_is_no_condition_and_nothing_is_none_at_all():
    assert within(EVERYTHING) == Q()
    assert within(NOTHING) == Q(pk__in=[])


def test_a_filter_without_a_column_is_a_mistake_of_the_program():
    for visibility in (
        Visibility(owners=frozenset({ME})),
        Visibility(memberships=frozenset({Membership(person_id=ME)})),
        Visibility(organisations=frozenset({HERE})),
        Visibility(assets=frozenset({(HERE, ASSET)})),
    ):
        with pytest.raises(PolicyError):
            within(visibility)
    with pytest.raises(PolicyError):
        within(Visibility(assets=frozenset({(HERE, ASSET)})), assets=("pk",))


class TestMembers:
    READ = Policy(action="x.read", says="", rule=owns("made_by") | member_of("members"))
    EDIT = Policy(
        action="x.edit", says="", rule=owns("made_by") | member_of(roles={"editor", "owner"})
    )
    SHARE = Policy(action="x.share", says="", rule=member_of(roles={"owner"}))

    @pytest.fixture(autouse=True)
    def tables(self, db):
        with isolate_apps("riz.operations"):

            class Plan(models.Model):  # noqa: DJ008 - nobody prints it, nor the next two
                made_by = models.UUIDField()

                class Meta:
                    app_label = "operations"

                @property
                def members(self):
                    return [(row.person_id, row.role) for row in self.named.all()]

            class PlanMember(models.Model):  # noqa: DJ008
                plan = models.ForeignKey(Plan, models.CASCADE, related_name="named")
                person_id = models.UUIDField()
                role = models.CharField(max_length=10)

                class Meta:
                    app_label = "operations"

            class Stop(models.Model):  # noqa: DJ008
                plan = models.ForeignKey(Plan, models.CASCADE)

                class Meta:
                    app_label = "operations"

        self.plans, self.stops = Plan.objects, Stop.objects
        self.members = Memberships(rows=PlanMember.objects.all(), target="plan_id")
        self.stops_members = Memberships(
            rows=PlanMember.objects.all(), target="plan_id", listed="plan_id"
        )
        with connection.schema_editor() as editor:
            for model in (Plan, PlanMember, Stop):
                editor.create_model(model)
        for made_by, members in (
            (ME, [(ME, "owner"), (FRIEND, "viewer")]),
            (FRIEND, [(FRIEND, "owner"), (ME, "editor"), (ME, "viewer")]),
            (FRIEND, [(FRIEND, "owner"), (ME, "viewer")]),
            (FRIEND, []),
        ):
            plan = Plan.objects.create(made_by=made_by)
            Stop.objects.create(plan=plan)
            for person_id, role in members:
                PlanMember.objects.create(plan=plan, person_id=person_id, role=role)

    def listed(self, policy, actor):
        return self.plans.filter(
            within(policy.visibility(actor), owner="made_by", members=self.members)
        ).order_by("id")

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize("policy", [READ, EDIT, SHARE], ids=lambda one: one.action)
    @pytest.mark.parametrize(
        "actor", [Actor(id=ME), Actor(id=FRIEND), Actor(id=STRANGER), ANONYMOUS, SYSTEM], ids=str
    )
    def test_a_list_has_what_each_thing_allows_once(self, policy, actor):
        every = self.plans.order_by("id").prefetch_related("named")

        assert list(self.listed(policy, actor)) == [
            plan for plan in every if policy.allows(actor, plan)
        ]

    def test_the_roles_that_count_are_those_that_the_rule_names(self):
        counts = {
            policy.action: [len(self.listed(policy, Actor(id=who))) for who in (ME, FRIEND)]
            for policy in (self.READ, self.EDIT, self.SHARE)
        }

        assert counts == {"x.read": [3, 4], "x.edit": [2, 3], "x.share": [1, 2]}

    def test_what_belongs_to_a_thing_is_narrowed_by_the_things_members(self):
        visibility = self.SHARE.visibility(Actor(id=FRIEND))

        assert self.stops.filter(within(visibility, members=self.stops_members)).count() == 2

    def test_a_list_is_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert len(self.listed(self.READ, Actor(id=ME))) == 3


class TestParts:
    """Things that are assigned by what they are of, of which there may be several."""

    SOLD, OTHER, NEITHER = (UUID(int=number) for number in range(11, 14))
    READ = Policy(
        action="x.read", says="", rule=holds("x.read", organisation="seller", assets=("things",))
    )

    @pytest.fixture(autouse=True)
    def tables(self, db):
        with isolate_apps("riz.operations"):

            class Sale(models.Model):  # noqa: DJ008 - nobody prints it, nor the next
                seller = models.UUIDField()

                class Meta:
                    app_label = "operations"

                @property
                def things(self):
                    return tuple(row.thing for row in self.parts.all())

            class Part(models.Model):  # noqa: DJ008
                sale = models.ForeignKey(Sale, models.CASCADE, related_name="parts")
                thing = models.UUIDField()

                class Meta:
                    app_label = "operations"

        self.sales = Sale.objects
        self.parts = Parts(rows=Part.objects.all(), target="sale_id", asset="thing")
        with connection.schema_editor() as editor:
            editor.create_model(Sale)
            editor.create_model(Part)
        for seller, things in (
            (HERE, [self.SOLD, self.OTHER, self.SOLD]),
            (HERE, [self.OTHER]),
            (HERE, []),
            (THERE, [self.SOLD]),
        ):
            sale = Sale.objects.create(seller=seller)
            Part.objects.bulk_create(Part(sale=sale, thing=thing) for thing in things)

    def holder(self, *assets, organisation_id=HERE):
        return Actor(
            id=ME,
            grants=frozenset(
                Grant(permission="x.read", organisation_id=organisation_id, asset_id=asset)
                for asset in assets
            ),
        )

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize(
        ("things", "where", "count"),
        [
            ({"SOLD"}, HERE, 1),
            ({"OTHER"}, HERE, 2),
            ({"SOLD", "OTHER"}, HERE, 2),
            ({"NEITHER"}, HERE, 0),
            ({"SOLD"}, THERE, 1),
            ({"SOLD"}, None, 0),
        ],
    )
    def test_a_list_has_what_each_thing_allows_once(self, things, where, count):
        actor = self.holder(*(getattr(self, name) for name in things), organisation_id=where)
        condition = within(self.READ.visibility(actor), organisation="seller", assets=(self.parts,))

        listed = list(self.sales.filter(condition).order_by("id"))

        assert listed == [
            sale for sale in self.sales.order_by("id") if self.READ.allows(actor, sale)
        ]
        assert len(listed) == count

    def test_one_thing_may_stand_for_several(self):
        alone = SimpleNamespace(seller=HERE, things=self.SOLD)
        of_none = SimpleNamespace(seller=HERE, things=())

        assert self.READ.allows(self.holder(self.SOLD), alone)
        assert not self.READ.allows(self.holder(self.SOLD), of_none)
