"""One's own activity over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.callers import actor_of
from riz.rest.paging import page_request, page_response
from riz.rest.reading import PAGE, page_of
from riz.rest.views import ApiView

from .. import queries


class EntrySerializer(serializers.Serializer[Any]):
    """Something that happened to one's account."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    says = serializers.CharField(help_text="The same as a sentence.")
    by = serializers.CharField(help_text="you, staff, system, link or somebody")
    by_name = serializers.CharField(
        allow_null=True, help_text="Who of the staff acted as you, where somebody did."
    )
    reason = serializers.CharField(allow_null=True, help_text="Why that one acted as you.")
    ip = serializers.IPAddressField(allow_null=True)


class ActivityView(ApiView):
    """What happened to one's account."""

    @extend_schema(
        operation_id="auth_activity_list",
        tags=["activity"],
        summary="What happened to one's account",
        description="The latest first: sign-ins and attempts, changed passwords, addresses, second factors and roles;"
        " who of the staff acted as one, and why.",
        parameters=[*PAGE],
        responses={200: page_of(EntrySerializer)},
    )
    def get(self, request: Request) -> Response:
        """List it."""
        found = queries.list_own_activity(actor=actor_of(request), page=page_request(request))
        return page_response(request, found, EntrySerializer)
