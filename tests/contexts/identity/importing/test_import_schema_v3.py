"""The import from Tripura's present database: what comes, what can't, and what a second run does."""

from __future__ import annotations

import datetime as dt
import io
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from contexts.identity import models
from contexts.identity.errors import BadCredentials
from contexts.identity.parts.accounts.gateways.imported_passwords import ImportedPasswordHasher
from contexts.identity.parts.accounts.use_cases.check_credentials import check_credentials
from contexts.identity.use_cases.erase_user import erase_user
from riz import clock
from riz.importing.models import ImportedRow
from riz.importing.running import import_all
from riz.importing.source import open_source
from riz.importing.tables import Remark, all_tables
from riz.importing.words import translate
from riz.policies import permissions, scopes
from tests.contexts.identity.importing.old_portal import HASH, NOON, PASSWORD, OldPortal, id_of
from tests.support import databases

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal():
    postgres = databases.current().postgres
    name = f"old_portal_{uuid4().hex[:8]}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    made = OldPortal(postgres.url(name))
    yield made
    made.close()
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def bring(portal):
    def run(**options):
        with open_source(portal.url) as source:
            return import_all(source=source, seller="tripura-tourism", at=clock.now(), **options)

    return run


def reasons(report, table=None):
    return [one.reason for one in report.refused if table in (None, one.table)]


def user(word):
    return models.User.objects.get(id=id_of(word))


class TestPeople:
    def test_come_under_their_ids_with_their_facts(self, portal, bring):
        portal.add_user("anita", phone="+91 381 222 5555", email="Anita@Portal.example")
        bring()

        anita = user("anita")
        assert (anita.email, anita.full_name) == ("anita@portal.example", "User anita")
        assert (anita.phone, anita.kind) == ("+913812225555", "PORTAL_STAFF")
        # Noon in Tripura.
        assert anita.created_at == dt.datetime(2025, 6, 1, 6, 30, tzinfo=dt.UTC)
        assert anita.email_verified_at == anita.created_at

    def test_come_with_what_can_be_read_of_their_names_and_numbers(self, portal, bring):
        portal.add_user("anita", full_name="Anita\n\x07 \u202eD\u202c", phone="(0381) 222-5555")
        portal.add_user("bikash", full_name="\u200b", phone="ask at the desk")
        portal.add_role("Guides\nof\x07Tripura", "booking.view")

        report = bring()

        anita, bikash = user("anita"), user("bikash")
        assert (anita.full_name, anita.phone) == ("Anita D", "+913812225555")
        assert (bikash.full_name, bikash.phone) == ("", "")
        assert models.Role.objects.get().name == "Guides of Tripura"
        told = [note.reason for note in report.notes if note.row_id == str(bikash.id)]
        assert any("can't be read and was left out: ask at the desk" in reason for reason in told)

    def test_sign_in_with_their_old_password_which_is_hashed_anew(self, portal, bring):
        portal.add_user("anita")
        bring()
        assert user("anita").password == f"bcrypt${HASH}"

        found = check_credentials(
            email="anita@portal.example", password=PASSWORD, ip=None, at=clock.now()
        )

        assert found.id == id_of("anita")
        assert not user("anita").password.startswith("bcrypt")
        assert user("anita").check_password(PASSWORD)

    @pytest.mark.parametrize("prefix", ["$2a$", "$2b$", "$2y$"])
    def test_every_spelling_of_bcrypt_is_known(self, portal, bring, prefix):
        portal.add_user("anita", password=prefix + HASH[4:])
        bring()

        assert user("anita").check_password(PASSWORD)

    def test_passwords_longer_than_bcrypt_knows_are_refused_or_taken_but_no_fault(
        self, portal, bring
    ):
        portal.add_user("anita")
        bring()

        assert not user("anita").check_password("x" * 128)
        assert user("anita").password == f"bcrypt${HASH}"

    def test_locked_and_disabled_ones_stay_out(self, portal, bring):
        portal.add_user("locked", is_locked=True)
        portal.add_user("disabled", is_active=False)
        report = bring()

        assert not user("locked").is_active
        assert not user("disabled").is_active
        assert any("locked" in note.reason for note in report.notes)

    def test_a_hash_of_another_kind_lets_nobody_in(self, portal, bring):
        portal.add_user("odd", password="5f4dcc3b5aa765d61d8327deb882cf99")
        report = bring()

        assert not user("odd").has_usable_password()
        assert any("not bcrypt" in note.reason for note in report.notes)

    def test_rows_that_can_not_come_are_named_with_the_reason(self, portal, bring):
        portal.add_user("anita")
        portal.add_user("twin", email="ANITA@portal.example", created_at=NOON + dt.timedelta(1))
        portal.add_user("bad", email="no address")
        portal.add_user("nothing", email=None)
        portal.add_user("odd", user_type="WIZARD")
        portal.add("user_credentials", id=id_of("x"), user_id=id_of("nobody"), password_hash=HASH)
        report = bring()

        assert sorted(reasons(report)) == [
            "the e-mail address is another user's, but for its case",
            "the e-mail address is none",
            "the e-mail address is none",
            "the user type is not known",
            "there is no such user",
        ]
        assert models.User.objects.count() == 1
        assert (
            Remark(table="users", row_id=str(id_of("odd")), reason="the user type is not known")
            in report.refused
        )

    def test_an_address_that_has_an_account_here_stays_with_it(self, portal, bring):
        mine = models.User.objects.create(email="anita@portal.example", full_name="Mine")
        portal.add_user("anita")
        report = bring()

        assert reasons(report) == ["the e-mail address is another user's, but for its case"]
        assert models.User.objects.get() == mine


