"""Coarse permissions of endpoints; who may touch which object is decided in use cases and queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from riz.rest.callers import actor_of

if TYPE_CHECKING:  # the views load their default permissions while they are being imported
    from rest_framework.views import APIView


class IsSignedIn(BasePermission):
    """Lets only known callers in: the default of every endpoint."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether somebody is signed in."""
        del view
        return actor_of(request).is_authenticated


class IsSignedInOrReadOnly(IsSignedIn):
    """Lets everybody read, and only known callers change something."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether the caller reads, or is somebody who is signed in."""
        return request.method in SAFE_METHODS or super().has_permission(request, view)


class IsAnyone(BasePermission):
    """Lets everybody in; named by endpoints that are public on purpose."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Let the caller in."""
        del request, view
        return True


def is_public(view: APIView | type[APIView], method: str) -> bool:
    """Tell whether anybody may call a view by a method, signed in or not."""
    named = view.permission_classes
    return IsAnyone in named or (IsSignedInOrReadOnly in named and method in SAFE_METHODS)
