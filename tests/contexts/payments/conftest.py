"""What the tests of payments share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture
def pay() -> Callable[..., Any]:
    """Begin and confirm a payment of a payable, a new one unless one is given."""
    from contexts.payments.use_cases.confirm_payment import confirm_payment
    from contexts.payments.use_cases.start_payment import start_payment
    from tests.contexts.payments.factories import AT, PAYER_ACTOR, PayableFactory

    def start_and_confirm(method: str, *, payable: Any = None, at: Any = AT) -> Any:
        payable = payable or PayableFactory()
        intent = start_payment(payable_id=payable.id, expected=None, actor=PAYER_ACTOR, at=at)
        return confirm_payment(intent_id=intent.id, payment_method=method, actor=PAYER_ACTOR, at=at)

    return start_and_confirm


@pytest.fixture
def in_parallel() -> Callable[..., list[Any]]:
    """Call a function in many threads at once; what each returned, or raised, in order."""
    from django.db import connection

    def run(function: Callable[[int], Any], *, times: int) -> list[Any]:
        barrier = Barrier(times)

        def call(number: int) -> Any:
            try:
                barrier.wait(timeout=PATIENCE_SECONDS)
                return function(number)
            except Exception as error:  # noqa: BLE001 - what was raised is what the test asks for
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(call, range(times)))

    return run


@pytest.fixture
def published() -> Callable[[], list[str]]:
    """The names of the events that were published, in order."""
    from riz.outbox.models import OutboxEvent

    return lambda: list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


@pytest.fixture
def payer(db: None) -> Any:
    """The id of somebody with an account, who owes what the test makes."""
    from contexts.identity.parts.accounts.use_cases.register_user import register_user
    from tests.contexts.payments.factories import AT

    return register_user(
        is_verified=True,
        email="payer@riz.example",
        password="three rivers and a lake",
        full_name="Asha Debbarma",
        at=AT,
    )


@pytest.fixture
def staff(db: None) -> Callable[[str], Any]:
    """Make a client of the admin, signed in with a role."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from contexts.identity.contracts import Role
    from contexts.identity.parts.accounts.use_cases.register_user import register_user
    from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
    from riz.actor import SYSTEM
    from tests.contexts.payments.factories import AT

    def sign_in(role: str) -> Client:
        user_id = register_user(
            is_verified=True,
            email=f"{role.lower()}@riz.example",
            password="three rivers and a lake",
            full_name="Biplab Deb",
            at=AT,
        )
        assert user_id is not None
        grant_role(user_id=user_id, role=Role(role), actor=SYSTEM, at=AT)
        client = Client()
        client.force_login(get_user_model().objects.get(id=user_id))
        return client

    return sign_in
