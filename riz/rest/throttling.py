"""Limits of frequency: a token bucket for each caller and policy, told to the caller on every answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from riz import buckets
from riz.errors import TooMany
from riz.rest.addresses import client_network
from riz.rest.callers import actor_of

if TYPE_CHECKING:  # the views load their default throttles while they are being imported
    from rest_framework.views import APIView

DEFAULT_LIMITS = {"anonymous": "120/60", "signed_in": "600/60"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """At most `quota` requests at once, given back evenly over `window_seconds`."""

    name: str
    quota: int
    window_seconds: int


def policy_named(name: str) -> Policy:
    """Read a policy from `RIZ_RATE_LIMITS`, where `"600/60"` is six hundred a minute."""
    limits = {**DEFAULT_LIMITS, **getattr(settings, "RIZ_RATE_LIMITS", {})}
    quota, window = limits[name].split("/")
    return Policy(name=name, quota=int(quota), window_seconds=int(window))


def count_request(request: HttpRequest, policy_name: str) -> None:
    """Count a request of a page, which no throttle of a view counts, against its address.

    Raises:
        TooMany: nothing is left.
    """
    policy = policy_named(policy_name)
    _refuse_if_empty(_acquire(policy, f"{policy.name}:{client_network(request)}"))


def _acquire(policy: Policy, key: str) -> buckets.State:
    return buckets.acquire(key=key, quota=policy.quota, window_seconds=policy.window_seconds)


def _refuse_if_empty(state: buckets.State) -> None:
    if not state.is_allowed:
        raise TooMany(retry_after_seconds=max(1, math.ceil(state.retry_after)))


class PolicyThrottle(BaseThrottle):
    """Counts a request against the endpoint's policy, or the one of the caller's kind.

    A program has a policy of its own, the same for every endpoint: what authenticated it says which (`rate_policy`),
    and under which key it is counted (`rate_key`).
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request and note the headers that tell how much is left.

        Raises:
            TooMany: nothing is left.
        """
        policy, key = _own_policy(request) or _policy_of(request, view)
        state = _acquire(policy, key)
        request.rate_limit_headers = _headers(policy, state)  # type: ignore[attr-defined]
        _refuse_if_empty(state)
        return True


def _own_policy(request: Request) -> tuple[Policy, str] | None:
    policy = getattr(request.auth, "rate_policy", None)
    return None if policy is None else (policy, str(getattr(request.auth, "rate_key", "")))


def _policy_of(request: Request, view: APIView) -> tuple[Policy, str]:
    actor = actor_of(request)
    name = getattr(view, "throttle_policy", None)
    policy = policy_named(name or ("signed_in" if actor.is_authenticated else "anonymous"))
    caller = str(actor) if actor.is_authenticated else client_network(request)
    return policy, f"{policy.name}:{caller}"


def _headers(policy: Policy, state: buckets.State) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{policy.name}";q={policy.quota};w={policy.window_seconds}',
        "RateLimit": f'"{policy.name}";r={state.remaining};t={math.ceil(state.full_after)}',
    }
