"""Serializers of second factors, passkeys and step-up."""

from __future__ import annotations

from typing import Any

import segno
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from riz.rest.fields import LineField
from riz.rest.outputs import ContractSerializer, output
from riz.rest.serializers import StrictSerializer

from ...sessions.contracts import Reauthentication
from ..contracts import Passkey, SecondFactors
from ..domain.webauthn import NAME_LENGTH
from ..use_cases.register_passkey import RegisteredPasskey
from ..use_cases.start_totp_enrolment import Enrolment
from .fields import PasswordField

LONGEST_CODE = 64
LONGEST_CHALLENGE = 128
LONGEST_BASE64 = 16_384
_QR_SCALE = 5


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
    """A credential that a passkey signed, as the browser's `toJSON()` writes it."""

    id = _Base64UrlField()
    rawId = _Base64UrlField()  # noqa: N815
    type = serializers.RegexField(r"\Apublic-key\Z")
    response = _SignedResponseSerializer()


class CodeInput(StrictSerializer):
    """The code of a second factor."""

    code = CodeField()


class EnrolmentSerializer(ContractSerializer):
    """The secret for an authenticator app, shown once."""

    contract = Enrolment
    qr_svg = serializers.SerializerMethodField(
        help_text="The address as a QR code, an SVG element."
    )

    @extend_schema_field(str)
    def get_qr_svg(self, enrolment: Enrolment) -> str:
        """Draw the address."""
        code = segno.make(enrolment.otpauth_uri, micro=False)
        return code.svg_inline(scale=_QR_SCALE, light="white")


class RecoveryCodesSerializer(serializers.Serializer[Any]):
    """Recovery codes, shown once; each is good once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


class ChallengeInput(StrictSerializer):
    """A sign-in that waits for its second factor."""

    challenge = ChallengeField()


class PasskeyOptionsSerializer(serializers.Serializer[Any]):
    """Options for the browser: `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`."""

    public_key = serializers.DictField()


class RegisterPasskeyInput(StrictSerializer):
    """A new passkey."""

    name = LineField(max_length=NAME_LENGTH)
    credential = CreatedCredentialSerializer()


class RenamePasskeyInput(StrictSerializer):
    """A new name."""

    name = LineField(max_length=NAME_LENGTH)


@extend_schema_serializer(
    examples=[
        OpenApiExample("A code", value={"code": "492039"}, request_only=True),
        OpenApiExample(
            "A password", value={"password": "three rivers and a lake"}, request_only=True
        ),
    ]
)
class StepUpInput(StrictSerializer):
    """A way of showing who one is."""

    password = PasswordField(required=False)
    code = CodeField(required=False)
    passkey = SignedCredentialSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one way at a time."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Send one of password, code and passkey.")
        return attrs


SecondFactorsSerializer = output(SecondFactors)
PasskeySerializer = output(Passkey)
RegisteredPasskeySerializer = output(RegisteredPasskey)
SteppedUpSerializer = output(Reauthentication)