class TestAgain:
    def test_the_second_run_changes_nothing(self, portal, bring):
        portal.add_user("anita")
        portal.add_many(20)
        bring()
        before = list(models.User.objects.order_by("id").values())
        report = bring()

        assert list(models.User.objects.order_by("id").values()) == before
        assert sum(counts.written for counts in report.counts.values()) == 0
        assert report.counts["users"].unchanged == 21

    def test_a_changed_row_comes_again(self, portal, bring):
        portal.add_user("anita")
        bring()
        portal.execute("UPDATE users SET full_name = 'Anita D.'")
        report = bring()

        assert user("anita").full_name == "Anita D."
        assert report.counts["users"].written == 1

    def test_what_was_changed_here_stays(self, portal, bring):
        portal.add_user("anita")
        bring()
        models.User.objects.update(full_name="Anita here")
        bring()

        assert user("anita").full_name == "Anita here"

    def test_a_password_that_was_chosen_here_survives_a_change_there(self, portal, bring):
        portal.add_user("anita")
        bring()
        check_credentials(email="anita@portal.example", password=PASSWORD, ip=None, at=clock.now())
        here = user("anita").password
        portal.execute("UPDATE users SET full_name = 'Anita D.'")
        bring()

        assert user("anita").password == here
        assert user("anita").full_name == "Anita D."

    def test_a_row_that_was_put_right_comes_in_the_next_run(self, portal, bring):
        portal.add_user("bad", email="no address")
        bring()
        portal.execute("UPDATE users SET email = 'good@portal.example'")
        report = bring()

        assert report.refused == []
        assert user("bad").email == "good@portal.example"

    def test_a_run_that_was_cut_off_is_continued(self, portal, bring):
        portal.add_many(1200)

        def die(table, counts):
            if table == "users" and counts.read >= 1000:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            bring(tell=die)
        assert models.User.objects.count() == 1000
        report = bring()

        assert models.User.objects.count() == 1200
        assert report.counts["users"].unchanged == 1000

    def test_who_was_erased_here_does_not_come_back(self, portal, bring):
        portal.add_user("anita")
        bring()
        erase_user(user_id=id_of("anita"), at=clock.now())
        portal.execute("UPDATE users SET full_name = 'Anita D.'")
        report = bring()

        assert reasons(report, "users") == ["was erased here"]
        assert user("anita").full_name == ""


class TestRoles:
    def test_those_of_code_are_given_and_the_others_made(self, portal, bring):
        staff, desk = (
            portal.add_role("Portal Staff"),
            portal.add_role("Desk", "booking.view", "fly"),
        )
        for role in (staff, desk):
            portal.add("user_roles", user_id=portal.add_user(f"u{role}"), role_id=role)
        report = bring()

        role = models.Role.objects.get()
        assert (role.name, role.permissions) == ("Desk", ["booking.read_any"])
        assert any("fly" in note.reason for note in report.notes)
        held = {grant.role: grant.organisation_id for grant in models.RoleGrant.objects.all()}
        assert held == {"PORTAL_STAFF": None, "v3-desk": None}

    def test_roles_without_meaning_and_of_nobody_are_refused(self, portal, bring):
        empty = portal.add_role("Juggler", "juggle")
        portal.add("user_roles", user_id=portal.add_user("anita"), role_id=empty)
        portal.add("user_roles", user_id=id_of("nobody"), role_id=empty)
        portal.add("user_roles", user_id=id_of("anita"), role_id=id_of("no role"))
        report = bring()

        assert len(reasons(report, "roles")) == 1
        assert len(reasons(report, "user_roles")) == 3
        assert not models.RoleGrant.objects.exists()

    def test_assignments_keep_their_assets_and_count(self, portal, bring):
        asset = uuid4()
        facts = {"user_id": portal.add_user("anita"), "assigned_at": NOON, "asset_id": asset}
        portal.add("asset_manager_assignments", id=id_of("a"), asset_type="PACKAGE", **facts)
        portal.add("asset_manager_assignments", id=id_of("b"), asset_type="BOAT", **facts)
        report = bring()

        assigned = models.Assignment.objects.get()
        assert (assigned.id, assigned.asset_id, assigned.kind) == (id_of("a"), asset, "PACKAGE")
        assert models.RoleGrant.objects.get().role == "ASSET_MANAGER"
        assert reasons(report) == ["nothing is a BOAT here"]


