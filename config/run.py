"""RIZ on one machine: `make run`.

PostgreSQL and Valkey (unless the environment names others), the migrations, the demo data on the first
run, and then every process of RIZ under one supervisor.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

import environ
import redis

from config import queues
from config.applied_migrations import are_applied, remember
from config.local.errors import LocalError
from config.local.lock import only_run_in
from config.local.output import Output
from config.local.place import Place
from config.local.ports import HOST, claimed_port
from config.local.processes import Command
from config.local.supervisor import EndAsked, Supervisor
from config.welcome import welcome
from riz.operations import heartbeats

# Ends of waits for what hangs: what dies is noticed at once, and a busy machine takes its time.
START_SECONDS = 300.0
READY_SECONDS = 900.0
ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 10
PYTHON = sys.executable
AS_ROOT_IS_FINE_HERE = "ignore:You're running the worker with superuser privileges"


def main() -> int:
    """Run RIZ until it is asked to end; return the exit code."""
    began = time.monotonic()
    environ.Env.read_env(ROOT / ".env")
    place = Place.of_this_checkout()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules halve every later start
    output = Output()
    try:
        with only_run_in(place.local) as lock:
            ports = claimed_port("RIZ_PORT", 8000), claimed_port("RIZ_FLOWER_PORT", 5555)
            with Supervisor(output, parent=_parent(), holding=lock) as supervisor:
                _run(supervisor, place, *ports, began=began)
    except EndAsked as reason:
        output.message(f"RIZ has ended: {reason}.")
        return 0
    except LocalError as problem:
        output.message(f"RIZ can't go on. {problem}")
        return 1
    return 0


def _run(
    supervisor: Supervisor, place: Place, port: int, flower_port: int, *, began: float
) -> None:
    message = supervisor.output.message
    place.prepare()
    message("Starting the database and the broker ...")
    _start_servers(supervisor, place)
    place.settle_environment(port=port, flower_port=flower_port)
    message("Starting RIZ ...")
    for command in starting_at_once(place, port, flower_port):
        supervisor.start(command)
    if not are_applied(os.environ["DATABASE_URL"], remembered=place.migrated):
        supervisor.complete(_python("migrate", "manage.py", "migrate", "--verbosity", "1"))
        remember(place.migrated)
    if not place.is_loaded():
        message("Loading Tripura, once; this takes a moment ...")
        for command in demo_data(place):
            supervisor.complete(command)
        place.mark_loaded()
    for command in needing_tables():
        supervisor.start(command)
    address = f"http://{HOST}:{port}"
    supervisor.wait_until(
        lambda: _is_ready(f"{address}/health/ready"),
        seconds=READY_SECONDS,
        what=f"{address}/health/ready",
    )
    message(
        welcome(
            place,
            address,
            f"http://{HOST}:{flower_port}",
            seconds=time.monotonic() - began,
            starting=still_starting(f"{address}/health/ready"),
        )
    )
    supervisor.run()


def starting_at_once(place: Place, port: int, flower_port: int) -> Iterator[Command]:
    """List the processes that can start while the database is still brought up to date."""
    yield _python(
        "web",
        *("-m", "riz.operations.draining", PYTHON),
        *("-m", "uvicorn", "config.asgi_local:application", "--host", HOST, "--port", str(port)),
        *("--lifespan", "off", "--no-proxy-headers", "--no-access-log", "--log-level", "warning"),
        *("--timeout-graceful-shutdown", "3"),
    )
    yield _celery(
        "beat",
        *("--loglevel", "warning", "--schedule", str(place.local / "beat-schedule"), "--pidfile="),
    )
    yield _celery("flower", f"--address={HOST}", f"--port={flower_port}", "--logging=error")


def needing_tables() -> Iterator[Command]:
    """List the processes that look into the database as soon as they start."""
    yield _manage("relay", "relay")
    yield _worker("worker", queues.PROMPT, concurrency=2)
    yield _worker("long-worker", queues.LONG, concurrency=1)


def demo_data(place: Place) -> Iterator[Command]:
    """List what fills an empty RIZ."""
    yield _manage("load", "load_tripura")
    yield _manage("load", "load_places")
    yield _manage("load", "load_tariffs")
    yield _manage("load", "load_demo_network")
    yield _manage("load", "create_demo_accounts", "--file", str(place.accounts))


def _start_servers(supervisor: Supervisor, place: Place) -> None:
    for server in place.own_servers():
        server.prepare()
        command = server.command()
        supervisor.start(command, log=place.log_of(command.name), is_server=True)
        supervisor.wait_until(server.answers, seconds=START_SECONDS, what=command.name)


def _python(name: str, *words: str) -> Command:
    return Command(name=name, argv=(PYTHON, *words), environment={"RIZ_SERVICE": name})


def _worker(name: str, names: Iterable[str], *, concurrency: int) -> Command:
    return _celery(
        "worker",
        *("--hostname", f"{name}@%h", "--queues", ",".join(names)),
        *("--concurrency", str(concurrency)),
        *("--loglevel", "warning", "--without-gossip", "--without-mingle"),
        name=name,
    )


def _celery(does: str, *words: str, name: str = "") -> Command:
    program = ("-W", AS_ROOT_IS_FINE_HERE, "-m", "celery", "-A", "config", "--quiet", does)
    return _python(name or does, *program, *words)


def _manage(name: str, *words: str) -> Command:
    # A worker checks the system at each start; it takes everybody else a second and a half.
    return _python(name, "manage.py", *words, "--skip-checks")


def still_starting(url: str) -> dict[str, str]:
    """Return by name what serves people only later, and how far it is."""
    with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own address
        checks = json.load(answer)["checks"]
    return {name: check["note"] for name, check in checks.items() if check["status"] == "starting"}


def _is_ready(url: str) -> bool:
    # An answer other than a success is raised as an OSError too.
    with (
        contextlib.suppress(OSError, redis.RedisError),
        urllib.request.urlopen(url, timeout=PATIENCE_SECONDS),  # noqa: S310 - our own address
        redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=PATIENCE_SECONDS) as valkey,
    ):
        return heartbeats.count(valkey, kind="worker") > 0
    return False


def _parent() -> int | None:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument(
        "--with-parent", action="store_true", help="end when the process that started this ends"
    )
    return os.getppid() if parser.parse_args().with_parent else None


if __name__ == "__main__":
    sys.exit(main())
