"""What benchmarks share: a durable place to measure in, clients that take turns, stays on sale."""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from config.local.throwaway import throwaway

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "riz_bench"
HOST = "127.0.0.1"
Call = Callable[[], object]
MakeCall = Callable[[str, int], Call]


@dataclass
class Figures:
    """What came of one load: calls a second in each of its turns, and how long each call took."""

    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Calls a second: the median of the turns."""
        return statistics.median(self.rates)

    def ms(self, percentile: int) -> float:
        """Return a percentile of the calls, in milliseconds."""
        return round(statistics.quantiles(self.seconds, n=100)[percentile - 1] * 1000, 2)

    def over(self, other: Figures) -> float:
        """Return the rate as a share of the other's: the median over the pairs of turns."""
        pairs = zip(self.rates, other.rates, strict=True)
        return round(statistics.median(mine / theirs for mine, theirs in pairs), 3)


@contextmanager
def durable_place(settings: str = "config.settings.test", **more: str) -> Iterator[None]:
    """Run servers that write through to the disk, migrate, and set Django up in this process."""
    with throwaway(durable=True) as servers:
        servers.postgres.ensure_database(DATABASE)
        os.environ |= servers.environment(database=DATABASE) | more
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
        with servers.postgres.connect(DATABASE) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                if connection.execute(f"SHOW {name}".encode()).fetchone() != ("on",):
                    raise SystemExit(f"{name} is not on: these figures would mean nothing")
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
        _set_up()
        yield


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.create_server((HOST, 0)) as free:
        return int(free.getsockname()[1])


def in_turns(
    make_call: MakeCall, loads: Sequence[str], *, clients: int, seconds: float, rounds: int
) -> dict[str, Figures]:
    """Run the loads one after the other, again and again; each client is a process that calls until the turn is over."""
    spawn = multiprocessing.get_context("spawn")
    found = {load: Figures() for load in loads}
    with spawn.Pool(clients, _share, (make_call, spawn.Barrier(clients))) as pool:
        for load in list(loads) * rounds:
            turns = pool.starmap(_work, [(load, seconds, number) for number in range(clients)], 1)
            found[load].rates.append(sum(len(taken) / lasted for taken, lasted in turns))
            found[load].seconds += [one for taken, _ in turns for one in taken]
    return found


def report(rows: dict[str, Figures]) -> None:
    """Print the table."""
    print(f"{'':34}{'a second':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for name, row in rows.items():
        cuts = "".join(f"{row.ms(percentile):9.2f}" for percentile in (50, 95, 99))
        print(f"{name:34}{row.rate:10.1f}{cuts}")


def put_stays_on_sale(units: Sequence[int]) -> list[UUID]:
    """Put a stay on sale for each number of units, a year of nights each; return their ids in that order."""
    from contexts.catalog.parts.accommodations.models import Accommodation
    from contexts.catalog.use_cases.load_fixture import Origin, load_fixture
    from riz import clock
    from riz.actor import SYSTEM
    from riz.outbox import relay
    from tests.support.tripura import piece_of_tripura

    stay = "rudrasagar-premium-water-cottage"
    documents = piece_of_tripura(accommodations=(stay,), experiences=(), packages=())
    documents["accommodations"] = [
        {**documents["accommodations"][0], "slug": f"stay-{number}", "units": count}
        for number, count in enumerate(units)
    ]
    load_fixture(
        documents=documents,
        origin=Origin(region="Tripura", seller_slug="tripura-tourism", seller_name="Tripura"),
        actor=SYSTEM,
        at=clock.now(),
        report=lambda entry: None,
    )
    relay.drain(strict=True)
    ids = dict(Accommodation.objects.values_list("slug", "id"))
    return [ids[f"stay-{number}"] for number in range(len(units))]


def make_travellers(count: int) -> list[UUID]:
    """Make accounts that never sign in."""
    from contexts.identity.models import User

    people = (User(email=f"traveller{n}@riz.example", full_name="Asha") for n in range(count))
    return [user.id for user in User.objects.bulk_create(people)]


def book(traveller: UUID, stay: UUID, *, in_days: int, nights: int = 2) -> Any:
    """Book one unit of a stay through the use case: its stock is held and its payable open."""
    from contexts.booking.contracts import ItemKind
    from contexts.booking.domain.offers import Wish
    from contexts.booking.use_cases.create_booking import create_booking
    from riz import clock, trace
    from riz.actor import Actor

    at = clock.now()
    start = clock.local_date(at, "Asia/Kolkata") + dt.timedelta(days=in_days)
    wish = Wish(
        kind=ItemKind.ACCOMMODATION,
        item_id=stay,
        start_date=start,
        end_date=start + dt.timedelta(days=nights),
        quantity=1,
        adults=2,
        children=0,
        infants=0,
    )
    actor = Actor(id=traveller, kind="user")
    with trace.work(actor=str(actor)):
        return create_booking(wish=wish, actor=actor, at=at)


def _share(make_call: MakeCall, barrier: Any) -> None:
    _handed_over.append((make_call, barrier))
    _set_up()


# A pool hands things over at the start of its processes only.
_handed_over: list[tuple[MakeCall, Any]] = []
_calls: dict[str, Call] = {}


def _work(load: str, seconds: float, number: int) -> tuple[list[float], float]:
    """Call until the time is over, after one call that does not count; the barrier gives each process one share."""
    ((make_call, barrier),) = _handed_over
    if load not in _calls:
        _calls[load] = make_call(load, number)
    call = _calls[load]
    call()
    barrier.wait(timeout=60)
    taken = []
    begun = now = time.perf_counter()
    while now < begun + seconds:
        call()
        before, now = now, time.perf_counter()
        taken.append(now - before)
    return taken, now - begun


def _set_up() -> None:
    import django

    django.setup()
    logging.disable(logging.INFO)
