"""One pair of servers for a whole test run, one migrated template, one clone of it for each process.

Whoever runs the tests alone, or hands them out to workers, starts the servers and migrates the
template. Each process that runs tests learns of them through one environment variable, clones the
template and puts the addresses into its environment before Django reads its settings.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from riz.local.postgres import programs
from riz.local.throwaway import Servers

ROOT = Path(__file__).resolve().parents[2]
SERVERS = "RIZ_TEST_SERVERS"
TEMPLATE = "riz_template"
SETTINGS = "tests.support.settings"


class TemplateFailed(Exception):
    """The migrations did not go through, so no test can run."""


def lead_to(servers: Servers, *, worker: str) -> None:
    """Point this process at the database of its own and tell its children where the servers are."""
    os.environ[SERVERS] = str(servers.directory)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ.update(servers.environment(database=name_for(worker), number=number_for(worker)))


def current() -> Servers:
    """Return the servers of this test run."""
    return Servers(Path(os.environ[SERVERS]))


def name_for(worker: str) -> str:
    """Return the database of a worker."""
    return f"riz_{worker}"


def number_for(worker: str) -> int:
    """Return the Valkey database of a worker: gw0 has 1."""
    digits = "".join(character for character in worker if character.isdigit())
    return int(digits) + 1 if digits else 0


def copy_template(servers: Servers, name: str) -> bool:
    """Copy the template into a database of other servers; tell whether there is one to copy."""
    known = os.environ.get(SERVERS)
    source = Servers(Path(known)).postgres if known else None
    if source is None or not source.has_database(TEMPLATE):
        return False
    words = [programs() / "pg_dump", "--no-owner", "--dbname", source.url(TEMPLATE)]
    script = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    words = [programs() / "psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"]
    target = ["--output", os.devnull, "--dbname", servers.postgres.url(name)]
    subprocess.run([*words, *target], input=script.stdout, capture_output=True, check=True)
    return True


def build_template(servers: Servers) -> None:
    """Migrate the template, in a process of its own so that nobody stays connected to it."""
    servers.postgres.ensure_database(TEMPLATE)
    migrated = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            **servers.environment(database=TEMPLATE),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode:
        raise TemplateFailed(f"manage.py migrate failed:\n{migrated.stderr}")
