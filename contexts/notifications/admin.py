"""Staff screen of messages."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from riz.work.admin import RepeatsWork

from . import models
from .contracts import MessageState


@admin.register(models.Message)
class MessageAdmin(RepeatsWork):
    """Messages, what they say, and how far they are; one that was given up can be tried again."""

    list_display = (
        "created_at", "kind", "recipient", "subject", "state", "last_error", "sent_at",
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
    technical = ("text", "dedupe_key", "message_id", "correlation_id")
    waiting: ClassVar = {"messages that were given up": {"state__exact": MessageState.DEAD.value}}
    ordering = ("-id",)
    exclude = ("html",)
    readonly_fields = ("preview",)

    @admin.display(description="preview")
    def preview(self, row: models.Message) -> SafeString:
        """Show the HTML as its reader sees it, shut in where no script runs and nothing is fetched."""
        if not row.html:
            return SafeString("What it says is not kept.")
        return format_html(
            '<iframe sandbox="" srcdoc="{}" title="Preview" style="width:100%;height:36rem;border:0"></iframe>',
            row.html,
        )
