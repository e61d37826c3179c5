import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.contexts.catalog.factories import PackageFactory, PackagePriceFactory

pytestmark = pytest.mark.django_db

JUNE = {"valid_from": dt.date(2026, 6, 1), "valid_to": dt.date(2026, 6, 30)}


@pytest.fixture
def package():
    package = PackageFactory()
    package.prices.all().delete()
    PackagePriceFactory(package=package, min_party=1, max_party=4, **JUNE)
    return package


class TestPricesNeverOverlap:
    @pytest.mark.parametrize(
        "other",
        [
            {"min_party": 4, "max_party": 9, **JUNE},
            {"min_party": 2, "max_party": None},
            {"min_party": 1, "max_party": 1, "valid_from": dt.date(2026, 6, 30)},
        ],
    )
    def test_the_database_refuses_a_second_price_for_somebody(self, package, other):
        with (
            pytest.raises(IntegrityError, match="package_prices_never_overlap"),
            transaction.atomic(),
        ):
            PackagePriceFactory(package=package, **other)

    @pytest.mark.parametrize(
        "other",
        [
            {"min_party": 5, "max_party": None, **JUNE},
            {"min_party": 1, "max_party": 4, "valid_from": dt.date(2026, 7, 1)},
            {"min_party": 1, "max_party": 4, "traveller_kind": "CHILD", **JUNE},
        ],
    )
    def test_it_takes_prices_for_others(self, package, other):
        PackagePriceFactory(package=package, **other)

        assert package.prices.count() == 2

    @pytest.mark.parametrize(
        "broken",
        [
            {"price_minor": -1},
            {"min_party": 0},
            {"min_party": 3, "max_party": 2},
            {"valid_from": dt.date(2026, 7, 2), "valid_to": dt.date(2026, 7, 1)},
            {"traveller_kind": "DOG"},
        ],
    )
    def test_it_refuses_prices_that_make_no_sense(self, package, broken):
        package.prices.all().delete()

        with pytest.raises(Exception, match=r"package_price|lower bound"), transaction.atomic():
            PackagePriceFactory(package=package, **broken)


class TestDepartures:
    @pytest.mark.parametrize("weekdays", [[], [0], [8], [1, 9]])
    def test_weekdays_are_iso(self, weekdays):
        with pytest.raises(IntegrityError, match="departure_weekdays"), transaction.atomic():
            PackageFactory(departure_weekdays=weekdays)
