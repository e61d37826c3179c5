"""People of one seller state its terms and deposits on the staff screens, in their own words, and see nobody else's."""

import re

import pytest
from django.urls import reverse

from contexts.booking.models import CancellationTerms, CancellationTier, DepositRule
from contexts.identity.contracts import Role
from riz.ids import new_id
from tests.contexts.booking.conftest import staff_screens
from tests.support.sellers import desk_of, make_seller

pytestmark = pytest.mark.django_db
TERMS, DEPOSITS = "cancellationterms", "depositrule"


def address(model, act="changelist", *args):
    return reverse(f"admin:booking_{model}_{act}", args=args)


@pytest.fixture
def mine():
    return make_seller("Lakeside Hotels")


@pytest.fixture
def theirs():
    return make_seller("Hilltop Hotels")


@pytest.fixture
def desk(mine):
    return desk_of(mine)


def typed(*tiers, drop=(), **fields):
    """Return what a member of staff types in: of a tier the hours, the charge, what it's counted in."""
    rows = {
        f"tiers-{number}-{name}": value
        for number, tier in enumerate(tiers)
        for name, value in zip(
            ("hours_before", "charge_value", "charge_kind", "id"), tier, strict=False
        )
    }
    gone = {f"tiers-{number}-DELETE": "on" for number in drop}
    stored = sum(len(tier) > 3 for tier in tiers)
    return {
        "tiers-TOTAL_FORMS": len(tiers),
        "tiers-INITIAL_FORMS": stored,
        "grace_hours": 0,
        "no_show_kind": "PERCENT",
        "no_show_value": "100",
        "is_active": "on",
        **rows,
        **gone,
        **fields,
    }


def tiers():
    found = CancellationTier.objects.order_by("-hours_before")
    return list(found.values_list("hours_before", "charge_kind", "charge_value"))


def test_terms_are_stated_and_read_in_the_words_of_staff(desk, mine):
    stated = typed(
        (168, "0", "PERCENT"), (72, "1", "NIGHTS"), (24, "1234.50", "SUM"), seller_id=mine.id
    )
    desk.post(address(TERMS, "add"), stated)

    terms = CancellationTerms.objects.get()
    assert (terms.seller_id, terms.item_id, terms.source) == (mine.id, None, "")
    assert tiers() == [(168, "PERCENT", 0), (72, "NIGHTS", 1), (24, "SUM", 123_450)]
    listed = desk.get(address(TERMS)).content.decode()
    assert "168 h before: 0 %; 72 h before: 1 night; 24 h before: ₹1,234.50" in listed
    assert "Lakeside Hotels" in listed
    page = desk.get(address(TERMS, "change", terms.pk)).content.decode()
    assert 'value="1234.50"' in page
    assert "minor" not in page


def test_tiers_are_changed_and_dropped(desk, mine):
    terms = CancellationTerms.objects.create(seller_id=mine.id)
    sum_, half = (
        terms.tiers.create(hours_before=48, charge_kind="SUM", charge_value=500_00),
        terms.tiers.create(hours_before=24, charge_kind="PERCENT", charge_value=50),
    )
    rows = (48, "500.00", "SUM", sum_.pk), (24, "50", "PERCENT", half.pk)

    desk.post(
        address(TERMS, "change", terms.pk), typed(*rows, no_show_kind="SUM", no_show_value="9.5")
    )
    terms.refresh_from_db()
    assert (terms.no_show_kind, terms.no_show_value) == ("SUM", 950)
    assert tiers() == [(48, "SUM", 500_00), (24, "PERCENT", 50)]

    desk.post(address(TERMS, "change", terms.pk), typed(*rows, drop=[0]))
    assert tiers() == [(24, "PERCENT", 50)]


@pytest.mark.parametrize(
    "tier", [(24, "101", "PERCENT"), (24, "1.5", "NIGHTS"), (24, "1.005", "SUM"), (24, "-1", "SUM")]
)
def test_charges_that_cannot_be_are_refused(desk, mine, tier):
    answer = desk.post(address(TERMS, "add"), typed(tier, seller_id=mine.id))
    assert answer.status_code == 200
    assert not CancellationTerms.objects.exists()


def test_a_deposit_is_a_percentage(desk, mine):
    stated = {"seller_id": mine.id, "balance_due_days": 7, "is_active": "on"}
    desk.post(address(DEPOSITS, "add"), {**stated, "percent": 100})
    assert not DepositRule.objects.exists()

    desk.post(address(DEPOSITS, "add"), {**stated, "percent": 30})
    assert DepositRule.objects.get().seller_id == mine.id
    assert "30 %" in desk.get(address(DEPOSITS)).content.decode()


@pytest.mark.requirement("ASVS 5.0 8.2.2")
@pytest.mark.parametrize("whose", ["theirs", "everybody's", "of a thing alone"])
def test_terms_are_stated_for_ones_own_seller_alone(desk, theirs, whose):
    item = new_id() if whose == "of a thing alone" else ""
    seller = theirs.id if whose == "theirs" else ""
    desk.post(address(TERMS, "add"), typed(seller_id=seller, item_id=item))
    desk.post(address(DEPOSITS, "add"), {"seller_id": seller, "percent": 30, "balance_due_days": 7})
    assert not CancellationTerms.objects.exists()
    assert not DepositRule.objects.exists()
    assert "Hilltop" not in desk.get(address(TERMS, "add")).content.decode()


@pytest.mark.requirement("ASVS 5.0 8.2.2", "ASVS 5.0 8.4.1")
def test_terms_of_others_are_not_seen_nor_changed(desk, mine, theirs):
    foreign, all_sellers = (
        CancellationTerms.objects.create(seller_id=seller) for seller in (theirs.id, None)
    )
    own = CancellationTerms.objects.create(seller_id=mine.id)
    listed = desk.get(address(TERMS)).content.decode()
    assert address(TERMS, "change", own.pk) in listed
    for terms in (foreign, all_sellers):
        assert address(TERMS, "change", terms.pk) not in listed
        desk.post(address(TERMS, "change", terms.pk), typed(grace_hours=24))
        terms.refresh_from_db()
        assert terms.grace_hours == 0


def test_terms_stay_with_whom_they_were_stated_for(desk, mine, theirs):
    terms = CancellationTerms.objects.create(seller_id=mine.id)
    desk.post(address(TERMS, "change", terms.pk), typed(seller_id=theirs.id, grace_hours=24))
    terms.refresh_from_db()
    assert (terms.seller_id, terms.grace_hours) == (mine.id, 24)


def test_who_may_state_none_has_no_screen_of_terms(mine):
    reader = desk_of(mine, Role.ASSET_MANAGER, assets=[("PACKAGE", new_id())])
    assert reader.get(address(TERMS)).status_code == 403


def test_portal_staff_state_terms_for_every_seller(settings):
    portal = staff_screens(email="desk@riz.example")
    portal.post(address(TERMS, "add"), typed((24, "10", "PERCENT"), seller_id="", source="API"))
    terms = CancellationTerms.objects.get()
    assert (terms.seller_id, terms.source) == (None, "API")


def test_a_thing_is_chosen_by_its_name(sold):
    desk = desk_of(make_seller("Tripura Tourism"))
    form = desk.get(address(TERMS, "add")).content.decode()
    desk.post(address(TERMS, "add"), typed(seller_id=sold.seller, item_id=sold.stay))

    offered = re.search(rf'value="{sold.stay}"[^>]*>([^<]+)<', form)
    assert offered
    assert offered[1].strip() in desk.get(address(TERMS)).content.decode()
    assert CancellationTerms.objects.get().item_id == sold.stay
