"""The form by which staff sign in: address and password, then a second factor where the account has one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from unfold.forms import AuthenticationForm
from unfold.widgets import UnfoldAdminTextInputWidget

from riz import clock
from riz.errors import Malformed, RizError
from riz.rest.addresses import client_ip
from riz.strict_json import read_json

from .. import models, queries
from ..contracts import ChallengePurpose
from ..errors import SecondFactorRequired, SignInChallengeInvalid
from ..use_cases.complete_staff_sign_in import complete_staff_sign_in
from ..use_cases.start_passkey_second_factor import start_passkey_second_factor

if TYPE_CHECKING:
    _Form = forms.Form
else:
    _Form = AuthenticationForm

TEMPLATE = "identity/staff_sign_in.html"
HINT = (
    "Your account opens everything and only a password protects it. Switch on an authenticator app or a"
    " passkey in your account's settings."
)
_LONGEST = 20_000


class _CodeInput(UnfoldAdminTextInputWidget):
    """A text that is never written back into the page: a recovery code may still be good."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Leave the value out."""
        del value
        context: dict[str, Any] = super().get_context(name, None, attrs)
        return context


class StaffSignInForm(_Form):
    """Two steps on one page. The second one shows the challenge of the first instead of address and password."""

    request: HttpRequest
    user_cache: models.User | None

    challenge = forms.CharField(required=False, max_length=128, widget=forms.HiddenInput())
    passkey = forms.CharField(required=False, max_length=_LONGEST, widget=forms.HiddenInput())
    code = forms.CharField(
        required=False,
        max_length=64,
        label="Code",
        help_text="Six digits of your authenticator app, or a recovery code.",
        widget=_CodeInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": "",
                "spellcheck": "false",
                "autocapitalize": "off",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = ""
        self.is_answer = bool(self.data.get("challenge"))
        if self.is_answer:
            self.asked = str(self.data["challenge"])
            self.fields["username"].required = False
            self.fields["password"].required = False

    def clean(self) -> dict[str, Any]:
        """Take the first step, or the second."""
        if self.is_answer:
            self._answer()
            return self.cleaned_data
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except SecondFactorRequired as asked:
            self.asked = asked.details["challenge"]
            raise ValidationError(asked.message, code="second_factor") from asked
        self._hint()
        return cleaned

    @property
    def is_first_question(self) -> bool:
        """Tell whether the second factor is asked for just now, so that nothing went wrong yet."""
        return bool(self.asked) and not self.is_answer

    @property
    def passkey_options(self) -> str:
        """Return what a passkey shall sign, or nothing where there is no passkey."""
        try:
            options = start_passkey_second_factor(
                challenge=self.asked, purpose=ChallengePurpose.STAFF_SCREENS, at=clock.now()
            )
        except RizError:
            return ""
        return json.dumps(options)

    def _answer(self) -> None:
        facts = self.cleaned_data
        try:
            user_id = complete_staff_sign_in(
                challenge=self.asked,
                code=facts.get("code", ""),
                passkey=_credential(facts.get("passkey", "")),
                ip=client_ip(self.request),
                at=clock.now(),
            )
        except SignInChallengeInvalid as over:
            self.asked = ""
            raise ValidationError(over.message) from over
        except RizError as refusal:
            raise ValidationError(_message_of(refusal)) from refusal
        self.user_cache = models.User.objects.get(id=user_id)

    def _hint(self) -> None:
        user = self.user_cache
        if user is not None and user.is_superuser and not queries.second_factors_of(user.id):
            messages.warning(self.request, HINT)


def _message_of(refusal: RizError) -> str:
    wait = refusal.details.get("retry_after_seconds")
    return f"{refusal.message} ({wait} seconds)" if wait else refusal.message


def _credential(text: str) -> dict[str, Any] | None:
    """Read what the page's script wrote; what is no credential is refused by whoever looks at it."""
    if not text:
        return None
    try:
        read = read_json(text.encode())
    except Malformed:
        return {}
    return read if isinstance(read, dict) else {}
