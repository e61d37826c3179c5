"""A small portal that sells: a piece of Tripura, travellers, and the background work done in this process."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import pytest

from tests.support.tripura import piece_of_tripura

if TYPE_CHECKING:
    from tests.journeys.world import World

Result = TypeVar("Result")

LEADING_DAYS = 45
PASSWORD = "a long enough Phrase 71"
EAGER = {"task_always_eager": True, "task_eager_propagates": True}


class Traveller:
    """Somebody with an account and a client; unsafe requests carry a fresh Idempotency-Key unless one is given."""

    def __init__(self, api: Any, user_id: UUID, email: str) -> None:
        self.api = api
        self.id = user_id
        self.email = email

    @classmethod
    def signed_in(cls, user_id: UUID, email: str) -> Traveller:
        """Return somebody who has just signed in."""
        from tests.support.api_client import ApiClient

        return cls(ApiClient().sign_in(user_id), user_id, email)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self._checked(self.api.get(path, **query), 200)

    def post(self, path: str, body: Any, *, status: int = 201, key: str = "") -> dict[str, Any]:
        return self._checked(self.try_post(path, body, key=key), status)

    def try_post(self, path: str, body: Any, *, key: str = "") -> Any:
        from riz.ids import new_id

        return self.api.post(path, body, headers={"Idempotency-Key": key or str(new_id())})

    def try_put(self, path: str, body: Any, *, version: int) -> Any:
        return self.api.put(path, body, headers={"If-Match": f'"{version}"'})

    def book(self, wish: dict[str, Any], *, key: str = "") -> dict[str, Any]:
        """Order one thing; return its booking, with the id of what is to be paid."""
        return booking_of(self.post("/bookings", as_order(wish), key=key))

    def pay(self, booking: dict[str, Any], method: str) -> dict[str, Any]:
        intent = self.post("/payments/intent", {"payable_id": booking["payable_id"]})
        return self.post(
            "/payments/confirm",
            {"intent_id": intent["id"], "payment_method": method},
            status=200,
        )

    def _checked(self, answer: Any, status: int) -> dict[str, Any]:
        assert answer.status_code == status, answer.content
        return answer.json()


# Of an order, not of one of its things.
OF_ORDERS = frozenset(
    [
        "customers",
        "contact_name",
        "contact_email",
        "contact_phone",
        "channel",
        "trip_id",
        "hold_id",
        "place_hold",
        "pays_in_full",
        "expected_total",
    ]
)


def as_order(wish: dict[str, Any]) -> dict[str, Any]:
    """Return the body that orders one thing; what is said of the whole order may stand beside it."""
    order = {name: value for name, value in wish.items() if name in OF_ORDERS}
    item = {name: value for name, value in wish.items() if name not in OF_ORDERS}
    return {"items": [item], **order}


def booking_of(order: dict[str, Any]) -> dict[str, Any]:
    """Return the one booking of an order, with the id of what is to be paid."""
    (booking,) = order["bookings"]
    payables = [one["id"] for one in order["payables"] if one["status"] == "OPEN"]
    return {**booking, "payable_id": payables[0] if payables else None}


@pytest.fixture
def running(transactional_db: None, live_server: Any, settings: Any) -> Iterator[Any]:
    """RIZ, in which tasks run where they are enqueued."""
    from config.celery import app

    settings.BASE_URL = live_server.url
    # As in production; without it two thirds of each request were the question whose session it is.
    settings.RIZ_SESSION_CACHE_SECONDS = 600
    before = {name: app.conf.get(name) for name in EAGER}
    app.conf.update(EAGER)
    yield live_server
    app.conf.update(before)


@pytest.fixture
def portal(running: Any) -> Any:
    """RIZ with a stay, an experience and a package of Tripura on sale."""
    restored("portal", _put_on_sale)
    return running


@pytest.fixture
def world(running: Any, settings: Any, next_date: Any, settle: Any) -> World:
    """Everybody whom the tests of every endpoint need, and one thing of each kind that paths name."""
    from tests.journeys.world import populate

    settings.RIZ_HOLD_SECONDS = 86_400

    def make() -> World:
        _put_on_sale()
        return populate(new_travellers(), next_date=next_date, settle=settle)

    return restored("world", make)


_made: dict[str, tuple[Any, Any]] = {}


def restored(name: str, make: Callable[[], Result]) -> Result:
    """Have in the database what `make` puts there, and return what it returned; each process does it once."""
    from tests.support.snapshots import Snapshot

    if name in _made:
        made, rows = _made[name]
        rows.put_back()
    else:
        made = make()
        _made[name] = (made, Snapshot())
    return made  # type: ignore[no-any-return]


def _put_on_sale() -> None:
    from contexts.catalog.use_cases.load_fixture import Origin, load_fixture
    from riz import clock
    from riz.actor import SYSTEM
    from riz.outbox import relay

    load_fixture(
        documents=piece_of_tripura(
            accommodations=("rudrasagar-premium-water-cottage",),
            experiences=("rudrasagar-dawn-birding",),
            packages=("unakoti-and-tea-country",),
        ),
        origin=Origin(
            region="Tripura", seller_slug="tripura-tourism", seller_name="Tripura Tourism"
        ),
        actor=SYSTEM,
        at=clock.now(),
        report=lambda entry: None,
    )
    relay.drain(strict=True)


def new_travellers() -> Callable[[], Traveller]:
    """Return what makes travellers who are signed in."""
    from contexts.identity.parts.accounts.use_cases.register_user import register_user
    from riz import clock

    names = (f"traveller{number}@riz.example" for number in itertools.count(1))

    def make() -> Traveller:
        email = next(names)
        user_id = register_user(
            is_verified=True,
            email=email,
            password=PASSWORD,
            full_name="Anita Debbarma",
            at=clock.now(),
        )
        assert user_id is not None
        return Traveller.signed_in(user_id, email)

    return make


@pytest.fixture
def traveller(portal: Any) -> Callable[[], Traveller]:
    """Make travellers who are signed in."""
    return new_travellers()


@pytest.fixture
def anita(traveller: Callable[[], Traveller]) -> Traveller:
    """A traveller."""
    return traveller()


@pytest.fixture
def settle(running: Any) -> Callable[[], None]:
    """Deliver every event, and do what the sweeps would find."""
    from contexts.payments.parts.sandbox import tasks as sandbox
    from riz.outbox import relay
    from riz.work.tasks import sweep

    def run() -> None:
        sandbox.run_sandbox.delay()
        for _ in range(3):
            sweep.delay()
            relay.drain(strict=True)
        sweep.delay()

    return run


@pytest.fixture
def next_date() -> Callable[[int], dt.date]:
    """The first date, some weeks from now, that falls on an ISO weekday."""
    from riz import clock

    def find(weekday: int) -> dt.date:
        start = clock.local_date(clock.now(), "Asia/Kolkata") + dt.timedelta(days=LEADING_DAYS)
        return start + dt.timedelta(days=(weekday - start.isoweekday()) % 7)

    return find
