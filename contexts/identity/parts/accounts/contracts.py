"""Contracts of accounts."""

from __future__ import annotations

import datetime as dt
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
    email_verified_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An account's facts about its owner, apart from address and rights; `version` counts its changes."""

    user_id: UUID
    full_name: str
    phone: str
    avatar_url: str
    locale: str
    time_zone: str
    default_currency: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsChange:
    """From which version a change led to which; they are equal when nothing was different."""

    version_before: int
    version: int


class SecondFactor(enum.StrEnum):
    """How somebody shows, beside the password, that it is them."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class SecondFactorChange(enum.StrEnum):
    """Kinds of changes of somebody's second factors."""

    TOTP_ON = "totp_on"
    TOTP_OFF = "totp_off"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"
    RESET_BY_STAFF = "reset_by_staff"


class ChallengePurpose(enum.StrEnum):
    """The place that a sign-in opens which waits for its second factor."""

    SIGN_IN = "SIGN_IN"
    STAFF_SCREENS = "STAFF_SCREENS"


class PasskeyPurpose(enum.StrEnum):
    """For what a passkey signs."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"
    SECOND_FACTOR = "SECOND_FACTOR"
    STEP_UP = "STEP_UP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    aaguid: UUID
    """Names the make of the authenticator, where it says so."""
    transports: tuple[str, ...]
    is_backed_up: bool
    """Other devices of its owner have it too."""
    created_at: dt.datetime
    last_used_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactors:
    """Which second factors somebody has."""

    totp_confirmed_at: dt.datetime | None
    """Since when an authenticator app is on; None when none is."""
    passkeys: int
    recovery_codes_left: int


class MailLinkKind(enum.StrEnum):
    """The purpose of a link in a mail. ADDRESS_TAKEN and ACCOUNT_ERASED tell something and lead nowhere."""

    VERIFY_EMAIL = "VERIFY_EMAIL"
    FINISH_REGISTRATION = "FINISH_REGISTRATION"
    ADDRESS_TAKEN = "ADDRESS_TAKEN"
    CHANGE_EMAIL = "CHANGE_EMAIL"
    UNDO_EMAIL_CHANGE = "UNDO_EMAIL_CHANGE"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of a kind
    INVITATION = "INVITATION"
    CANCEL_ERASURE = "CANCEL_ERASURE"
    ACCOUNT_ERASED = "ACCOUNT_ERASED"
    REMOVE_ACCESS = "REMOVE_ACCESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLink:
    """A link that was followed. `user_id` is whose account it is about, where there is one.

    `subject_id` is what it is about: an invitation, a passkey, or else the account. `session_id` is who asked for it.
    """

    id: UUID
    kind: MailLinkKind
    user_id: UUID | None
    subject_id: UUID
    recipient: str
    session_id: UUID | None
    created_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailToSend:
    """The content of a mail with a link at this moment; `url` is empty where there is nothing to follow.

    `facts` are plain words for it: whose invitation, which new address.
    """

    kind: MailLinkKind
    subject_id: UUID
    recipient: str
    full_name: str
    locale: str
    time_zone: str
    url: str
    expires_at: dt.datetime
    facts: dict[str, str]
