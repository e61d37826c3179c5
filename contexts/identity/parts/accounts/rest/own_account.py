"""One's own account over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.views import ApiView

from .. import queries
from .serializers import AccountSerializer


class MeView(ApiView):
    """One's own account."""

    @extend_schema(
        operation_id="auth_me",
        tags=["account"],
        summary="One's own account and roles",
        description="The account behind the access token, and the roles it holds at this moment.",
        responses={200: AccountSerializer},
    )
    def get(self, request: Request) -> Response:
        """Show it."""
        account = queries.get_own_account(actor=actor_of(request), at=clock.now())
        return Response(AccountSerializer(account).data)
