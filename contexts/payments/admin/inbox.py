"""Staff screen of what gateways told us."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.errors import RizError
from riz.operations.staff import actor_of_staff
from riz.tasks import enqueue_after_commit

from .. import models, tasks
from ..use_cases.replay_webhook import replay_webhook
from .ledger import LedgerAdmin


@admin.register(models.WebhookInbox)
class WebhookInboxAdmin(LedgerAdmin):
    """Webhooks as they came; one can be worked off again."""

    list_display = (
        "type", "gateway", "state", "attempts", "error", "received_at", "finished_at",
    )  # fmt: skip
    list_filter = ("state", "gateway", "type", "received_at")
    search_fields = ("event_id__exact", "object_id__exact")
    technical = ("event_id", "object_id", "payload", "lease_until", "next_attempt_at")
    waiting: ClassVar = {
        "webhooks that were given up": {"state__exact": models.WebhookInbox.State.DEAD.value}
    }
    actions = ("replay",)

    @admin.action(description="Work off again", permissions=["change"])
    def replay(self, request: HttpRequest, rows: QuerySet[models.WebhookInbox]) -> None:
        """Work the chosen webhooks off again."""
        actor, at = actor_of_staff(request), clock.now()
        for row in rows:
            try:
                replay_webhook(webhook_id=row.id, actor=actor, at=at)
            except RizError as refusal:
                self.message_user(request, refusal.message, messages.ERROR)
                return
            enqueue_after_commit(tasks.process_webhook, webhook_id=row.id)
        self.message_user(request, "The webhooks are worked off again.")
