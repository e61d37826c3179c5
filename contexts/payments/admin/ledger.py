"""The base of screens whose rows only use cases write."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import RecordAdmin
from riz.policies import visible

from ..domain import policies


class LedgerAdmin(RecordAdmin):
    """Rows to search and read: none is added, changed or deleted here.

    Attributes:
        payees: the path to who is paid, for screens that staff of one seller may see: theirs are the rows in which
            it is named. Screens without one are for the portal's own staff.
    """

    ordering = ("-id",)
    payees = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Narrow to what the organisations are paid for which the member of staff reads payments."""
        rows: QuerySet[Any] = super().get_queryset(request)
        visibility = visible(actor_of_staff(request), policies.SEE_TAKINGS)
        if visibility.everything:
            return rows
        if not self.payees:
            return rows.none()
        ways = [
            Q(**{f"{self.payees}__contains": [{"organisation_id": str(organisation_id)}]})
            for organisation_id in sorted(visibility.organisations)
        ]
        return rows.filter(reduce(or_, ways, Q(pk__in=[])))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep from staff of one seller who else is paid."""
        del obj
        visibility = visible(actor_of_staff(request), policies.SEE_TAKINGS)
        return () if visibility.everything else ("payees",)
