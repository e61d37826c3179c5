"""What second factors, passkeys and step-up read and write over HTTP."""

from __future__ import annotations

from typing import Any

import segno
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from riz.rest.fields import LineField
from riz.rest.serializers import StrictSerializer

from ..domain.webauthn import NAME_LENGTH
from .fields import PasswordField

LONGEST_CODE = 64
LONGEST_CHALLENGE = 128
LONGEST_BASE64 = 16_384
_QR_SCALE = 5

_CREDENTIAL_ID = "n1iSBrm0xZ0r0TzS1Ij7xw"
CREATED: dict[str, Any] = {
    "id": _CREDENTIAL_ID,
    "rawId": _CREDENTIAL_ID,
    "type": "public-key",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
        "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YQ",
        "transports": ["internal", "hybrid"],
    },
}
SIGNED: dict[str, Any] = {
    "id": _CREDENTIAL_ID,
    "rawId": _CREDENTIAL_ID,
    "type": "public-key",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
        "signature": "MEUCIQDk",
        "userHandle": "AZjF8BEieqqLu5mqu8zd7g",
    },
}
CODE = "492039"
RECOVERY_CODES = ["MZXW-6YTB-OI2D-GNJQ-GY3T-QOJQ"]
PUBLIC_KEY = {
    "rpId": "riz.example",
    "challenge": "u1VhZ2FpbiBhIHJhbmRvbSB2YWx1ZSBvZiAzMmJ5dGU",
    "timeout": 300000,
    "userVerification": "required",
}


class CodeField(serializers.CharField):
    """A one-time code of six digits or a recovery code, blanks and dashes as people like."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_CODE, write_only=True, **options)


class ChallengeField(serializers.CharField):
    """The challenge that the first factor was answered with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_CHALLENGE, write_only=True, **options)


class _Base64UrlField(serializers.RegexField):
    """Bytes the way browsers write them in JSON."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"\A[A-Za-z0-9_-]+\Z", max_length=LONGEST_BASE64, **options)


# What browsers' `PublicKeyCredential.toJSON()` writes, in its own spelling. Unlike everywhere else unknown fields are
# passed over: browsers add some, and what matters is signed.
class _CreatedResponseSerializer(serializers.Serializer[Any]):
    clientDataJSON = _Base64UrlField()  # noqa: N815 - the browser's spelling
    attestationObject = _Base64UrlField()  # noqa: N815
    transports = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=10, required=False
    )


class _SignedResponseSerializer(serializers.Serializer[Any]):
    clientDataJSON = _Base64UrlField()  # noqa: N815
    authenticatorData = _Base64UrlField()  # noqa: N815
    signature = _Base64UrlField()
    userHandle = _Base64UrlField(required=False, allow_null=True)  # noqa: N815


class CreatedCredentialSerializer(serializers.Serializer[Any]):
    """A new passkey, as the browser's `toJSON()` writes it."""

    id = _Base64UrlField()
    rawId = _Base64UrlField()  # noqa: N815
    type = serializers.RegexField(r"\Apublic-key\Z")
    response = _CreatedResponseSerializer()


class SignedCredentialSerializer(serializers.Serializer[Any]):
    """What a passkey signed, as the browser's `toJSON()` writes it."""

    id = _Base64UrlField()
    rawId = _Base64UrlField()  # noqa: N815
    type = serializers.RegexField(r"\Apublic-key\Z")
    response = _SignedResponseSerializer()


@extend_schema_serializer(
    examples=[OpenApiExample("A code", value={"code": CODE}, request_only=True)]
)
class CodeSerializer(StrictSerializer):
    """A code."""

    code = CodeField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An app",
            value={
                "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                "otpauth_uri": "otpauth://totp/RIZ:anita%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=RIZ",
                "qr_svg": '<svg width="225" height="225" class="segno"></svg>',
                "expires_at": "2026-03-14T09:45:00Z",
            },
            response_only=True,
        )
    ]
)
class EnrolmentSerializer(serializers.Serializer[Any]):
    """What an authenticator app needs, shown once."""

    secret = serializers.CharField(help_text="Base32, for apps without a camera.")
    otpauth_uri = serializers.CharField()
    qr_svg = serializers.SerializerMethodField(
        help_text="The address as a QR code, an SVG element."
    )
    expires_at = serializers.DateTimeField(help_text="Confirm it with a first code until then.")

    @extend_schema_field(str)
    def get_qr_svg(self, enrolment: Any) -> str:
        """Draw the address."""
        code = segno.make(enrolment.otpauth_uri, micro=False)
        return code.svg_inline(scale=_QR_SCALE, light="white")


