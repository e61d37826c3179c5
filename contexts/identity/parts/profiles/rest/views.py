"""Profiles and preferences over HTTP."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.preconditions import etag, expected_version
from riz.rest.reading import read_body
from riz.rest.views import ApiView

from .. import queries
from ..errors import ProfileNotFound
from ..use_cases.change_own_profile import change_own_profile
from ..use_cases.change_preferences import change_preferences
from .serializers import PreferencesInput, PreferencesSerializer, ProfileInput, ProfileSerializer

ME = "me"
_USER = OpenApiParameter(
    "user_id",
    {"type": "string", "pattern": "^(me|[0-9a-fA-F-]{36})$"},
    OpenApiParameter.PATH,
    description="Somebody's id, or `me`.",
)


def _user_id(request: Request, named: str) -> UUID:
    own = actor_of(request).id
    if named == ME and own is not None:
        return own
    try:
        return UUID(named)
    except ValueError as unreadable:
        raise ProfileNotFound from unreadable


class ProfileView(ApiView):
    """The profile of a user."""

    reading_scope = "profile:read"

    @extend_schema(
        operation_id="get_profile",
        summary="Read a profile",
        description="One's own, or anybody's for those who manage accounts.",
        parameters=[_USER],
        responses={200: ProfileSerializer},
    )
    def get(self, request: Request, user_id: str) -> Response:
        profile = queries.get_profile(user_id=_user_id(request, user_id), actor=actor_of(request))
        return _profile(profile)

    @extend_schema(
        operation_id="update_profile",
        summary="Replace one's own profile",
        parameters=[_USER],
        request=ProfileInput,
        responses={200: ProfileSerializer},
    )
    def put(self, request: Request, user_id: str) -> Response:
        wanted, actor = _user_id(request, user_id), actor_of(request)
        queries.require_own(user_id=wanted, actor=actor)
        form = ProfileInput(data=request.data)
        form.is_valid(raise_exception=True)
        changed = change_own_profile(
            user_id=wanted,
            actor=actor,
            expected_version=expected_version(request),
            at=clock.now(),
            **form.to_profile(),
        )
        return _profile(changed)


class PreferencesView(ApiView):
    """How somebody likes to travel."""

    reading_scope = "profile:read"

    @extend_schema(
        operation_id="get_preferences",
        summary="Read somebody's preferences",
        description="One's own, or anybody's for those who manage accounts.",
        parameters=[_USER],
        responses={200: PreferencesSerializer},
    )
    def get(self, request: Request, user_id: str) -> Response:
        preferences = queries.get_preferences(
            user_id=_user_id(request, user_id), actor=actor_of(request)
        )
        return _preferences(preferences)

    @extend_schema(
        operation_id="update_preferences",
        summary="Replace one's own preferences",
        parameters=[_USER],
        request=PreferencesInput,
        responses={200: PreferencesSerializer},
    )
    def put(self, request: Request, user_id: str) -> Response:
        wanted, actor = _user_id(request, user_id), actor_of(request)
        queries.require_own(user_id=wanted, actor=actor)
        values = read_body(request, PreferencesInput)
        changed = change_preferences(
            user_id=wanted,
            actor=actor,
            expected_version=expected_version(request),
            at=clock.now(),
            budget_level=values.pop("budget_level"),
            **{name: tuple(chosen) for name, chosen in values.items()},
        )
        return _preferences(changed)


def _profile(profile: queries.Profile) -> Response:
    return Response(ProfileSerializer(profile).data, headers={"ETag": etag(profile.version)})


def _preferences(preferences: queries.Preferences) -> Response:
    return Response(
        PreferencesSerializer(preferences).data, headers={"ETag": etag(preferences.version)}
    )
