"""Where a person signs in for an application and says what it may do."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from riz import clock
from riz.errors import RizError, TooMany
from riz.policies import scopes
from riz.rest.addresses import client_ip, user_agent
from riz.rest.problems import status_of
from riz.rest.throttling import count_request

from ..parts.accounts import api as accounts
from ..parts.accounts.errors import SecondFactorRequired, SecondFactorWrong
from ..parts.accounts.use_cases.complete_sign_in import complete_sign_in
from ..parts.accounts.use_cases.log_in import log_in
from ..parts.federation import queries
from ..parts.federation.domain import redirects
from ..parts.federation.use_cases.issue_code import SignedIn
from ..parts.sessions.contracts import Tokens
from . import oauth_browser, oauth_requests

LONGEST_FIELD = 500


@method_decorator(csrf_protect, name="dispatch")
@method_decorator(sensitive_post_parameters("password", "code", "challenge"), name="dispatch")
class AuthorizeView(View):
    """An address for all steps: each of them reads the application's request from the address again."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the request, then take the step."""
        self.at = clock.now()
        try:
            self.asked = oauth_requests.read(request)
            answer: Any = super().dispatch(request, *args, **kwargs)
        except oauth_requests.Refused as refused:
            return _go(refused.location)
        except oauth_requests.FatalRefusal as fatal:
            return _page(request, {"step": "fault", "fault": fatal.description}, status=400)
        except RizError as refusal:
            facts = {"step": "fault", "fault": refusal.message}
            return _page(request, facts, status=status_of(refusal))
        response: HttpResponse = answer
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is to be done next, or answer at once where nothing is."""
        person = self._person(request)
        is_silent = "none" in self.asked.prompts
        if person is None:
            if is_silent:
                return _go(self.asked.refused(oauth_requests.LoginRequired()))
            return self._show(request, "sign_in")
        if self._has_allowed(person):
            return self._grant(request, person)
        if is_silent:
            return _go(self.asked.refused(oauth_requests.ConsentRequired()))
        return self._show(request, "consent", person=person)

    def post(self, request: HttpRequest) -> HttpResponse:
        steps: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "sign_in": self._sign_in,
            "second_factor": self._second_factor,
            "allow": self._allow,
            "deny": self._deny,
            "other_account": self._other_account,
        }
        step = steps.get(request.POST.get("step", ""))
        return step(request) if step else self.get(request)

    # --- steps

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        email = _field(request, "email")
        try:
            count_request(request, "login")
            tokens = log_in(
                email=email,
                password=_field(request, "password"),
                ip=client_ip(request),
                user_agent=user_agent(request),
                at=self.at,
            )
        except SecondFactorRequired as more:
            lacks_app = "" if "totp" in more.methods else "yes"
            return self._show(
                request, "second_factor", challenge=more.challenge, lacks_app=lacks_app
            )
        except RizError as refusal:
            return self._show(request, "sign_in", refusal=refusal, email=email)
        return self._signed_in(request, tokens)

    def _second_factor(self, request: HttpRequest) -> HttpResponse:
        challenge = _field(request, "challenge")
        try:
            count_request(request, "login")
            tokens = complete_sign_in(
                challenge=challenge,
                code=_field(request, "code"),
                ip=client_ip(request),
                user_agent=user_agent(request),
                at=self.at,
            )
        except (SecondFactorWrong, TooMany) as refusal:
            return self._show(request, "second_factor", refusal=refusal, challenge=challenge)
        except RizError as refusal:
            return self._show(request, "sign_in", refusal=refusal)
        return self._signed_in(request, tokens)

    def _signed_in(self, request: HttpRequest, tokens: Tokens) -> HttpResponse:
        answer = _go(oauth_requests.once_signed_in(request))
        oauth_browser.remember(request, answer, session_id=tokens.session_id, at=self.at)
        return answer

    def _allow(self, request: HttpRequest) -> HttpResponse:
        person = self._person(request)
        # The page named the account; whoever signed in as somebody else in another window has not allowed this.
        if person is None or request.POST.get("account") != str(person.user_id):
            return self._show(request, "sign_in")
        return self._grant(request, person)

    def _deny(self, request: HttpRequest) -> HttpResponse:
        del request
        return _go(self.asked.refused(oauth_requests.AccessDenied()))

    def _other_account(self, request: HttpRequest) -> HttpResponse:
        answer = self._show(request, "sign_in")
        oauth_browser.forget(request, answer, at=self.at)
        return answer

    # --- what they share

    def _person(self, request: HttpRequest) -> SignedIn | None:
        if "login" in self.asked.prompts:
            return None
        person = oauth_browser.signed_in_person(request, at=self.at)
        if person is None or self.asked.max_age is None:
            return person
        age = (self.at - person.authenticated_at).total_seconds()
        return person if age <= self.asked.max_age else None

    def _has_allowed(self, person: SignedIn) -> bool:
        # The page that asks for consent names the account and offers another one.
        is_shown = not self.asked.prompts.isdisjoint({"consent", "select_account"})
        if is_shown or not self.asked.may_be_answered_unseen:
            return False
        allowed = queries.allowed_scopes(
            user_id=person.user_id, application_id=self.asked.application.id
        )
        return frozenset(self.asked.scopes) <= allowed

    def _grant(self, request: HttpRequest, person: SignedIn) -> HttpResponse:
        return _go(self.asked.granted(person, ip=client_ip(request)))

    def _show(
        self,
        request: HttpRequest,
        step: str,
        *,
        refusal: RizError | None = None,
        person: SignedIn | None = None,
        **facts: str,
    ) -> HttpResponse:
        account = accounts.get_user(user_id=person.user_id) if person else None
        answer = _page(
            request,
            {
                **facts,
                "step": step,
                "application": self.asked.application,
                "refusal": refusal.message if refusal else "",
                "sentences": [scopes()[code].says for code in self.asked.scopes],
                "account": account,
                "goes_to": redirects.origin_of(self.asked.redirect_uri),
                "action": request.get_full_path(),
            },
            status=status_of(refusal) if refusal else 200,
            goes_to=redirects.origin_of(self.asked.redirect_uri),
        )
        if isinstance(refusal, TooMany):
            answer["Retry-After"] = str(refusal.details.get("retry_after_seconds", 1))
        return answer


def _field(request: HttpRequest, name: str) -> str:
    """Read a field; one that nobody types by hand is treated as wrong and not as a fault."""
    value = request.POST.get(name, "")
    return value if len(value) <= LONGEST_FIELD and "\0" not in value else ""


def _go(location: str) -> HttpResponse:
    return HttpResponse(
        status=303,
        headers={
            "Location": location,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        },
    )


def _page(
    request: HttpRequest, facts: dict[str, Any], *, status: int, goes_to: str = ""
) -> HttpResponse:
    nonce = secrets.token_urlsafe(16)
    answer = render(request, "identity/oauth.html", facts | {"nonce": nonce}, status=status)
    # Browsers follow a form's redirect only to where its page allows; no policy can name an IPv6 address.
    target = "http:" if "[" in goes_to else goes_to
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {target}; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    answer["Cache-Control"] = "no-store"
    # With no referrer at all browsers post forms with `Origin: null`, which is refused as another site's.
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Frame-Options"] = "DENY"
    return answer
