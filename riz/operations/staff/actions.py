"""Actions on things: a use case applied to each chosen one, from the list or from the page of a thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock

from .actors import actor_of_staff
from .forms import reason_of


def use_case_action(
    use_case: Callable[..., object],
    *,
    key: str,
    says: str,
    done: str,
    permission: str = "change",
    longest_reason: int = 0,
    applies_to: Callable[[Any], bool] = bool,
    **stated: object,
) -> Any:
    """Return the action that applies a use case to each chosen thing, whose id it takes as `key`.

    The button shows what `says` states, `done` stands before the number afterwards, and the use case takes what is
    `stated` besides; where a reason is asked, of so many characters at most, nothing happens without one. The page of a
    thing that it doesn't apply to has no such button.
    """

    @admin.action(description=says, permissions=[permission])
    def act(screen: Any, request: HttpRequest, rows: QuerySet[Any]) -> None:
        reason = {"reason": reason_of(request, longest=longest_reason)} if longest_reason else {}
        if not all(reason.values()):
            return
        always = {**stated, **reason, "actor": actor_of_staff(request), "at": clock.now()}
        screen.apply_to_each(request, rows, lambda row: use_case(**{key: row.pk}, **always), done)

    act.applies_to = applies_to  # type: ignore[attr-defined]
    return act
