"""One's own sessions over HTTP."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.paging import page_request, page_response
from riz.rest.reading import PAGE, page_of
from riz.rest.views import ApiView

from .. import queries
from ..use_cases.end_other_sessions import end_other_sessions
from ..use_cases.end_own_session import end_own_session
from .serializers import SessionSerializer


class SessionsView(ApiView):
    """Where one is signed in."""

    @extend_schema(
        operation_id="auth_sessions_list",
        tags=["sessions"],
        summary="Where one is signed in",
        description="The newest first. At most twenty devices are signed in at once; a further one ends the session"
        " that idled longest.",
        parameters=[*PAGE],
        responses={200: page_of(SessionSerializer)},
    )
    def get(self, request: Request) -> Response:
        """List them."""
        found = queries.list_own_sessions(
            actor=actor_of(request), page=page_request(request), at=clock.now()
        )
        return page_response(request, found, SessionSerializer)

    @extend_schema(
        operation_id="auth_sessions_end_others",
        tags=["sessions"],
        summary="Sign out everywhere else",
        description="Ends every session but the one that asks. Takes a sign-in or step-up of the last ten minutes.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        """End all others."""
        end_other_sessions(actor=actor_of(request), at=clock.now())
        return Response(status=204)


class SessionView(ApiView):
    """One sign-in."""

    @extend_schema(
        operation_id="auth_sessions_end",
        tags=["sessions"],
        summary="Sign out one device",
        description="Ends one of one's sessions. Another one than that which asks takes a sign-in or step-up of the"
        " last ten minutes.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        """End it."""
        end_own_session(
            session_id=session_id, actor=actor_of(request), ip=client_ip(request), at=clock.now()
        )
        return Response(status=204)
