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
STAY = "rudrasagar-premium-water-cottage"
EXPERIENCE = "neermahal-palace-by-boat"
PACKAGE = "agartala-weekend"
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


def put_on_sale(units: Sequence[int]) -> list[UUID]:
    """Put a stay on sale for each number of units, and an experience and a package beside them; return the stays' ids."""
    from contexts.catalog.parts.accommodations.models import Accommodation
    from contexts.catalog.use_cases.load_fixture import Origin, load_fixture
    from riz import clock
    from riz.actor import SYSTEM
    from riz.outbox import relay
    from tests.support.tripura import piece_of_tripura

    documents = piece_of_tripura(
        accommodations=(STAY,), experiences=(EXPERIENCE,), packages=(PACKAGE,)
    )
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


def mixed(count: int) -> list[Any]:
    """Return wishes for so many things of all kinds, a stay first."""
    from contexts.booking.contracts import ItemKind
    from contexts.booking.domain.offers import Wish
    from contexts.catalog.parts.accommodations.models import Accommodation
    from contexts.catalog.parts.experiences.models import Experience
    from contexts.catalog.parts.packages.models import Package
    from riz import clock

    today = clock.local_date(clock.now(), "Asia/Kolkata")
    stays = list(Accommodation.objects.order_by("slug").values_list("id", flat=True)[:4])
    wishes = [stay(each, in_days=20 + day) for day, each in enumerate(stays)]
    experience, package = (
        Experience.objects.prefetch_related("opening_hours").get(slug=EXPERIENCE),
        Package.objects.get(slug=PACKAGE),
    )
    weekdays = {
        ItemKind.EXPERIENCE: {hours.weekday for hours in experience.opening_hours.all()},
        ItemKind.PACKAGE: set(package.departure_weekdays),
    }
    things = {ItemKind.EXPERIENCE: experience.id, ItemKind.PACKAGE: package.id}
    for kind, thing in things.items():
        days = (today + dt.timedelta(days=day) for day in range(10, 90))
        wishes += [
            Wish(
                kind=kind,
                item_id=thing,
                start_date=day,
                end_date=None,
                quantity=1,
                adults=1,
                children=0,
                infants=0,
            )
            for day in [day for day in days if day.isoweekday() in weekdays[kind]][:3]
        ]
    return wishes[:count]


def stay(stay_id: UUID, *, in_days: int, nights: int = 2) -> Any:
    """Return the wish for a unit of a stay."""
    from contexts.booking.contracts import ItemKind
    from contexts.booking.domain.offers import Wish
    from riz import clock

    start = clock.local_date(clock.now(), "Asia/Kolkata") + dt.timedelta(days=in_days)
    return Wish(
        kind=ItemKind.ACCOMMODATION,
        item_id=stay_id,
        start_date=start,
        end_date=start + dt.timedelta(days=nights),
        quantity=1,
        adults=2,
        children=0,
        infants=0,
    )


def place(traveller: UUID, *wishes: Any, **facts: Any) -> Any:
    """Order things through the use case: their stock is held and their payable open."""
    from contexts.booking.use_cases.place_order import place_order
    from riz import clock, trace
    from riz.actor import Actor

    actor = Actor(id=traveller, kind="user")
    with trace.work(actor=str(actor)):
        return place_order(wishes=wishes, actor=actor, at=clock.now(), **facts)


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
