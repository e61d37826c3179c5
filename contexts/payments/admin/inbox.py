"""Staff screen of what gateways told us."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from riz.work.admin import RepeatsWork

from .. import models
from .ledger import LedgerAdmin


@admin.register(models.WebhookInbox)
class WebhookInboxAdmin(RepeatsWork, LedgerAdmin):
    """Webhooks as they came; one that was given up can be worked off again."""

    list_display = (
        "type", "gateway", "state", "attempts", "last_error", "received_at", "finished_at",
    )  # fmt: skip
    list_filter = ("state", "gateway", "type", "received_at")
    search_fields = ("event_id__exact", "object_id__exact")
    technical = ("event_id", "object_id", "payload")
    waiting: ClassVar = {
        "webhooks that were given up": {"state__exact": models.WebhookInbox.State.DEAD.value}
    }
