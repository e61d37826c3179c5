"""The staff screen of all leased work: how much of each kind waits, and what was given up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_safe

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.policies import allows
from riz.work.kinds import kinds
from riz.work.models import LeasedWork


@require_safe
def show_work(request: HttpRequest) -> HttpResponse:
    """Show the kinds of work that the member of staff may have tried again."""
    actor, at = actor_of_staff(request), clock.now()
    rows = [_describe(kind, at) for kind in kinds() if allows(actor, kind.work.repeat_policy)]
    context = {**admin.site.each_context(request), "title": "Work in the background", "rows": rows}
    return render(request, "work/kinds.html", context)


def _describe(kind: type[LeasedWork], at: dt.datetime) -> dict[str, Any]:
    due = kind.objects.due(at).order_by("next_attempt_at")
    return {
        "name": str(kind._meta.verbose_name_plural).capitalize(),  # noqa: SLF001 - Django's documented Meta API
        "waiting": kind.objects.waiting().count(),
        "due_since": due.values_list("next_attempt_at", flat=True).first(),
        "given_up": kind.objects.given_up().count(),
        "address": _address_of(kind),
    }


def _address_of(kind: type[LeasedWork]) -> str:
    """Return where staff have it tried again, if there is such a screen."""
    try:
        address = reverse(f"admin:{kind._meta.label_lower.replace('.', '_')}_changelist")  # noqa: SLF001 - as above
    except NoReverseMatch:
        return ""
    return f"{address}?state__exact={kind.work.given_up}" if kind.work.given_up else address


urlpatterns = [path("", admin.site.admin_view(show_work), name="work")]
