"""Sentences of the activity log's entries for the person whom they are about."""

from __future__ import annotations

from uuid import UUID

from ..contracts import Action

SENTENCES: dict[Action, str] = {
    Action.REGISTERED: "Your account was opened.",
    Action.REGISTRATION_REPEATED: "Somebody tried to open another account with your address.",
    Action.SIGNED_IN: "You signed in.",
    Action.SIGN_IN_FAILED: "Somebody tried to sign in with a wrong password.",
    Action.STAFF_SIGNED_IN: "You signed in to the staff screens.",
    Action.STAFF_SIGN_IN_REFUSED: "You were refused at the staff screens, for you hold no role there.",
    Action.SESSION_ENDED: "A device was signed out.",
    Action.IMPERSONATION_STARTED: "A member of staff began to act as you.",
    Action.USER_DISABLED: "Your account was disabled.",
    Action.USER_ENABLED: "Your account was enabled again.",
    Action.PASSWORD_SET: "Your password was set.",
    Action.PASSWORD_CHANGED: "You changed your password.",
    Action.PASSWORD_RESET_ASKED: "Somebody asked for a mail to choose a new password.",
    Action.PASSWORD_RESET: "A new password was chosen by a link from a mail.",
    Action.VERIFICATION_ASKED: "Somebody asked for the mail that confirms your address again.",
    Action.EMAIL_VERIFIED: "You confirmed your e-mail address.",
    Action.EMAIL_CHANGE_ASKED: "You asked for another e-mail address.",
    Action.EMAIL_CHANGED: "Your e-mail address was changed.",
    Action.EMAIL_CHANGE_UNDONE: "Your former e-mail address was taken back.",
    Action.ACCOUNT_RECOVERED: "Ways into your account that were not yours were ended, and its password.",
    Action.PROFILE_CHANGED: "Your profile was changed.",
    Action.ROLE_GRANTED: "You were given a role.",
    Action.ROLE_WITHDRAWN: "A role was taken from you.",
    Action.MEMBER_INVITED: "You invited somebody to an organisation.",
    Action.MEMBER_JOINED: "You joined an organisation.",
    Action.MEMBER_LEFT: "You left an organisation.",
    Action.OWNERSHIP_TRANSFERRED: "An organisation was handed over.",
    Action.LOGIN_LINKED: "A sign-in with another provider was linked.",
    Action.LOGIN_UNLINKED: "A sign-in with another provider was unlinked.",
    Action.APPLICATION_ALLOWED: "You allowed a program to act for you.",
    Action.APPLICATION_WITHDRAWN: "You took a program's permission back.",
    Action.SECOND_FACTOR_ASKED: "Your password was right, and a second factor was asked for.",
    Action.SECOND_FACTOR_FAILED: "Somebody showed a wrong second factor after your password.",
    Action.SECOND_FACTOR_CHANGED: "Your second factors were changed.",
    Action.SECOND_FACTORS_RESET: "Our staff switched your second factors off.",
    Action.RECOVERY_CODE_USED: "A recovery code was used.",
    Action.PASSKEY_REFUSED: "A passkey was refused.",
    Action.PASSKEY_COUNTER_WENT_BACK: "A passkey was refused, for a copy of it may exist.",
    Action.STEPPED_UP: "You showed once more that it is you.",
    Action.STEP_UP_FAILED: "Somebody at your device failed to show that they are you.",
    Action.EXPORT_REQUESTED: "You asked for what we know of you.",
    Action.ERASURE_REQUESTED: "You asked for your account to be erased.",
    Action.ERASURE_CANCELLED: "Your account stays after all.",
}


def sentence_of(action: str) -> str:
    """Return what an entry says; those without words of their own are told by their name."""
    known = SENTENCES.get(Action(action)) if action in set(Action) else None
    return known or f"{action.replace('_', ' ').capitalize()}."


def impersonator_of(action: str, actor: str) -> UUID | None:
    """Return who acted as the person when this happened, or began to."""
    who, _, stand_in = actor.partition(" by ")
    if action == Action.IMPERSONATION_STARTED:
        stand_in = who.partition(":")[2]
    return UUID(stand_in) if stand_in else None


def doer_of(actor: str, user_id: str) -> str:
    """Say who did it, without naming anybody: the person, a link from a mail, the system, staff, or somebody unknown."""
    who, _, stand_in = actor.partition(" by ")
    if stand_in:
        return "staff"
    kind, _, identifier = who.partition(":")
    if identifier == user_id:
        return "you"
    if identifier:
        return "staff"
    return {"system": "system", "link": "link"}.get(kind, "somebody")
