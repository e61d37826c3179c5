"""The base of the screens of organisations: use cases write, refusals are told, nothing is edited in place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseRedirect

from riz.errors import RizError
from riz.operations.staff.refusals import refusal_of, show_refusal
from riz.operations.staff.screens import RecordInline, RefusalAwareAdmin


class OrganisationAdminBase(RefusalAwareAdmin):
    """A screen whose use cases may refuse, deletion included, and note what was done."""

    ordering = ("-id",)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Tell staff of a refusal instead of failing."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (RizError, IntegrityError) as error:
            show_refusal(request, refusal_of(error))
            return HttpResponseRedirect(request.get_full_path())

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out Django's own deletion of many, which tells nobody what was refused."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class ReadOnlyInline(RecordInline):
    """Rows to read beside their organisation; their own screens change them."""

    per_page = 20
    tab = True
    show_change_link = True
    ordering = ("-id",)


def signed_in_at(request: HttpRequest) -> dt.datetime | None:
    """Return when the member of staff last showed at the staff screens' door who they are."""
    last_login: dt.datetime | None = getattr(request.user, "last_login", None)
    return last_login
