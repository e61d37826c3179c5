"""What accounts show to others."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID


class UserKind(enum.StrEnum):
    """As what somebody meets RIZ; what they may do follows from their roles."""

    TRAVELLER = "TRAVELLER"
    OPERATOR_MEMBER = "OPERATOR_MEMBER"
    PORTAL_STAFF = "PORTAL_STAFF"
    PORTAL_ADMIN = "PORTAL_ADMIN"
    PARTNER_USER = "PARTNER_USER"
    PARTNER_ADMIN = "PARTNER_ADMIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with an account."""

    id: UUID
    email: str
    full_name: str
    locale: str
    time_zone: str
    is_active: bool


class SecondFactor(enum.StrEnum):
    """How somebody shows, beside the password, that it is them."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class SecondFactorChange(enum.StrEnum):
    """What became different about somebody's second factors."""

    TOTP_ON = "totp_on"
    TOTP_OFF = "totp_off"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RESET_BY_STAFF = "reset_by_staff"


class ChallengePurpose(enum.StrEnum):
    """What a sign-in that waits for its second factor opens."""

    SIGN_IN = "SIGN_IN"
    STAFF_SCREENS = "STAFF_SCREENS"


class PasskeyPurpose(enum.StrEnum):
    """For what a passkey signs."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"
    SECOND_FACTOR = "SECOND_FACTOR"
    STEP_UP = "STEP_UP"
