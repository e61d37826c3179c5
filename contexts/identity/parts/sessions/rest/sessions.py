"""A session of one's own over HTTP."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.views import ApiView

from ..use_cases.end_own_session import end_own_session


class SessionView(ApiView):
    """A sign-in."""

    @extend_schema(
        operation_id="end_session",
        tags=["sessions"],
        summary="Sign out one device",
        description="Ends one of one's sessions. Another one than that which asks takes a sign-in or step-up of the"
        " last ten minutes.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        end_own_session(
            session_id=session_id, actor=actor_of(request), ip=client_ip(request), at=clock.now()
        )
        return Response(status=204)
