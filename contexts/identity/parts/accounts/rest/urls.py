"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from . import emails, passkeys, passwords, second_factors, step_up
from .registration import RegisterView

urlpatterns = [
    path("auth/2fa", second_factors.SecondFactorsView.as_view(), name="auth-2fa"),
    path("auth/2fa/enable", second_factors.EnableView.as_view(), name="auth-2fa-enable"),
    path("auth/2fa/disable", second_factors.DisableView.as_view(), name="auth-2fa-disable"),
    path(
        "auth/2fa/recovery-codes",
        second_factors.RecoveryCodesView.as_view(),
        name="auth-2fa-recovery-codes",
    ),
    path(
        "auth/2fa/passkey-options",
        passkeys.SecondFactorOptionsView.as_view(),
        name="auth-2fa-passkey-options",
    ),
    path("auth/passkeys", passkeys.PasskeysView.as_view(), name="auth-passkeys"),
    path(
        "auth/passkeys/registration-options",
        passkeys.RegistrationOptionsView.as_view(),
        name="auth-passkeys-registration-options",
    ),
    path(
        "auth/passkeys/sign-in-options",
        passkeys.SignInOptionsView.as_view(),
        name="auth-passkeys-sign-in-options",
    ),
    path("auth/passkeys/<uuid:passkey_id>", passkeys.PasskeyView.as_view(), name="auth-passkey"),
    path("auth/step-up", step_up.StepUpView.as_view(), name="auth-step-up"),
    path(
        "auth/step-up/passkey-options",
        step_up.StepUpPasskeyOptionsView.as_view(),
        name="auth-step-up-passkey-options",
    ),
    path(
        "auth/email/verification", emails.VerificationView.as_view(), name="auth-email-verification"
    ),
    path("auth/email/verify", emails.VerifyView.as_view(), name="auth-email-verify"),
    path("auth/email/change", emails.ChangeView.as_view(), name="auth-email-change"),
    path(
        "auth/email/change/confirm",
        emails.ConfirmChangeView.as_view(),
        name="auth-email-change-confirm",
    ),
    path("auth/password/forgot", passwords.ForgotView.as_view(), name="auth-password-forgot"),
    path("auth/password/change", passwords.ChangeView.as_view(), name="auth-password-change"),
    path("auth/register", RegisterView.as_view(), name="auth-register"),
]
