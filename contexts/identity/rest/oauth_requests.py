"""The request of an application to a person, read from the address that it sent the browser to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import get_oauthlib_core
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.openid.connect.core import exceptions as openid

from ..parts.federation import queries
from ..parts.federation.contracts import ApplicationFacts
from ..parts.federation.domain import prompts, redirects, secrets
from ..parts.federation.rest import issuer
from ..parts.federation.rest.oauth_validator import LONGEST_NONCE
from ..parts.federation.use_cases.issue_code import SignedIn

FatalRefusal = errors.FatalClientError
AccessDenied = errors.AccessDeniedError
LoginRequired = openid.LoginRequired
ConsentRequired = openid.ConsentRequired
_LONGEST_STATE = 2000
_SECONDS = re.compile(r"[0-9]{1,18}")
_NOT_SUPPORTED = ("request", "request_uri", "registration")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A valid request of an application that is known, for an address that it registered."""

    application: ApplicationFacts
    scopes: tuple[str, ...]
    redirect_uri: str
    prompts: frozenset[str]
    max_age: int | None
    credentials: dict[str, Any]
    uri: str

    @property
    def may_be_answered_unseen(self) -> bool:
        """Tell whether a remembered consent is enough: on one's own machine any program may pose as the application."""
        return not redirects.is_of_this_machine(self.redirect_uri)

    def refused(self, refusal: Any) -> str:
        """Return where to send the browser with a refusal."""
        refusal.state = self.credentials.get("state")
        return _with_issuer(refusal.in_uri(self.redirect_uri))

    def granted(self, person: SignedIn, *, ip: str | None) -> str:
        """Give the application its code, and return where to send the browser with it."""
        headers, _body, _status = get_oauthlib_core().server.create_authorization_response(
            uri=self.uri,
            http_method="GET",
            scopes=list(self.scopes),
            credentials={**self.credentials, "person": person, "person_ip": ip},
        )
        return _with_issuer(headers["Location"])


def read(request: HttpRequest) -> AuthorizationRequest:
    """Read and validate a request.

    Raises:
        FatalRefusal: application or address can't be trusted, so the browser must not be sent there.
        Refused: anything else is wrong; its `location` is where to tell the application.
    """
    if any(len(values) > 1 for _, values in request.GET.lists()):
        raise errors.InvalidRequestFatalError(description="Each parameter may come once.")
    core = get_oauthlib_core()
    uri = core._extract_params(request)[0]  # noqa: SLF001 - the library's own views do so
    try:
        scopes, credentials = core.server.validate_authorization_request(uri, http_method="GET")
    except FatalRefusal:
        raise
    except errors.OAuth2Error as refusal:
        raise Refused(_with_issuer(refusal.in_uri(refusal.redirect_uri))) from refusal
    asked = AuthorizationRequest(
        application=queries.get_application(client_id=credentials["client_id"]),
        scopes=tuple(scopes),
        redirect_uri=credentials["redirect_uri"],
        prompts=frozenset(request.GET.get("prompt", "").split()),
        max_age=_max_age(request),
        credentials=_plain(credentials),
        uri=uri,
    )
    _refuse_unsupported(request, asked)
    return asked


class Refused(Exception):
    """The application is told at `location` that its request is not good."""

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__("refused")


def once_signed_in(request: HttpRequest) -> str:
    """Return the request's own address without the demands that signing in has fulfilled."""
    asked = request.GET.dict()
    asked["prompt"] = prompts.left_after_sign_in(asked.get("prompt", ""))
    left = {name: value for name, value in asked.items() if value and name != "max_age"}
    return f"{request.path}?{urlencode(left)}"


def _plain(credentials: dict[str, Any]) -> dict[str, Any]:
    """Keep what the answer needs; lists that were parsed go back to text, for oauthlib parses them again."""
    wanted = (
        *("client_id", "redirect_uri", "response_type", "state"),
        *("code_challenge", "code_challenge_method", "nonce"),
    )
    return {name: credentials[name] for name in wanted if credentials.get(name) is not None}


def _refuse_unsupported(request: HttpRequest, asked: AuthorizationRequest) -> None:
    for name in _NOT_SUPPORTED:
        if name in request.GET:
            refusal = errors.CustomOAuth2Error(error=f"{name}_not_supported")
            raise Refused(asked.refused(refusal))
    if fault := _fault(request, asked):
        raise Refused(asked.refused(errors.InvalidRequestError(description=fault)))


def _fault(request: HttpRequest, asked: AuthorizationRequest) -> str | None:
    nonce, state = request.GET.get("nonce", ""), request.GET.get("state", "")
    if len(nonce) > LONGEST_NONCE or len(state) > _LONGEST_STATE:
        return "nonce or state is too long"
    if not secrets.is_for_pkce(request.GET.get("code_challenge", "")):
        return "code_challenge is none (RFC 7636)"
    if request.GET.get("response_mode", "query") != "query":
        return "response_mode must be query"
    if request.GET.get("max_age") and asked.max_age is None:
        return "max_age is a number of seconds"
    return prompts.why_not(asked.prompts)


def _max_age(request: HttpRequest) -> int | None:
    written = request.GET.get("max_age", "")
    return int(written) if _SECONDS.fullmatch(written) else None


def _with_issuer(location: str) -> str:
    """Say whose answer this is (RFC 9207), so that an application with several providers can't mix them up."""
    parts = urlsplit(location)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "iss"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("iss", issuer.address())])))
