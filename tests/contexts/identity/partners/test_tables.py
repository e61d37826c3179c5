"""What the database itself keeps of partners."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contexts.identity import models
from contexts.identity.parts.partners.use_cases.make_access_log_partitions import (
    make_access_log_partitions,
)
from riz import clock
from riz.ids import new_id

from .factories import PartnerFactory, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory()


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def partitions() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'identity_partneraccess'::regclass ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall()]
        counts = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {name}")
            counts[name.removeprefix("identity_partneraccess_")] = cursor.fetchone()[0]
    return counts


def write(at: dt.datetime, **facts):
    values = {
        "partner_id": new_id(),
        "credential_id": new_id(),
        "method": "GET",
        "endpoint": "/api/v1/bookings",
        "status": 200,
        "latency_ms": 3,
        "request_id": "r",
        "at": at,
    }
    models.PartnerAccess.objects.bulk_create([models.PartnerAccess(**values | facts)])


class TestCredentials:
    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    def test_a_partner_has_no_third_slot(self, partner):
        for _ in range(2):
            issue(partner)
        row = models.PartnerCredential.objects.first()
        for slot in (1, 2, 3):
            row.pk, row.client_id, row.slot = new_id(), f"riz_test_{slot}", slot

            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)

    @pytest.mark.parametrize(
        "facts",
        [
            {"revoked_at": "2026-03-14T09:30:00Z"},
            {"secret_hash": "in the clear"},
            {"scopes": []},
            {"rate_limit_per_minute": 0},
            {"expires_at": "2001-01-01T00:00:00Z"},
        ],
        ids=lambda facts: next(iter(facts)) + ("" if next(iter(facts.values())) else "-empty"),
    )
    def test_what_a_credential_can_not_be(self, partner, facts):
        issue(partner)

        assert refused(lambda: models.PartnerCredential.objects.update(**facts))

    @pytest.mark.parametrize(
        "facts",
        [
            {"status": "SUSPENDED"},
            {"status": "ASLEEP"},
            {"suspension_reason": "none"},
            {"rate_limit_per_minute": 0},
            {"version": 0},
        ],
        ids=lambda facts: "-".join(map(str, facts.values())),
    )
    def test_what_a_partner_can_not_be(self, partner, facts):
        assert refused(lambda: models.Partner.objects.filter(id=partner.id).update(**facts))


class TestAccessLog:
    @pytest.mark.requirement("ASVS 5.0 16.4.2")
    def test_it_is_only_added_to(self):
        write(clock.now())

        assert refused(lambda: models.PartnerAccess.objects.update(status=200))
        assert refused(lambda: models.PartnerAccess.objects.all().delete())
        assert models.PartnerAccess.objects.get().status_class == 2

    def test_each_month_is_a_table_and_none_is_lost_that_has_none(self):
        long_ago = dt.datetime(2020, 2, 29, 23, 59, 59, tzinfo=dt.UTC)
        now = clock.now()
        write(now)
        write(long_ago)

        assert {name: count for name, count in partitions().items() if count} == {
            f"{now:%Y_%m}": 1,
            "rest": 1,
        }

    def test_the_sweep_makes_months_ahead_moves_what_waited_and_drops_the_old(self, settings):
        settings.RIZ_ACCESS_LOG_MONTHS = 3
        begins, ends = (dt.datetime(2031, 12, 31, 23, 59, 59, 999_999, dt.UTC), None)
        ends = begins + dt.timedelta(microseconds=1)
        for at in (begins, ends, ends + dt.timedelta(days=32)):
            write(at)
        before = set(partitions())

        dropped = make_access_log_partitions(at=begins)

        assert set(dropped) == {
            f"identity_partneraccess_{name}" for name in before if name.startswith("20")
        }
        assert partitions() == {"2031_12": 1, "2032_01": 1, "2032_02": 1, "rest": 0}
        assert make_access_log_partitions(at=begins) == ()
        assert models.PartnerAccess.objects.count() == 3

    def test_the_retention_counts_whole_months(self, settings):
        settings.RIZ_ACCESS_LOG_MONTHS = 2
        march = dt.datetime(2033, 3, 31, 12, tzinfo=dt.UTC)
        make_access_log_partitions(at=march)

        dropped = make_access_log_partitions(at=dt.datetime(2033, 6, 1, tzinfo=dt.UTC))

        assert dropped == ("identity_partneraccess_2033_03",)
        assert "2033_04" in partitions()
