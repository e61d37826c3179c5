"""Passkeys over HTTP; what ends in tokens lies with signing in."""

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
from riz.rest.reading import page_of, read_body
from riz.rest.views import ApiView

from .. import queries
from ..use_cases.register_passkey import register_passkey
from ..use_cases.remove_passkey import remove_passkey
from ..use_cases.rename_passkey import rename_passkey
from ..use_cases.start_passkey_registration import start_passkey_registration
from ..use_cases.start_passkey_second_factor import start_passkey_second_factor
from ..use_cases.start_passkey_sign_in import start_passkey_sign_in
from .second_factor_serializers import (
    ChallengeInput,
    PasskeyOptionsSerializer,
    PasskeySerializer,
    RegisteredPasskeySerializer,
    RegisterPasskeyInput,
    RenamePasskeyInput,
)
from .second_factors import STEP_UP


class PasskeysView(ApiView):
    """One's own passkeys."""

    @extend_schema(
        operation_id="list_passkeys",
        tags=["passkeys"],
        summary="One's own passkeys",
        description="The oldest first; there are twenty at most.",
        responses={200: page_of(PasskeySerializer)},
    )
    def get(self, request: Request) -> Response:
        found = queries.list_passkeys(actor=actor_of(request))
        return whole_list(request, found, PasskeySerializer)

    @extend_schema(
        operation_id="register_passkey",
        tags=["passkeys"],
        summary="Register a passkey",
        description="What the browser made of `POST /auth/passkeys/registration-options`, within five minutes. With a"
        " passkey the password alone signs in no more; the pages of `/oauth` can't ask for one and take a code instead. The first second factor brings recovery codes, shown this"
        f" once.{STEP_UP}",
        request=RegisterPasskeyInput,
        responses={201: RegisteredPasskeySerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, RegisterPasskeyInput)
        registered = register_passkey(
            **body,
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return Response(RegisteredPasskeySerializer(registered).data, 201)


class RegistrationOptionsView(ApiView):
    """Beginning to register a passkey."""

    @extend_schema(
        operation_id="start_passkey_registration",
        tags=["passkeys"],
        summary="Begin to register a passkey",
        description=f"For `navigator.credentials.create`; good once, for five minutes.{STEP_UP}",
        request=None,
        responses={200: PasskeyOptionsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say what shall be made."""
        options = start_passkey_registration(actor=actor_of(request), at=clock.now())
        return Response({"public_key": options})


class PasskeyView(ApiView):
    """A passkey of the caller."""

    @extend_schema(
        operation_id="update_passkey",
        tags=["passkeys"],
        summary="Rename a passkey",
        description="The name is for its owner alone.",
        request=RenamePasskeyInput,
        responses={200: PasskeySerializer},
    )
    def patch(self, request: Request, passkey_id: UUID) -> Response:
        body = read_body(request, RenamePasskeyInput)
        passkey = rename_passkey(
            passkey_id=passkey_id,
            **body,
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return Response(PasskeySerializer(passkey).data)

    @extend_schema(
        operation_id="delete_passkey",
        tags=["passkeys"],
        summary="Remove a passkey",
        description=f"It signs nobody in any more.{STEP_UP}",
        responses={204: None},
    )
    def delete(self, request: Request, passkey_id: UUID) -> Response:
        remove_passkey(
            passkey_id=passkey_id,
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return Response(status=204)


class SignInOptionsView(ApiView):
    """Beginning to sign in with a passkey."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="start_passkey_sign_in",
        tags=["signing in"],
        summary="Begin to sign in with a passkey",
        description="For `navigator.credentials.get`; good once, for five minutes. Nobody's account has a part in it.",
        request=None,
        responses={200: PasskeyOptionsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say what shall be signed."""
        del request
        return Response({"public_key": start_passkey_sign_in(at=clock.now())})


class SecondFactorOptionsView(ApiView):
    """Beginning to complete a sign-in with a passkey."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="start_passkey_second_factor",
        tags=["signing in"],
        summary="Begin to complete a sign-in with a passkey",
        description="For `navigator.credentials.get`; good once, for five minutes.",
        request=ChallengeInput,
        responses={200: PasskeyOptionsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say what shall be signed."""
        body = read_body(request, ChallengeInput)
        options = start_passkey_second_factor(**body, at=clock.now())
        return Response({"public_key": options})
