"""The staff screen on which somebody begins, and ends, to act as a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from riz import clock, values
from riz.columns import RuleInput
from riz.errors import RizError
from riz.operations.staff import actor_of_staff
from riz.rest.addresses import client_ip, user_agent

from ...sessions import api as sessions
from .. import models, queries
from ..use_cases._reasons import REASON_LENGTH
from ..use_cases.start_impersonation import start_impersonation

TEMPLATE = "identity/act_as.html"


class ActingForm(forms.Form):
    """Why, and that it is really who sits there."""

    reason = RuleInput(
        rule=values.line,
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="The person reads it in their activity.",
    )
    password = forms.CharField(
        strip=False,
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"}),
        help_text="Your own password.",
    )
    code = forms.CharField(
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code"}),
        help_text="A code of your app, or a recovery code.",
    )

    def __init__(self, *arguments: Any, has_second_factor: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # Whoever has a second factor shows that one; a password alone may have been looked at.
        del self.fields["password" if has_second_factor else "code"]


def act_as(request: HttpRequest, person: models.User, shown: dict[str, Any]) -> HttpResponse:
    """Ask why, begin, show what was begun and until when, and end it."""
    actor = actor_of_staff(request)
    factors = queries.second_factors_of(actor.id) if actor.id else ()
    if "end" in request.POST:
        return _ended(request, person, shown)
    form = ActingForm(request.POST or None, has_second_factor=bool(factors))
    tokens = _begin(request, person, form) if form.is_valid() else None
    return TemplateResponse(
        request, TEMPLATE, {**shown, "person": person, "form": form, "tokens": tokens}
    )


def _begin(request: HttpRequest, person: models.User, form: ActingForm) -> sessions.Tokens | None:
    entered = form.cleaned_data
    try:
        return start_impersonation(
            user_id=person.id,
            reason=entered["reason"],
            shown=(entered.get("password", ""), entered.get("code", "")),
            actor=actor_of_staff(request),
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
    except RizError as refusal:
        form.add_error(None, refusal.message)
        return None


def _ended(request: HttpRequest, person: models.User, shown: dict[str, Any]) -> HttpResponse:
    try:
        sessions.end_session(
            session_id=UUID(request.POST["end"]),
            reason="impersonation_ended",
            actor=actor_of_staff(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        message = "It is over."
    except (RizError, ValueError):
        message = "There is no such session."
    return TemplateResponse(request, TEMPLATE, {**shown, "person": person, "message": message})
