"""Staff screen of messages."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from riz import clock
from riz.errors import RizError
from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import RecordAdmin
from riz.tasks import enqueue_after_commit

from . import models, tasks
from .contracts import MessageState
from .use_cases.resend_message import resend_message


@admin.register(models.Message)
class MessageAdmin(RecordAdmin):
    """Messages, what they say, and how far they are; one that was given up can be sent again."""

    list_display = (
        "created_at", "kind", "recipient", "subject", "state", "attempts", "last_error", "sent_at",
    )  # fmt: skip
    list_filter = ("state", "kind", "channel", "created_at")
    search_fields = (
        "recipient__iexact",
        "subject_id__exact",
        "message_id__exact",
        "correlation_id__exact",
    )
    search_help_text = (
        "A whole recipient, Message-ID, correlation id, or the id of what it is about"
    )
    names: ClassVar = {"subject_id": ("booking", "person")}
    labels: ClassVar = {"subject_id": "about"}
    # Links in the plain text have ids in them.
    technical = ("text", "dedupe_key", "message_id", "correlation_id", "lease_until")
    waiting: ClassVar = {"messages that were given up": {"state__exact": MessageState.DEAD.value}}
    ordering = ("-id",)
    exclude = ("html",)
    readonly_fields = ("preview",)
    actions = ("send_again",)

    @admin.display(description="preview")
    def preview(self, row: models.Message) -> SafeString:
        """Show the HTML as its reader sees it, shut in where no script runs and nothing is fetched."""
        return format_html(
            '<iframe sandbox="" srcdoc="{}" title="Preview" style="width:100%;height:36rem;border:0"></iframe>',
            row.html,
        )

    @admin.action(description="Send again", permissions=["change"])
    def send_again(self, request: HttpRequest, rows: QuerySet[models.Message]) -> None:
        """Queue the chosen messages again; only those that were given up."""
        actor, at = actor_of_staff(request), clock.now()
        for row in rows:
            try:
                resend_message(message_id=row.id, actor=actor, at=at)
            except RizError as refusal:
                self.message_user(request, f"{row.recipient}: {refusal.message}", messages.ERROR)
                continue
            enqueue_after_commit(tasks.send_message, message_id=row.id)
            self.message_user(request, f"{row.recipient}: queued again.")
