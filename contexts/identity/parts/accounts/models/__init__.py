"""The tables of accounts."""

from .people import FACTS, MailLink, SignInBrake, User
from .second_factors import (
    Passkey,
    RecoveryCode,
    SignInChallenge,
    TotpDevice,
    WebauthnChallenge,
)

__all__ = [
    "FACTS",
    "MailLink",
    "Passkey",
    "RecoveryCode",
    "SignInBrake",
    "SignInChallenge",
    "TotpDevice",
    "User",
    "WebauthnChallenge",
]
