"""Idempotency keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Method = TypeVar("Method", bound=Callable[..., Any])


def idempotent(*, atomic: bool = True) -> Callable[[Method], Method]:
    """Decorate an unsafe view method so that repeating a request with its key repeats only the answer."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def wrapper(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            return method(view, request, *args, **kwargs)

        wrapper.idempotent_atomic = atomic  # type: ignore[attr-defined]
        return wrapper  # type: ignore[return-value]

    return decorate
