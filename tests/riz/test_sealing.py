"""Sealed text: keys change without anything being lost."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from riz import sealing

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]


class TestSealing:
    @pytest.mark.requirement("ASVS 5.0 11.3.4")
    def test_what_is_sealed_is_not_readable_and_never_the_same_twice(self):
        sealed = sealing.seal("K1234567")

        assert "K1234567" not in sealed
        assert sealing.seal("K1234567") != sealed
        assert sealing.unseal(sealed) == "K1234567"

    def test_every_character_survives(self):
        text = "Ω≈ç √ 田中さん 🏳️‍🌈 \x00 'or 1=1"

        assert sealing.unseal(sealing.seal(text)) == text

    @pytest.mark.requirement("ASVS 5.0 11.2.2")
    def test_an_old_key_still_opens_what_it_sealed(self, settings):
        sealed = sealing.seal("K1234567")
        settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

        assert sealing.unseal(sealed) == "K1234567"
        fresh = sealing.seal("K1234567")
        settings.FIELD_ENCRYPTION_KEYS = [NEW]
        assert sealing.unseal(fresh) == "K1234567"

    def test_a_missing_key_is_named_and_nothing_of_the_text_is(self, settings):
        sealed = sealing.seal("K1234567")
        settings.FIELD_ENCRYPTION_KEYS = [NEW]

        with pytest.raises(sealing.Unsealable, match="FIELD_ENCRYPTION_KEYS") as refusal:
            sealing.unseal(sealed)

        assert sealed not in str(refusal.value)

    @pytest.mark.requirement("ASVS 5.0 11.3.3", "ASVS 5.0 11.2.5")
    @pytest.mark.parametrize("position", [0, 12, 40, -6])
    def test_an_altered_text_is_refused(self, position):
        sealed = list(sealing.seal("K1234567"))
        sealed[position] = "B" if sealed[position] != "B" else "C"

        with pytest.raises(sealing.Unsealable):
            sealing.unseal("".join(sealed))

    @pytest.mark.parametrize("keys", [[], ["short"], [NEW, "not a key at all"]])
    def test_unusable_keys_are_a_clear_error(self, settings, keys):
        settings.FIELD_ENCRYPTION_KEYS = keys

        with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS") as refusal:
            sealing.seal("K1234567")

        assert "not a key at all" not in str(refusal.value)


def test_every_column_that_is_called_sealed_is_one():
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("_sealed") and isinstance(field, models.TextField)
    }

    assert named <= {str(column) for column in sealing.sealed_columns()}
