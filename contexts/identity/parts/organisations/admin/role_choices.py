"""Choosing a role in a form: one that is code from a menu, or one that people made by its code."""

from __future__ import annotations

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from ...roles import api as roles


def role_field() -> forms.ChoiceField:
    """Return a menu of the roles that are code, each with what it is for."""
    choices = [("", "---------"), *((role.code, f"{role.name} – {role.says}") for role in roles.ROLES.values())]  # fmt: skip
    return forms.ChoiceField(choices=choices, required=False, widget=UnfoldAdminSelectWidget())


def chosen_role(form: forms.ModelForm) -> str:  # type: ignore[type-arg]
    """Return the code that was chosen, from the menu or written; both or none is a fault of the form."""
    chosen = [form.cleaned_data.get(name) for name in ("role", "own_role")]
    codes = [code for code in chosen if code]
    if len(codes) != 1:
        form.add_error("role", "Choose one role, from the menu or by its code.")
        return ""
    return str(codes[0])
