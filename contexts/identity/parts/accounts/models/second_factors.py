"""Tables of second factors, and of sign-ins that wait for one."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.indexes import Index

from riz import columns
from riz.ids import new_id
from riz.sealing import SealedField

from ..contracts import ChallengePurpose, PasskeyPurpose
from ..domain import second_factors
from .choices import choices
from .people import User


class TotpDevice(models.Model):
    """An app that shows one-time codes: on once a first code has confirmed it. A time step is good once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="totp_devices")
    secret_sealed = SealedField(editable=False)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(confirmed_at__isnull=False),
                name="identity_one_totp_device",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(confirmed_at=None),
                name="identity_one_totp_enrolment",
            ),
            models.CheckConstraint(
                condition=~models.Q(secret_sealed=""), name="identity_totp_has_a_secret"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RecoveryCode(models.Model):
    """A way back in, good once, known by its hash only."""

    hash = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(used_at__gte=models.F("created_at")),
                name="identity_recovery_code_used_later",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hash[:8]}…"


class Passkey(models.Model):
    """A WebAuthn credential: its public key, and how often it says to have signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023, unique=True, editable=False)
    public_key = models.BinaryField(max_length=2048, editable=False)
    sign_count = models.PositiveBigIntegerField(default=0)
    aaguid = models.UUIDField()
    transports = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    name = columns.LineField(max_length=80)
    is_backed_up = models.BooleanField("backed up", default=False)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class SignInChallenge(models.Model):
    """A sign-in that waits for its second factor, known by the hash of its secret: five attempts in five minutes."""

    hash = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=choices(ChallengePurpose))
    method = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [Index(fields=["expires_at"], name="identity_challenge_expiry")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(attempts__lte=second_factors.CHALLENGE_ATTEMPTS),
                name="identity_challenge_attempts",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="identity_challenge_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=[purpose.value for purpose in ChallengePurpose]),
                name="identity_challenge_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hash[:8]}…"


class WebauthnChallenge(models.Model):
    """Random bytes that one passkey shall sign once, known by their hash, for one purpose.

    They are one person's, but for those of a sign-in without a password.
    """

    hash = models.CharField(primary_key=True, max_length=64)
    purpose = models.CharField(max_length=20, choices=choices(PasskeyPurpose))
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    sign_in = models.ForeignKey(
        SignInChallenge, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [Index(fields=["expires_at"], name="identity_webauthn_expiry")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(purpose=PasskeyPurpose.SIGN_IN.value, user=None)
                | (
                    ~models.Q(purpose=PasskeyPurpose.SIGN_IN.value)
                    & models.Q(
                        user__isnull=False,
                        purpose__in=[purpose.value for purpose in PasskeyPurpose],
                    )
                ),
                name="identity_webauthn_person",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    purpose=PasskeyPurpose.SECOND_FACTOR.value, sign_in__isnull=False
                )
                | (~models.Q(purpose=PasskeyPurpose.SECOND_FACTOR.value) & models.Q(sign_in=None)),
                name="identity_webauthn_sign_in",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="identity_webauthn_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hash[:8]}…"
