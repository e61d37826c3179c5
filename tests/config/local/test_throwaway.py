"""The servers of a test run: real, separate, and gone when their owner is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from config.local import accounts
from config.local.postgres import Postgres
from config.local.throwaway import throwaway
from tests.support import databases
from tests.support.databases import ROOT
from tests.support.waiting import eventually

OWNER = """
from config.local.throwaway import throwaway
with throwaway() as servers:
    print(servers.directory, flush=True)
    input()
"""


def processes_of(directory: Path) -> list[str]:
    """List the processes that name a directory in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue
        if str(directory).encode() in command:
            found.append(entry.name)
    return found


class TestThrowaway:
    def test_nothing_is_left_of_an_owner_that_was_killed(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        ) as owner:
            assert owner.stdout
            directory = Path(owner.stdout.readline().decode().strip())
            assert directory.is_dir()
            assert processes_of(directory)

            owner.kill()

        assert eventually(lambda: not processes_of(directory) and not directory.exists())

    def test_it_works_where_nobody_is_the_only_other_account(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(accounts, "CANDIDATES", ("nobody",))

        with throwaway() as servers, servers.postgres.connect("postgres") as connection:
            answer = connection.execute("SELECT 1").fetchone()

        assert answer == (1,)

    def test_durable_servers_write_through(self) -> None:
        with throwaway(durable=True) as servers, servers.postgres.connect("postgres") as connection:
            shown = [
                connection.execute(f"SHOW {name}").fetchone()[0]
                for name in ("fsync", "synchronous_commit", "full_page_writes")
            ]

        assert shown == ["on", "on", "on"]

    def test_a_server_that_outlived_its_owner_is_ended_before_the_next_start(self) -> None:
        with throwaway() as servers:
            lock = servers.directory / "pg" / "postmaster.pid"

            again = Postgres(data=servers.postgres.data, sockets=servers.postgres.sockets)
            again.prepare()

            assert not lock.exists()
            assert not processes_of(servers.postgres.data)


class TestServersOfThisRun:
    def test_this_process_has_a_database_of_its_own(self) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")

        assert f"/riz_{worker}?" in os.environ["DATABASE_URL"]

    def test_workers_have_valkey_databases_of_their_own(self) -> None:
        valkey = databases.current().valkey
        first = redis.Redis.from_url(valkey.url(200))
        second = redis.Redis.from_url(valkey.url(201))

        with first, second:
            first.set("seen", "by first")

            assert second.get("seen") is None
            assert first.getdel("seen") == b"by first"

    def test_a_clone_has_the_tables_of_its_template(self, django_db_setup: None) -> None:
        servers = databases.current()
        name = f"{databases.name_for(os.environ.get('PYTEST_XDIST_WORKER', 'alone'))}_clone"
        servers.postgres.clone_database(name, template=databases.TEMPLATE)

        with servers.postgres.connect(name) as connection:
            applied = connection.execute("SELECT count(*) FROM django_migrations").fetchone()

        assert applied[0] > 10
        with servers.postgres.connect("postgres") as connection:
            connection.execute(
                psycopg.sql.SQL("DROP DATABASE {}").format(psycopg.sql.Identifier(name))
            )
