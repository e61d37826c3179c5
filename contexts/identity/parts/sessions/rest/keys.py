"""The public keys of access tokens over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from .. import queries

SECONDS = 300


class KeySerializer(serializers.Serializer[Any]):
    """A public key (RFC 7517)."""

    kty = serializers.CharField()
    crv = serializers.CharField()
    x = serializers.CharField()
    y = serializers.CharField()
    kid = serializers.CharField()
    alg = serializers.CharField()
    use = serializers.CharField()


class KeySetSerializer(serializers.Serializer[Any]):
    """The keys that verify access tokens; the first one signs."""

    keys = KeySerializer(many=True)


class KeysView(ApiView):
    """The public keys of access tokens; those of the OpenID Connect provider are its own, at /oauth/jwks."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    # A key is published for longer than this before it signs, so whoever keeps the answer knows every token's key.
    cache_control = f"public, max-age={SECONDS}"

    @extend_schema(
        operation_id="get_json_web_key_set",
        tags=["keys"],
        summary="The public keys of access tokens",
        description="A JWK Set (RFC 7517) that may be kept for five minutes. Ask again when a token names a key that is not in it.",
        responses={200: KeySetSerializer},
    )
    def get(self, request: Request) -> Response:
        del request
        return Response({"keys": queries.public_keys()})
