"""Refusals of accounts, and what to do about them."""

from __future__ import annotations

from typing import Literal

from riz.errors import Conflict, Forbidden, Gone, Invalid, NotFound, TooMany, Unauthenticated

SecondFactorName = Literal["totp", "passkey", "recovery_code"]


class UserNotFound(NotFound):
    """Nobody has this id."""

    code = "identity.user_not_found"
    message = "There is no such person."
    user_id: str | None = None


class EmailNotAcceptable(Invalid):
    """The text is no e-mail address that mail can be sent to."""

    code = "identity.email_not_acceptable"
    message = "This is not an e-mail address. Write it like name@example.com."


class PasswordTooWeak(Invalid):
    """The password would be guessed; `errors` says why."""

    code = "identity.password_too_weak"
    message = "Choose another password: a few unrelated words make a good one."


class BadCredentials(Unauthenticated):
    """Address and password don't belong together, or the address is not confirmed: which of them is not told."""

    code = "identity.bad_credentials"
    message = (
        "The e-mail address or the password is not right, or the address is not confirmed yet:"
        " follow the link in our mail, or ask for another one."
    )


class TooManyAttempts(TooMany):
    """Signing in went wrong too often; `retry_after_seconds` says when to come back."""

    code = "identity.too_many_attempts"
    message = "Signing in went wrong too often. Wait a little and try again."


class SecondFactorRequired(Unauthenticated):
    """The first factor was right: answer the `challenge` by one of the `methods` until `expires_at`."""

    code = "identity.second_factor_required"
    message = "One more step: a one-time code, a passkey or a recovery code."
    challenge: str
    methods: list[SecondFactorName]
    expires_at: str


class SignInChallengeInvalid(Unauthenticated):
    """The challenge is unknown, was answered, is over, or was answered wrongly too often: one answer for all."""

    code = "identity.sign_in_challenge_invalid"
    message = "This sign-in is over. Start again with your password."


class SecondFactorWrong(Unauthenticated):
    """The code or the passkey is not right, or was used before."""

    code = "identity.second_factor_wrong"
    message = "That did not work. Try the next code, or another way."


class PasskeyUnknown(Unauthenticated):
    """Nobody is signed in by this passkey."""

    code = "identity.passkey_unknown"
    message = "This passkey signs nobody in here. Use your password."


class CodeWrong(Invalid):
    """The code of somebody who is signed in is not right, or was used before."""

    code = "identity.code_wrong"
    message = "The code is not right, or was used before. Try the next one."


class PasswordWrong(Invalid):
    """The password of somebody who is signed in is not right."""

    code = "identity.password_wrong"
    message = "The password is not right."


class PasskeyNotAcceptable(Invalid):
    """The passkey's answer is not good: made for another page, person or moment, used before, or tampered with."""

    code = "identity.passkey_not_acceptable"
    message = "This passkey was not accepted. Ask for new options and try again."


class PasskeyTaken(Conflict):
    """The passkey is registered already."""

    code = "identity.passkey_taken"
    message = "This passkey is registered already."


class TooManyPasskeys(Conflict):
    """There are as many as one person may have."""

    code = "identity.too_many_passkeys"
    message = "Remove a passkey that you no longer use first."


class PasskeyNotFound(NotFound):
    """The caller has no passkey of this id."""

    code = "identity.passkey_not_found"
    message = "There is no such passkey."


class NoEnrolment(Conflict):
    """No authenticator app waits to be confirmed, or it waited too long."""

    code = "identity.no_enrolment"
    message = "Start again: ask for a new secret first."


class SecondFactorNotOn(Conflict):
    """There is nothing to switch off or to renew."""

    code = "identity.second_factor_not_on"
    message = "No second factor is on."


class SecondFactorNeeded(Forbidden):
    """A password alone does not do where a second factor is on; `methods` say what does."""

    code = "identity.second_factor_needed"
    message = "Show it with a second factor: your password alone is not enough."
    methods: list[SecondFactorName]


class StepUpRefused(Forbidden):
    """Programs, partners and whoever acts as somebody else can't show that they are that person."""

    code = "identity.step_up_refused"
    message = "Only the person themselves can do this, signed in as themselves."


class ReasonMissing(Invalid):
    """An act of staff on somebody's account needs a reason."""

    code = "identity.reason_missing"
    message = "Say why."


class MailLinkInvalid(Invalid):
    """The token is not ours, was used, is over, or a later one took its place: one answer for all."""

    code = "identity.mail_link_invalid"
    message = "This link does not work any more. Ask for a new one."


class MailLinkNotToSend(Gone):
    """There is nothing to send any more; `reason` says why: used, superseded, expired, or to nobody."""

    code = "identity.mail_link_not_to_send"
    message = "This mail is not to be sent any more."
    reason: str


class MoreRightsThanCaller(Forbidden):
    """Nobody acts as, or gets hold of the account of, somebody who may do what they themselves may not."""

    code = "identity.more_rights_than_caller"
    message = "This person may do things that you may not, so this is not for you to do."
