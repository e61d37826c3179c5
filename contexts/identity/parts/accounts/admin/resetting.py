"""The staff screen on which somebody helps a person who has lost every second factor, or their account to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextInputWidget

from riz import clock, values
from riz.columns import RuleInput
from riz.errors import RizError
from riz.operations.staff import actor_of_staff

from .. import models, queries
from ..use_cases._reasons import REASON_LENGTH
from ..use_cases.reset_second_factors import reset_second_factors

TEMPLATE = "identity/reset_second_factors.html"


class ResettingForm(forms.Form):
    """How staff know that it is this person who asks."""

    reason = RuleInput(
        rule=values.line,
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="How you know that it is this person who asks. It is kept in the activity log.",
    )
    was_in_wrong_hands = forms.BooleanField(
        required=False,
        help_text="Somebody else had the account: end its password, linked logins, applications and keys too, cancel"
        " what was asked for, and mail a link for a new password to the address above.",
    )


def reset(
    request: HttpRequest, person: models.User, shown: dict[str, Any], recover: Callable[..., None]
) -> HttpResponse:
    """Ask why, and reset, or recover the whole account."""
    form = ResettingForm(request.POST or None)
    if form.is_valid() and _reset(request, person, form, recover):
        messages.success(request, "Removed, and signed out everywhere. The person is told by mail.")
        return HttpResponseRedirect(reverse("admin:identity_user_change", args=[person.pk]))
    context = {
        **shown,
        "person": person,
        "form": form,
        "factors": queries.second_factors_of(person.id),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _reset(
    request: HttpRequest, person: models.User, form: ResettingForm, recover: Callable[..., None]
) -> bool:
    act = recover if form.cleaned_data["was_in_wrong_hands"] else reset_second_factors
    try:
        act(
            user_id=person.id,
            reason=form.cleaned_data["reason"],
            actor=actor_of_staff(request),
            at=clock.now(),
        )
    except RizError as refusal:
        form.add_error(None, refusal.message)
        return False
    return True
