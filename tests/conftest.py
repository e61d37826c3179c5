"""The servers of a test run, and the fixtures that every part of the tests may use."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from config.local.throwaway import throwaway
from tests.support import databases, leaks, order
from tests.support.cpu_seconds import CpuSeconds

ROOT = Path(__file__).resolve().parents[1]
COMPILER = pytest.StashKey[subprocess.Popen[bytes]]()
SERVERS_OF_THIS_RUN = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make faults` ask for the long forms, and `make test` for a record of its processor seconds."""
    parser.addoption(
        "--long", action="store_true", help="run the long forms of tests that have one"
    )
    parser.addoption(
        "--keep-seconds", action="store_true", help="keep each test's processor seconds in a file"
    )


# Collecting tests imports a thousand modules and leaves little garbage; looking for it took a quarter of the time.
gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, or join those that were started, before Django reads its settings."""
    # How fast a machine is while others use it too says nothing about what is tested.
    hypothesis.settings.register_profile(
        "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("unhurried")
    # Clients of tests speak plain HTTP to this machine; the authorities of the world cost each of them 20 ms.
    os.environ["SSL_CERT_DIR"] = str(ROOT / ".local")
    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose their settings.")
    config.pluginmanager.register(CpuSeconds(is_kept=config.getoption("--keep-seconds")))
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        databases.lead_to(databases.current(), worker=worker)
        _set_django_up()
        return
    stack = ExitStack()
    config.stash[SERVERS_OF_THIS_RUN] = stack
    servers = stack.enter_context(throwaway())
    databases.lead_to(servers, worker="alone")
    _set_django_up()


def _set_django_up() -> None:
    """Read the settings now: test modules import models while they are collected."""
    import django

    settings.MIDDLEWARE = ["tests.support.described.Described", *settings.MIDDLEWARE]
    django.setup()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let `-k ASVS-5.0-6.3.1` choose the tests of a requirement."""
    numbers = [number for mark in item.iter_markers("requirement") for number in mark.args]
    item.extra_keyword_matches.update(number.replace(" ", "-") for number in numbers)


@pytest.hookimpl(trylast=True)  # when it is known which tests are left
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let no core be idle at the end, or wait for loops that are being compiled."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = order.dealt(items, workers=workers, name_of=lambda item: item.nodeid)


def pytest_collection_finish() -> None:
    """Collect garbage from now on, and not among what is there before the first test: modules stay."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Make what every worker wants before the first one does: the template of its database, the description of the API."""
    from tests.support.described import description

    databases.build_template(databases.current())
    description()
    # Were it in a worker's environment, Django would read its settings before the worker has its addresses.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the loops of transport beside the workers: its tests come last."""
    leaks.blame_nobody_for_garbage()
    if session.config.getoption("numprocesses", None) and not os.environ.get("PYTEST_XDIST_WORKER"):
        session.config.stash[COMPILER] = subprocess.Popen(
            [sys.executable, "-m", "tests.support.kernels"], cwd=ROOT
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers; if this process is killed instead, their guardian ends them."""
    if compiler := config.stash.get(COMPILER, None):
        compiler.terminate()
        compiler.wait()
    if stack := config.stash.get(SERVERS_OF_THIS_RUN, None):
        stack.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """Give this process its database: a clone of the template, never a run of the migrations."""
    servers = databases.current()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        databases.build_template(servers)
    servers.postgres.clone_database(
        databases.name_for(worker or "alone"), template=databases.TEMPLATE
    )
    with django_db_blocker.unblock():
        from tests.support import emptying

        emptying.empty_quickly()


@pytest.fixture(scope="session")
def long_form(request: pytest.FixtureRequest) -> bool:
    """Whether a test that has a long form should run it; a slice of twenty seconds otherwise."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def at() -> datetime:
    """The moment at which things happen, where any moment will do."""
    return datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def frozen_clock() -> Iterator[None]:
    """Let no time pass: throttles begin with a second, which a machine with other work needs for less than a request."""
    import time_machine

    from riz import clock

    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def api() -> Any:
    """A client of the API, signed in as nobody."""
    from tests.support.api_client import ApiClient

    return ApiClient()


@pytest.fixture
def live_url(live_server: Any) -> str:
    """The address of a real HTTP server of this process's database."""
    return str(live_server.url)


@pytest.fixture
def deliver_events() -> Callable[[], int]:
    """Deliver every event that can be delivered now, by the relay's own code, in this process."""
    from riz.outbox import relay

    return relay.drain


@pytest.fixture
def organisation(db: None, at: datetime) -> Any:
    """A seller."""
    from contexts.identity import api as identity

    return identity.ensure_organisation(slug="tripura-tourism", name="Tripura Tourism", at=at)


@pytest.fixture(autouse=True)
def _empty_valkey() -> Iterator[None]:
    """What a test left in the cache or a queue must not be seen by the next one."""
    yield
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _every_answer_is_described() -> Iterator[None]:
    """What the OpenAPI description lacks of an answer fails the test that saw it."""
    yield
    from tests.support.described import UNDESCRIBED

    found = list(dict.fromkeys(UNDESCRIBED))
    UNDESCRIBED.clear()
    assert not found, "\n".join(found[:5])
