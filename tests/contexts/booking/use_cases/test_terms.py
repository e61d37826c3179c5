from __future__ import annotations

import dataclasses
import itertools
import json

import pytest

from contexts.booking import contracts
from contexts.booking.contracts import Charge, ChargeKind, Source
from contexts.booking.domain.cancellation import DEFAULT_TERMS
from contexts.booking.models import CancellationTerms, DepositRule
from contexts.booking.use_cases._terms import load_deposits, load_terms
from riz.ids import new_id
from riz.mapping import to_contract

SELLER, OTHER, ROOM, BOAT = (new_id() for _ in range(4))
# Of whom terms can be, the closest first.
SCOPES = [
    {"seller_id": seller, "item_id": item, "source": source}
    for seller, item in ((SELLER, ROOM), (SELLER, None), (None, None))
    for source in (Source.PORTAL.value, "")
]


def state(*, grace=0, **fields):
    terms = CancellationTerms.objects.create(grace_hours=grace, **fields)
    terms.tiers.create(hours_before=24, charge_kind="NIGHTS", charge_value=1)
    terms.tiers.create(hours_before=72, charge_kind="PERCENT", charge_value=0)
    return terms


def loaded(item_id=ROOM, *, seller_id=SELLER, source=Source.PORTAL):
    return load_terms(things=[(seller_id, item_id)], source=source)[item_id]


@pytest.mark.parametrize(("closer", "wider"), tuple(itertools.pairwise(range(len(SCOPES)))))
@pytest.mark.django_db
def test_closer_terms_go_before_wider_ones(closer, wider):
    state(grace=2, **SCOPES[wider])
    assert loaded().grace_hours == 2
    row = state(grace=1, **SCOPES[closer])
    assert loaded().grace_hours == 1
    CancellationTerms.objects.filter(pk=row.pk).update(is_active=False)
    assert loaded().grace_hours == 2


@pytest.mark.django_db
def test_terms_of_others_apply_to_nobody_else():
    state(seller_id=OTHER)
    state(seller_id=OTHER, item_id=ROOM)
    state(seller_id=SELLER, item_id=BOAT)
    state(source=Source.API, seller_id=SELLER, item_id=ROOM)
    assert loaded() == DEFAULT_TERMS
    assert loaded(source=Source.API) != DEFAULT_TERMS


@pytest.mark.django_db
def test_terms_are_loaded_as_they_are_stated():
    state(grace=6, seller_id=SELLER, no_show_kind="SUM", no_show_value=90_000)
    assert loaded() == contracts.CancellationTerms(
        tiers=(
            contracts.CancellationTier(
                hours_before=72, charge=Charge(kind=ChargeKind.PERCENT, value=0)
            ),
            contracts.CancellationTier(
                hours_before=24, charge=Charge(kind=ChargeKind.NIGHTS, value=1)
            ),
        ),
        grace_hours=6,
        no_show=Charge(kind=ChargeKind.SUM, value=90_000),
    )


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.django_db
def test_terms_and_deposits_of_many_things_are_three_statements(count, django_assert_num_queries):
    things = [(new_id(), new_id()) for _ in range(count)]
    for seller_id, item_id in things:
        state(seller_id=seller_id, item_id=item_id)
        DepositRule.objects.create(seller_id=seller_id, percent=30, balance_due_days=7)
    with django_assert_num_queries(2):
        assert DEFAULT_TERMS not in load_terms(things=things, source=Source.PORTAL).values()
    with django_assert_num_queries(1):
        assert None not in load_deposits(things=things).values()


@pytest.mark.django_db
def test_a_things_own_deposit_goes_before_its_sellers():
    rules = {
        item_id: DepositRule.objects.create(
            seller_id=SELLER, item_id=item_id, percent=30, balance_due_days=7
        )
        for item_id in (ROOM, None)
    }
    things = [(SELLER, ROOM), (SELLER, BOAT), (OTHER, new_id())]
    assert list(load_deposits(things=things).values()) == [rules[ROOM], rules[None], None]
    DepositRule.objects.filter(item_id=ROOM).update(is_active=False)
    assert load_deposits(things=things)[ROOM] == rules[None]


@pytest.mark.django_db
def test_terms_survive_being_written_beside_an_item():
    state(grace=6, seller_id=SELLER, no_show_kind="SUM", no_show_value=90_000)
    for terms in (loaded(), DEFAULT_TERMS):
        written = json.loads(json.dumps(dataclasses.asdict(terms)))
        assert to_contract(contracts.CancellationTerms, written) == terms
