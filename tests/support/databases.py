"""One pair of servers for a whole test run, one migrated template, one clone of it for each process.

Whoever runs the tests alone, or hands them out to workers, starts the servers and migrates the
template. Each process that runs tests learns of them through one environment variable, clones the
template and puts the addresses into its environment before Django reads its settings.

What the migrations made is kept for the next run, and so is the description of the API, under a hash of all that they
can read.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from config.local.postgres import programs
from config.local.throwaway import Servers
from riz import clock

ROOT = Path(__file__).resolve().parents[2]
SERVERS = "RIZ_TEST_SERVERS"
TEMPLATE, MIGRATED = "riz_template", "riz_migrated"
KEPT = ROOT / ".local" / "kept-for-tests"
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
    _restore(servers, name, _dump(source.url(TEMPLATE)))
    return True


def build_template(servers: Servers) -> None:
    """Make the template out of the script that an earlier run kept, or that this one makes by the migrations."""
    script = kept("template.sql", lambda: _migrated(servers))
    servers.postgres.ensure_database(TEMPLATE)
    _restore(servers, TEMPLATE, script)


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """Return what an earlier run, or another process of this one, made of the same sources; make and keep it otherwise."""
    file = KEPT / f"{_hash_of_sources()}-{name}"
    try:
        return file.read_bytes()
    except FileNotFoundError:
        made = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob(f"*-{name}"):
        old.unlink(missing_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(made)
    unfinished.rename(file)
    return made


@cache
def _hash_of_sources() -> str:
    """Hash our code and data, what is installed, the settings, and the day, for which partitions are made."""
    facts = [sys.version, str(programs()), clock.now().date().isoformat()]
    facts += sorted(f"{each.name} {each.version}" for each in distributions())
    folders = [ROOT / name for name in ("config", "contexts", "riz", "tests/support")]
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    found = hashlib.blake2b("\n".join(facts).encode(), digest_size=16)
    for path in files:
        if "__pycache__" not in path.parts:
            found.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def _dump(url: str) -> bytes:
    words = [programs() / "pg_dump", "--no-owner", "--dbname", url]
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout


def _restore(servers: Servers, name: str, script: bytes) -> None:
    words = [programs() / "psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"]
    target = [
        "--single-transaction",
        "--output",
        os.devnull,
        "--dbname",
        servers.postgres.url(name),
    ]
    subprocess.run([*words, *target], input=script, capture_output=True, check=True)


def _migrated(servers: Servers) -> bytes:
    """Migrate a database and return it as a script."""
    servers.postgres.ensure_database(MIGRATED)
    migrated = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            **servers.environment(database=MIGRATED),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode:
        raise TemplateFailed(f"manage.py migrate failed:\n{migrated.stderr}")
    return _dump(servers.postgres.url(MIGRATED))