@extend_schema_serializer(
    examples=[OpenApiExample("Codes", value={"recovery_codes": RECOVERY_CODES}, response_only=True)]
)
class RecoveryCodesSerializer(serializers.Serializer[Any]):
    """Recovery codes, shown once; each is good once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An app and a passkey",
            value={"totp_confirmed_at": "2026-03-14T09:31:00Z", "passkeys": 1, "recovery_codes_left": 9},
            response_only=True,
        )
    ]
)  # fmt: skip
class SecondFactorsSerializer(serializers.Serializer[Any]):
    """Which second factors are on."""

    totp_confirmed_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when an authenticator app is on; null when none is."
    )
    passkeys = serializers.IntegerField()
    recovery_codes_left = serializers.IntegerField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Once more",
            value={"challenge": "k1bQ7h1uUe0m2sQy3p0Yc2oR8b9w4nZ5xT6vL1aJd0E"},
            request_only=True,
        )
    ]
)
class ChallengeSerializer(StrictSerializer):
    """A sign-in that waits for its second factor."""

    challenge = ChallengeField()


@extend_schema_serializer(
    examples=[OpenApiExample("Options", value={"public_key": PUBLIC_KEY}, response_only=True)]
)
class PasskeyOptionsSerializer(serializers.Serializer[Any]):
    """What to hand to the browser: `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`."""

    public_key = serializers.DictField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A phone", value={"name": "My phone", "credential": CREATED}, request_only=True
        )
    ]
)
class RegisterPasskeySerializer(StrictSerializer):
    """A new passkey."""

    name = LineField(max_length=NAME_LENGTH)
    credential = CreatedCredentialSerializer()


@extend_schema_serializer(
    examples=[OpenApiExample("A name", value={"name": "My old phone"}, request_only=True)]
)
class RenamePasskeySerializer(StrictSerializer):
    """A new name."""

    name = LineField(max_length=NAME_LENGTH)


class PasskeySerializer(serializers.Serializer[Any]):
    """A passkey."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    aaguid = serializers.UUIDField(
        help_text="Names the make of the authenticator, where it says so."
    )
    transports = serializers.ListField(child=serializers.CharField())
    is_backed_up = serializers.BooleanField(help_text="Other devices of its owner have it too.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class PasskeysSerializer(serializers.Serializer[Any]):
    """One's own passkeys; twenty at most, so there are no pages."""

    results = PasskeySerializer(many=True)


class RegisteredPasskeySerializer(serializers.Serializer[Any]):
    """The new passkey and, if it is the first second factor, recovery codes that are shown once."""

    passkey = PasskeySerializer()
    recovery_codes = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(
    examples=[
        OpenApiExample("A code", value={"code": CODE}, request_only=True),
        OpenApiExample("A passkey", value={"passkey": SIGNED}, request_only=True),
    ]
)
class StepUpSerializer(StrictSerializer):
    """One way of showing who one is."""

    password = PasswordField(required=False)
    code = CodeField(required=False)
    passkey = SignedCredentialSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one way at a time."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Send one of password, code and passkey.")
        return attrs


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Until",
            value={
                "until": "2026-03-14T09:40:00Z",
                "access_token": "eyJhbGciOiJFUzI1NiIs...",
                "access_expires_at": "2026-03-14T09:40:00Z",
            },
            response_only=True,
        )
    ]
)
class SteppedUpSerializer(serializers.Serializer[Any]):
    """Until when sensitive acts are open, and the access token that takes the place of the ones before."""

    until = serializers.DateTimeField()
    access_token = serializers.CharField()
    access_expires_at = serializers.DateTimeField()