class TestPartners:
    SECRET = "a secret that lay in the clear"

    @pytest.fixture
    def partner(self, portal):
        portal.add(
            "api_partners", id=id_of("p"), name="Make My Trip", domain="Trips.example",
            contact_email="api@trips.example", is_active=True, created_at=NOON,
        )  # fmt: skip
        return id_of("p")

    def credential(self, portal, word, **facts):
        portal.add(
            "api_credentials",
            **{
                "id": id_of(word), "partner_id": id_of("p"), "client_id": word,
                "client_secret": self.SECRET, "scopes": ["booking:read", "fly"],
                "rate_limit_per_min": 90, "is_active": True, "created_at": NOON, **facts,
            },
        )  # fmt: skip

    def test_come_with_what_can_be_read_of_them(self, portal, bring):
        portal.add(
            "api_partners", id=id_of("p"), name="Make\nMy\x07Trip", domain="https://trips.example/",
            contact_email="Api@Faß.de", is_active=True, created_at=NOON,
        )  # fmt: skip
        portal.add(
            "api_partners", id=id_of("q"), name="\u200b", domain="Faß.de",
            contact_email="api@localhost", is_active=True, created_at=NOON,
        )  # fmt: skip

        report = bring()

        partner = models.Partner.objects.get()
        assert (partner.name, partner.domain) == ("Make My Trip", "")
        assert partner.contact_email == "api@xn--fa-hia.de"
        assert partner.organisation.name == "Make My Trip"
        assert reasons(report, "api_partners") == ["the contact's e-mail address is none"]

    def test_come_with_an_organisation_for_their_people(self, portal, bring, partner):
        portal.add_user("boss", user_type="PARTNER_ADMIN", partner_id=partner)
        bring()

        made = models.Partner.objects.get()
        assert (made.id, made.domain, made.organisation.kind) == (
            partner,
            "trips.example",
            "PARTNER",
        )
        grant = models.RoleGrant.objects.get()
        assert (grant.role, grant.organisation_id) == ("PARTNER_ADMIN", made.organisation_id)
        assert models.Membership.objects.get().user_id == id_of("boss")

    @pytest.mark.requirement("ASVS 5.0 13.3.1")
    def test_secrets_are_hashed_on_the_way(self, portal, bring, partner):
        self.credential(portal, "one")
        report = bring()

        stored = models.PartnerCredential.objects.get()
        assert self.SECRET not in str(models.PartnerCredential.objects.values().get())
        assert (stored.scopes, stored.rate_limit_per_minute) == (["bookings:read"], 90)
        assert any("fly" in note.reason for note in report.notes)
        assert self.SECRET not in repr(report)

    def test_two_are_alive_and_others_are_not(self, portal, bring, partner):
        for number in range(3):
            self.credential(portal, f"c{number}", created_at=NOON + dt.timedelta(number))
        self.credential(portal, "off", is_active=False)
        self.credential(portal, "lost", partner_id=id_of("no partner"))
        self.credential(portal, "idle", scopes=["fly"])
        report = bring()

        alive = models.PartnerCredential.objects.filter(slot__isnull=False)
        assert set(alive.values_list("client_id", flat=True)) == {"c1", "c2"}
        assert sorted(reasons(report)) == [
            "it carries no scope that means something here",
            "its partner did not come",
        ]

    def test_inactive_ones_are_suspended(self, portal, bring, partner):
        portal.execute("UPDATE api_partners SET is_active = false")
        bring()

        assert models.Partner.objects.get().is_suspended


