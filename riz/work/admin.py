"""The base of the staff screens of leased work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import RecordAdmin
from riz.policies import allows
from riz.work.models import LeasedWork
from riz.work.repeating import repeat_work
from riz.work.tasks import enqueue

_LEASE = ("next_attempt_at", "lease_until", "enqueued_at")
_TRIES = ("attempts", "last_error")


class ShowsWork(RecordAdmin):
    """The screen of a kind of work: how it went stands beside its state, its lease is folded away."""

    def is_technical(self, name: Any) -> bool:
        """Tell whether a field is folded away."""
        return name in _LEASE or super().is_technical(name)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """Show how it went beside its state."""
        fields = super().get_readonly_fields(request, obj)
        others = [name for name in fields if name not in _TRIES]
        after = others.index("state") + 1
        return [*others[:after], *(name for name in _TRIES if name in fields), *others[after:]]


class RepeatsWork(ShowsWork):
    """The screen of a kind of work of which staff have tried again what was given up."""

    model: type[LeasedWork]
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

    try_again.applies_to = lambda row: row.state == row.work.given_up  # type: ignore[attr-defined]
