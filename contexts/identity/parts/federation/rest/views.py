"""Consents to applications, and logins that open one's account, over HTTP."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.paging import whole_list
from riz.rest.permissions import IsAnyone
from riz.rest.reading import page_of
from riz.rest.views import ApiView

from .. import queries
from ..use_cases.unlink_login import unlink_login
from ..use_cases.withdraw_consent import withdraw_consent
from .serializers import (
    AllowedApplicationSerializer,
    LinkedLoginSerializer,
    ProviderSerializer,
)


class ApplicationsView(ApiView):
    """Applications that one allowed to act for one."""

    @extend_schema(
        operation_id="list_applications",
        tags=["applications"],
        summary="Applications that may act for you",
        description="What each one was allowed, the newest first.",
        responses={200: page_of(AllowedApplicationSerializer)},
    )
    def get(self, request: Request) -> Response:
        found = queries.list_allowed_applications(actor=actor_of(request))
        return whole_list(request, found, AllowedApplicationSerializer)


class ApplicationView(ApiView):
    """A consent of the caller."""

    @extend_schema(
        operation_id="withdraw_application",
        tags=["applications"],
        summary="Take back what you allowed an application",
        description="Its tokens for you are good for nothing from the next request on.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, application_id: UUID) -> Response:
        withdraw_consent(application_id=application_id, actor=actor_of(request), at=clock.now())
        return Response(status=204)


class ProvidersView(ApiView):
    """Other providers."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=300"

    @extend_schema(
        operation_id="list_sign_in_providers",
        tags=["signing in"],
        summary="Providers that one can sign in with",
        description="Empty where none is set up.",
        responses={200: page_of(ProviderSerializer)},
    )
    def get(self, request: Request) -> Response:
        return whole_list(request, queries.list_providers(), ProviderSerializer)


class LinksView(ApiView):
    """Linked logins."""

    @extend_schema(
        operation_id="list_linked_logins",
        tags=["linked logins"],
        summary="Logins with other providers that open your account",
        description="The oldest first.",
        responses={200: page_of(LinkedLoginSerializer)},
    )
    def get(self, request: Request) -> Response:
        found = queries.list_linked_logins(actor=actor_of(request))
        return whole_list(request, found, LinkedLoginSerializer)


class LinkView(ApiView):
    """A linked login of the caller."""

    @extend_schema(
        operation_id="delete_linked_login",
        tags=["linked logins"],
        summary="Unlink a login",
        description="Needs a sign-in of the last ten minutes. Whoever has no password and no passkey keeps their last one.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, login_id: UUID) -> Response:
        unlink_login(
            login_id=login_id,
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return Response(status=204)
