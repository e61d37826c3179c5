"""Identity's rule for passwords in the shape that Django's own forms and commands ask for."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from .. import models
from ..errors import PasswordTooWeak
from ..use_cases.check_new_password import check_new_password


class PasswordRule:
    """The only entry of `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, user: models.User | None = None) -> None:
        """Refuse what would be guessed."""
        about_owner = (user.email, user.full_name) if user else ()
        try:
            check_new_password(password=password, about_owner=about_owner)
        except PasswordTooWeak as refusal:
            raise ValidationError(refusal.details["errors"]["password"]) from refusal

    def get_help_text(self) -> str:
        """Say the rule."""
        return "At least 8 characters; a few unrelated words make a good password."
