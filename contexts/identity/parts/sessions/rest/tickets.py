"""Tickets of sockets over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.views import ApiView

from ..use_cases.issue_socket_ticket import issue_socket_ticket
from .serializers import SocketTicketSerializer


class SocketTicketsView(ApiView):
    """Tickets of sockets."""

    while_acting = True

    @extend_schema(
        operation_id="create_socket_ticket",
        tags=["sessions"],
        summary="Get a ticket that opens one socket",
        description="Send it as the first message of a socket, within a minute:"
        ' `{"type": "authenticate", "ticket": "..."}`. Each is good once, and its socket ends with the session.',
        request=None,
        responses={201: SocketTicketSerializer},
    )
    def post(self, request: Request) -> Response:
        ticket = issue_socket_ticket(actor=actor_of(request), at=clock.now())
        return Response(SocketTicketSerializer(ticket).data, 201)
