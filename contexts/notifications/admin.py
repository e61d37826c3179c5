"""Staff screen of messages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from riz.operations.screens import MadeElsewhere
from riz.work.admin import RepeatsWork

from . import models


@admin.register(models.Message)
class MessageAdmin(RepeatsWork, MadeElsewhere, ModelAdmin):
    """Messages, what they say, and how far they are; one that was given up can be tried again."""

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
    show_full_result_count = False
    ordering = ("-id",)
    exclude = ("html",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Every field is only to be read."""
        del request, obj
        fields = self.model._meta.fields  # noqa: SLF001 - Django's documented Meta API
        return ["preview", *(field.name for field in fields if field.name != "html")]

    @admin.display(description="preview")
    def preview(self, row: models.Message) -> SafeString:
        """Show the HTML as its reader sees it, shut in where no script runs and nothing is fetched."""
        return format_html(
            '<iframe sandbox="" srcdoc="{}" title="Preview" style="width:100%;height:36rem;border:0"></iframe>',
            row.html,
        )
