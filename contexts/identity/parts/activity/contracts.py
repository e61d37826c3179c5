"""Events that the activity log knows to happen to accounts."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.values import IpAddress


class Action(enum.StrEnum):
    """The entries of the activity log."""

    REGISTERED = "registered"
    REGISTRATION_REPEATED = "registration_repeated"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    STAFF_SIGNED_IN = "staff_signed_in"
    STAFF_SIGN_IN_REFUSED = "staff_sign_in_refused"
    SESSION_ENDED = "session_ended"
    IMPERSONATION_STARTED = "impersonation_started"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an act
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    PASSWORD_RESET_ASKED = "password_reset_asked"  # noqa: S105
    PASSWORD_RESET = "password_reset"  # noqa: S105
    VERIFICATION_ASKED = "verification_asked"
    EMAIL_VERIFIED = "email_verified"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGED = "email_changed"
    EMAIL_CHANGE_UNDONE = "email_change_undone"
    ACCOUNT_RECOVERED = "account_recovered"
    PROFILE_CHANGED = "profile_changed"
    EXPORT_REQUESTED = "export_requested"
    ERASURE_REQUESTED = "erasure_requested"
    ERASURE_CANCELLED = "erasure_cancelled"
    ERASED = "erased"
    ROLE_GRANTED = "role_granted"
    ROLE_WITHDRAWN = "role_withdrawn"
    ROLE_CREATED = "role_created"
    ROLE_CHANGED = "role_changed"
    ROLE_DELETED = "role_deleted"
    ORGANISATION_MADE = "organisation_made"
    ORGANISATION_CHANGED = "organisation_changed"
    ORGANISATION_SUSPENDED = "organisation_suspended"
    ORGANISATION_REACTIVATED = "organisation_reactivated"
    OWNERSHIP_TRANSFERRED = "ownership_transferred"
    MEMBER_INVITED = "member_invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_DECLINED = "invitation_declined"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    ASSET_ASSIGNED = "asset_assigned"
    ASSIGNMENT_WITHDRAWN = "assignment_withdrawn"
    APPLICATION_ALLOWED = "application_allowed"
    APPLICATION_WITHDRAWN = "application_withdrawn"
    APPLICATION_REGISTERED = "application_registered"
    APPLICATION_SECRET_RENEWED = "application_secret_renewed"  # noqa: S105 - the name of an act
    APPLICATION_DISABLED = "application_disabled"
    APPLICATION_ENABLED = "application_enabled"
    PROGRAM_SECRET_REUSED = "program_secret_reused"  # noqa: S105 - the name of an act
    LOGIN_LINKED = "login_linked"
    LOGIN_UNLINKED = "login_unlinked"
    SECOND_FACTOR_ASKED = "second_factor_asked"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    SECOND_FACTORS_RESET = "second_factors_reset"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_RENAMED = "passkey_renamed"
    PASSKEY_REFUSED = "passkey_refused"
    PASSKEY_COUNTER_WENT_BACK = "passkey_counter_went_back"
    STEPPED_UP = "stepped_up"
    STEP_UP_FAILED = "step_up_failed"
    PARTNER_MADE = "partner_made"
    PARTNER_CHANGED = "partner_changed"
    PARTNER_SUSPENDED = "partner_suspended"
    PARTNER_RESUMED = "partner_resumed"
    CREDENTIAL_ISSUED = "credential_issued"
    CREDENTIAL_ROTATED = "credential_rotated"
    CREDENTIAL_REVOKED = "credential_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened to somebody's account, as they read it."""

    id: UUID
    at: dt.datetime
    action: str
    says: str
    """The same as a sentence."""
    by: str
    """you, staff, system, link or somebody"""
    by_name: str | None
    """Who of the staff acted as you, where somebody did and still has a name."""
    reason: str | None
    """Why that one acted as you."""
    ip: IpAddress | None
