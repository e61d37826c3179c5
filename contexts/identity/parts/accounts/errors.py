"""What accounts refuse, and what to do about it."""

from __future__ import annotations

from riz.errors import Invalid, NotFound, TooMany, Unauthenticated


class UserNotFound(NotFound):
    """Nobody has this id."""

    code = "identity.user_not_found"
    message = "There is no such person."


class EmailNotAcceptable(Invalid):
    """The text is no e-mail address that mail can be sent to."""

    code = "identity.email_not_acceptable"
    message = "This is not an e-mail address. Write it like name@example.com."


class PasswordTooWeak(Invalid):
    """The password would be guessed; `details["errors"]` says why."""

    code = "identity.password_too_weak"
    message = "Choose another password: a few unrelated words make a good one."


class BadCredentials(Unauthenticated):
    """Address and password don't belong together; whether there is such an account is not told."""

    code = "identity.bad_credentials"
    message = "The e-mail address or the password is not right."


class TooManyAttempts(TooMany):
    """Signing in went wrong too often; `details["retry_after_seconds"]` says when to come back."""

    code = "identity.too_many_attempts"
    message = "Signing in went wrong too often. Wait a little and try again."
