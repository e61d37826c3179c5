"""The base of the staff screens of leased work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.policies import allows
from riz.work.models import LeasedWork
from riz.work.repeating import repeat_work
from riz.work.tasks import enqueue


class RepeatsWork:
    """Mixed into the screen of a kind of work: staff have tried again what was given up."""

    model: type[LeasedWork]
    apply_to_each: Callable[..., None]
    actions: ClassVar[Any] = ("try_again",)

    def has_repeat_permission(self, request: HttpRequest) -> bool:
        """Tell whether the member of staff may have this kind of work tried again."""
        return allows(actor_of_staff(request), self.model.work.repeat_policy)

    @admin.action(description="Try again", permissions=["repeat"])
    def try_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Give the chosen rows a new start; only those that were given up."""
        actor, at = actor_of_staff(request), clock.now()

        def repeat(row: LeasedWork) -> None:
            repeat_work(row=row, actor=actor, at=at)
            enqueue(row)

        self.apply_to_each(request, rows, repeat, "Tried again")
