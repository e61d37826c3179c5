"""The numbers of documents move to a new key, and the old one can be taken out."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from contexts.booking.models import Customer
from riz import sealing
from tests.contexts.booking.factories import BookingFactory

OLD, NEW, STRANGE = (Fernet.generate_key().decode() for _ in range(3))
COLUMN = sealing.Column(Customer, "id_number_sealed")


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]


def test_sealed_columns_find_themselves_and_are_plain_text_to_migrations():
    assert COLUMN in sealing.sealed_columns()
    assert Customer._meta.get_field("id_number_sealed").deconstruct()[1] == (
        "django.db.models.TextField"
    )


@pytest.mark.django_db
class TestResealing:
    @pytest.mark.requirement("ASVS 5.0 11.2.2")
    def test_afterwards_the_old_key_can_be_taken_out(self, settings, capsys):
        people = [customer(f"K{number}") for number in range(7)]
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

        call_command("reseal")

        settings.FIELD_ENCRYPTION_KEYS = [NEW]
        assert [sealing.unseal(stored(row)) for row in people] == [f"K{n}" for n in range(7)]
        assert "7 resealed. Every key but the first can be taken out." in capsys.readouterr().out

    def test_it_goes_in_batches_and_tells_how_far_it_is(self, settings, monkeypatch):
        monkeypatch.setattr(sealing, "BATCH", 2)
        for number in range(5):
            customer(f"K{number}")
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
        told = []

        sealing.reseal(
            COLUMN, report=lambda progress: told.append((progress.seen, progress.resealed))
        )

        assert told == [(2, 2), (4, 4), (5, 5)]

    def test_broken_off_it_goes_on_where_it_stopped(self, settings, monkeypatch):
        monkeypatch.setattr(sealing, "BATCH", 2)
        for number in range(5):
            customer(f"K{number}")
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

        def break_off(_progress):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            sealing.reseal(COLUMN, report=break_off)
        assert sealing.reseal(COLUMN).resealed == 3
        assert sealing.reseal(COLUMN).resealed == 0

    def test_a_dry_run_counts_and_changes_nothing(self, settings, capsys):
        row = customer("K1")
        before = stored(row)
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

        call_command("reseal", "--dry-run")

        assert stored(row) == before
        assert "1 would be resealed" in capsys.readouterr().out

    def test_what_no_key_opens_is_counted_and_kept_and_the_rest_is_done(self, settings):
        settings.FIELD_ENCRYPTION_KEYS = [STRANGE]
        lost = customer("K0")
        before = stored(lost)
        settings.FIELD_ENCRYPTION_KEYS = [OLD]
        good = customer("K1")
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

        with pytest.raises(CommandError, match="1 sealed texts can't be opened"):
            call_command("reseal")

        settings.FIELD_ENCRYPTION_KEYS = [NEW]
        assert stored(lost) == before
        assert sealing.unseal(stored(good)) == "K1"

    def test_empty_columns_stay_empty(self, settings):
        row = Customer.objects.create(booking=BookingFactory(), full_name="Ravi")
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

        assert sealing.reseal(COLUMN).seen == 0
        assert stored(row) == ""

    def test_a_change_made_meanwhile_is_not_lost(self, settings, monkeypatch):
        row = customer("K1")
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
        read = sealing._is_under_first_key

        def change_it_first(sealed):
            Customer.objects.filter(pk=row.pk).update(id_number_sealed=sealing.seal("K2"))
            return read(sealed)

        monkeypatch.setattr(sealing, "_is_under_first_key", change_it_first)
        sealing.reseal(COLUMN)

        assert sealing.unseal(stored(row)) == "K2"


def customer(number):
    return Customer.objects.create(
        booking=BookingFactory(), full_name="Ravi", id_number_sealed=sealing.seal(number)
    )


def stored(row):
    return Customer.objects.values_list("id_number_sealed", flat=True).get(pk=row.pk)