def test_the_log_comes_over_with_its_times(portal, bring):
    portal.add_user("anita")
    facts = {"action": "LOGIN", "resource_type": "x", "metadata": '{"a": 1}', "created_at": NOON}
    portal.add("user_activity_logs", id=id_of("l"), user_id=id_of("anita"), **facts)
    portal.add("user_activity_logs", id=id_of("m"), user_id=id_of("nobody"), **facts)
    report = bring()

    entry = models.SecurityEvent.objects.get(id=id_of("l"))
    assert (entry.action, entry.metadata) == ("login", {"a": 1})
    assert entry.at == dt.datetime(2025, 6, 1, 6, 30, tzinfo=dt.UTC)
    assert reasons(report) == ["there is no such user"]


@pytest.mark.parametrize(
    ("stated", "words", "here"),
    [
        (
            permissions,
            "booking.read bookings.view BOOKING_LIST booking.read_any",
            "booking.read_any",
        ),
        (permissions, "booking.manage booking:write booking.override", "booking.manage_any"),
        (permissions, "inventory.write availability.manage", "inventory.manage"),
        (permissions, "catalog.edit content.manage destinations.manage", "catalog.manage"),
        (permissions, "payment.read payments.view", "payments.read_any"),
        (permissions, "payment.refund booking.refund", "payments.refund"),
        (permissions, "partner.read partners.view", "partners.read"),
        (permissions, "user.read users.view", "identity.read_any"),
        (permissions, "user.write role.manage", "identity.manage"),
        (scopes, "bookings:read booking.read read:bookings", "bookings:read"),
        (scopes, "booking:create write:bookings", "bookings:write"),
        (scopes, "availability:read inventory.read", "inventory:read"),
        (scopes, "availability:write write:catalog", "inventory:write catalog:write"),
    ],
)
def test_codes_of_before_mean_what_each_context_says_of_its_own(stated, words, here):
    all_tables()

    assert translate(words.split(), known=stated()) == (set(here.split()), [])


def test_the_source_can_not_be_written(portal):
    with open_source(portal.url) as source, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        source.execute("DELETE FROM users")


def test_a_dry_run_writes_nothing_and_says_the_same(portal, bring):
    portal.add_many(600)
    portal.add_user("bad", email="no address")

    said = bring(dry_run=True)

    assert not models.User.objects.exists()
    assert not ImportedRow.objects.exists()
    assert not models.Organisation.objects.exists()
    assert said == bring()


def test_the_command_reports_every_row_that_did_not_come(portal):
    portal.add_user("anita")
    portal.add_user("bad", email="no address")
    out = io.StringIO()

    call_command("import_schema_v3", database_url=portal.url, stdout=out, stderr=io.StringIO())

    assert f"not taken: users {id_of('bad')}: the e-mail address is none" in out.getvalue()
    assert "users: 2 read, 1 written, 0 unchanged, 1 not taken" in out.getvalue()


def test_the_command_says_no_password_of_the_database():
    url = "postgres://importer:hunter2@127.0.0.1:1/nothing"
    with pytest.raises(CommandError) as refused:
        call_command("import_schema_v3", database_url=url, stderr=io.StringIO())

    assert "hunter2" not in str(refused.value)


def test_thousands_come_by_the_hundred(portal, bring):
    """Not measured but counted: there are many times fewer statements than rows."""
    portal.add_many(1000)
    with CaptureQueriesContext(connection) as asked:
        report = bring()

    assert models.User.objects.count() == 1000
    assert report.refused == []
    assert len(asked) < 100


@pytest.mark.requirement("ASVS 5.0 6.3.8")
def test_a_refusal_takes_as_long_for_an_imported_account_as_for_any(portal, bring, monkeypatch):
    """Not measured but counted: each refusal compares with a hash of each kind once."""
    portal.add_user("old")
    bring()
    new = models.User(email="new@portal.example")
    new.set_password(PASSWORD)
    new.save()
    compared = []
    for hasher in (MD5PasswordHasher, ImportedPasswordHasher):

        def verify(self, password, encoded, before=hasher.verify):
            compared.append(self.algorithm)
            return before(self, password, encoded)

        monkeypatch.setattr(hasher, "verify", verify)

    def kinds(email):
        compared.clear()
        with pytest.raises(BadCredentials):
            check_credentials(email=email, password="wrong one", ip=None, at=clock.now())
        return sorted(compared)

    with override_settings(RIZ_IMPORTED_PASSWORDS=True):
        seen = [kinds(f"{who}@portal.example") for who in ("old", "new", "nobody")]

    assert seen == [["bcrypt", "md5"]] * 3
