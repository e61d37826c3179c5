"""The base of the screens of organisations: use cases write, refusals are told, nothing is edited in place."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from riz.operations.staff.screens import RecordInline, RefusalAwareAdmin


class OrganisationAdminBase(RefusalAwareAdmin):
    """A screen of things of organisations, the newest first."""

    ordering = ("-id",)


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
