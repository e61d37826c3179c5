"""The addresses of RIZ, and two where nothing is done: for whoever is signed in, and with no RIZ at all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from config import urls
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from riz.rest.idempotency import idempotent
from riz.rest.views import ApiView


class NothingView(ApiView):
    """Knows, limits and permits its caller as every endpoint does, and answers."""

    def get(self, request: Request) -> Response:
        """Answer."""
        return Response({})

    @idempotent()
    def post(self, request: Request) -> Response:
        """Answer, once for each key."""
        return Response({})


def empty(request: HttpRequest) -> HttpResponse:
    """Answer anybody."""
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("bench/nothing", NothingView.as_view()),
    path("bench/empty", empty),
    *urls.urlpatterns,
]
