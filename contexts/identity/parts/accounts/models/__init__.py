"""The tables of accounts."""

from .people import FACTS, LoginThrottle, MailLink, User
from .second_factors import (
    Passkey,
    RecoveryCode,
    SignInChallenge,
    TotpDevice,
    WebauthnChallenge,
)

__all__ = [
    "FACTS",
    "LoginThrottle",
    "MailLink",
    "Passkey",
    "RecoveryCode",
    "SignInChallenge",
    "TotpDevice",
    "User",
    "WebauthnChallenge",
]
