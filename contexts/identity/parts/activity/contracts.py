"""What the activity log knows to happen to accounts."""

from __future__ import annotations

import enum


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
    PROFILE_CHANGED = "profile_changed"
    ROLE_GRANTED = "role_granted"
    ROLE_WITHDRAWN = "role_withdrawn"
