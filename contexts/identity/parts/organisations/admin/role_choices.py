"""Choosing a role in a form: one that is code from a menu, or one that people made by its code."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from ...roles import api as roles


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that asks for one role, which `cleaned_data["code"]` then names."""

    role = forms.ChoiceField(
        choices=[("", "---------"), *((role.code, f"{role.name} – {role.says}") for role in roles.ROLES.values())],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )  # fmt: skip
    own_role = forms.CharField(
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget(),
        help_text="Or the code of a role that people made.",
    )

    def clean(self) -> dict[str, Any]:
        """Expect one role, from the menu or written."""
        stated: dict[str, Any] = super().clean() or self.cleaned_data
        codes = [code for name in ("role", "own_role") if (code := stated.get(name))]
        if len(codes) != 1:
            self.add_error("role", "Choose one role, from the menu or by its code.")
        return {**stated, "code": codes[0] if len(codes) == 1 else ""}
