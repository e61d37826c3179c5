"""One's own activity over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.callers import actor_of
from riz.rest.outputs import output
from riz.rest.paging import page_request, page_response
from riz.rest.reading import PAGE, page_of
from riz.rest.views import ApiView

from .. import queries
from ..contracts import Entry

EntrySerializer = output(Entry)


class ActivityView(ApiView):
    """The log of one's own account."""

    @extend_schema(
        operation_id="list_activity_entries",
        tags=["activity"],
        summary="What happened to one's account",
        description="The latest first: sign-ins and attempts, changed passwords, addresses, second factors and roles;"
        " who of the staff acted as one, and why.",
        parameters=[*PAGE],
        responses={200: page_of(EntrySerializer)},
    )
    def get(self, request: Request) -> Response:
        found = queries.list_own_activity(actor=actor_of(request), page=page_request(request))
        return page_response(request, found, EntrySerializer)
