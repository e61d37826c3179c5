"""Rows of before the rules of values: the migration writes them as the rules want them, and loses no word that people need."""

from __future__ import annotations

import pytest

from contexts.identity import models
from tests.contexts.identity.factories import OrganisationFactory, UserFactory
from tests.support.migrating import migrated, unchecked, write

pytestmark = pytest.mark.django_db
MIGRATION = "0012_values"


class TestPeople:
    @pytest.mark.parametrize(
        ("column", "written", "mended"),
        [
            ("full_name", "A\nB\x07", "A B"),
            ("full_name", "\u200b", ""),
            ("phone", "(0381) 222-5555", "+913812225555"),
            ("phone", "+91 381 000 0000", "+913810000000"),
            ("phone", "0381 2225555 ext. 12", "+913812225555"),
            ("phone", "+913812225555", "+913812225555"),
            ("phone", "ask at the desk", ""),
            ("time_zone", "Asia/Agartala", "UTC"),
            ("time_zone", "localtime", "UTC"),
            ("default_currency", "ZZZ", "INR"),
            ("locale", "no such locale", "en"),
            ("locale", "BN_in", "bn-IN"),
            ("email", "user@[192.0.2.1]", "user@[192.0.2.1]"),
            ("email", "user@fass.de", "user@fass.de"),
            ("avatar_url", "https://Faß.de/a.jpg", "https://xn--fa-hia.de/a.jpg"),
            ("avatar_url", "javascript:alert(1)", ""),
        ],
    )
    def test_of_before_are_mended(self, column, written, mended):
        user, untouched = UserFactory(), UserFactory(phone="+913812225555")
        unchecked("identity", MIGRATION)
        write(user, **{column: written})

        migrated("identity", MIGRATION)

        user.refresh_from_db()
        assert getattr(user, column) == mended
        untouched.refresh_from_db()
        assert untouched.phone == "+913812225555"
        user.save()

    def test_read_in_their_activity_which_number_could_not_be_kept(self, at):
        user = UserFactory()
        unchecked("identity", MIGRATION)
        write(user, phone="ask at the desk", phone_verified_at=at)

        migrated("identity", MIGRATION)

        entry = models.SecurityEvent.objects.get(user_id=user.id)
        assert (entry.action, entry.actor) == ("profile_changed", "system")
        assert entry.metadata == {"fields": ["phone"], "unreadable": "ask at the desk"}
        user.refresh_from_db()
        assert user.phone_verified_at is None

    def test_keep_a_name_for_their_organisation(self):
        organisation = OrganisationFactory()
        unchecked("identity", MIGRATION)
        write(organisation, name="\u202e", contact_email="Desk@Faß.de")

        migrated("identity", MIGRATION)

        organisation.refresh_from_db()
        assert (organisation.name, organisation.contact_email) == (
            "(no name)",
            "desk@xn--fa-hia.de",
        )
