import json
import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.log_in import log_in
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.gateways import signing_keys
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from tests.contexts.identity.factories import UserFactory

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


class TestCreateDemoAccounts:
    @pytest.mark.requirement("ASVS 5.0 6.3.2")
    def test_makes_three_accounts_with_passwords_only_the_file_knows(self, tmp_path, at):
        file = tmp_path / "deep" / "accounts.json"

        said = run("create_demo_accounts", "--file", str(file))

        accounts = {entry["role"]: entry for entry in json.loads(file.read_text())}
        assert set(accounts) == {"TRAVELLER", "PORTAL_STAFF", "PORTAL_ADMIN"}
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        for entry in accounts.values():
            assert entry["password"] not in said
            assert log_in(email=entry["email"], password=entry["password"], at=at)
        assert not models.User.objects.get(email=accounts["TRAVELLER"]["email"]).is_staff
        assert models.User.objects.get(email=accounts["PORTAL_ADMIN"]["email"]).is_superuser
        staff = models.User.objects.get(email=accounts["PORTAL_STAFF"]["email"])
        assert (staff.is_staff, staff.is_superuser) == (True, False)

    def test_twice_is_as_once(self, tmp_path):
        file = tmp_path / "accounts.json"
        run("create_demo_accounts", "--file", str(file))
        first, rows = file.read_text(), list(models.User.objects.values().order_by("id"))

        run("create_demo_accounts", "--file", str(file))

        assert file.read_text() == first
        assert list(models.User.objects.values().order_by("id")) == rows
        assert models.RoleGrant.objects.count() == 2

    def test_a_lost_file_means_new_passwords(self, tmp_path, at):
        run("create_demo_accounts", "--file", str(tmp_path / "one.json"))

        run("create_demo_accounts", "--file", str(tmp_path / "two.json"))

        for entry in json.loads((tmp_path / "two.json").read_text()):
            assert log_in(email=entry["email"], password=entry["password"], at=at)
        assert models.User.objects.count() == 3

    def test_an_open_file_becomes_private(self, tmp_path):
        file = tmp_path / "accounts.json"
        file.write_text("[]")
        file.chmod(0o644)

        run("create_demo_accounts", "--file", str(file))

        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(tmp_path.iterdir()) == [file]

    def test_shows_them_only_when_asked(self, tmp_path):
        file = tmp_path / "accounts.json"

        said = run("create_demo_accounts", "--file", str(file), "--show")

        assert all(entry["password"] in said for entry in json.loads(file.read_text()))

    @override_settings(RIZ_DEMO_ACCOUNTS_ALLOWED=False)
    def test_is_refused_where_it_is_not_allowed(self, tmp_path):
        with pytest.raises(CommandError):
            run("create_demo_accounts", "--file", str(tmp_path / "accounts.json"))

        assert not models.User.objects.exists()
        assert not list(tmp_path.iterdir())

    @pytest.mark.requirement("ASVS 5.0 6.3.2")
    def test_a_fresh_database_has_no_account(self):
        assert not models.User.objects.exists()


class TestEndSessions:
    def test_ends_them(self, at):
        user = UserFactory()
        for _ in range(2):
            start_session(user_id=user.id, at=at)

        would = run("end_sessions", "--user", user.email.upper(), "--dry-run")
        assert len(queries.live_session_ids(user_id=user.id)) == 2
        did = run("end_sessions", "--user", user.email)

        assert queries.live_session_ids(user_id=user.id) == ()
        assert ("2" in would, "2" in did) == (True, True)

    @pytest.mark.parametrize("email", ["nobody@riz.example", "no address"])
    def test_unknown_people_are_named_clearly(self, email):
        with pytest.raises(CommandError):
            run("end_sessions", "--user", email)


class TestCreateSuperuser:
    def test_makes_an_administrator(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "three rivers and a lake")

        run("createsuperuser", "--email", "Root@riz.example", "--no-input")

        user = models.User.objects.get(email="root@riz.example")
        assert user.is_superuser
        assert user.role_grants.get().role == Role.PORTAL_ADMIN


class TestSigningKeys:
    def test_a_made_key_serves(self):
        keys = run("make_signing_key")

        with override_settings(JWT_SIGNING_KEYS=keys, JWT_SIGNING_KEYS_FILE=""):
            assert signing_keys.key_ring().signing.pair.is_private

    @pytest.mark.requirement("ASVS 5.0 13.3.1")
    def test_a_machine_makes_its_own_once(self, tmp_path):
        file = tmp_path / "keys" / "jwt.json"

        with override_settings(JWT_SIGNING_KEYS="", JWT_SIGNING_KEYS_FILE=str(file)):
            first = signing_keys.key_ring()
            signing_keys._ring.cache_clear()
            second = signing_keys.key_ring()

        assert first.signing.kid == second.signing.kid
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(file.parent.iterdir()) == [file]

    @pytest.mark.requirement("ASVS 5.0 13.3.1")
    def test_production_does_not_start_without_keys(self):
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": "x" * 60,
            "ALLOWED_HOSTS": "riz.example",
        }
        environment.pop("JWT_SIGNING_KEYS", None)

        refused = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()"],
            cwd=Path(__file__).resolve().parents[4],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert refused.returncode != 0
        assert "JWT_SIGNING_KEYS" in refused.stderr
