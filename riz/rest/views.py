"""The base of every endpoint."""

from __future__ import annotations

from rest_framework.views import APIView


class ApiView(APIView):
    """An endpoint: explicit methods that validate, call one use case or query, and answer."""
