"""Pages that links in mails lead to. Looking at one changes nothing, for programs look at every link; pressing its button does.

The token stands behind `#` in the link, so neither our logs nor other sites ever see it; a script of the page puts it
into the form. Without scripts it can be pasted.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from riz import clock
from riz.actor import ANONYMOUS
from riz.errors import Forbidden, Invalid, Malformed, NotFound, RizError, TooMany
from riz.rest.addresses import client_ip
from riz.rest.throttling import count_request

from ..parts.accounts.use_cases.confirm_email_change import confirm_email_change
from ..parts.accounts.use_cases.verify_email import verify_email
from ..use_cases.cancel_erasure import cancel_erasure
from ..use_cases.remove_access import remove_access
from ..use_cases.reset_password import reset_password
from ..use_cases.undo_email_change import undo_email_change

_LARGEST_BODY = 4096
_FORM = "application/x-www-form-urlencoded"
_STATUS = ((Invalid, 422), (NotFound, 404), (Forbidden, 403), (TooMany, 429))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a link: its words, its button, and its words afterwards; one without a button only tells."""

    title: str
    text: str
    button: str = ""
    done: str = ""
    act: Callable[..., None] | None = None
    asks_password: bool = False


class ForeignPage(Forbidden):
    """Another site's page sent the form."""

    code = "identity.foreign_page"
    message = "Press the button on our own page."


_CHOOSING = Page(
    title="Choose a password",
    text="At least 8 characters; a few unrelated words make a good one. Every device is signed out.",
    button="Set the password",
    done="Your password is set. You can sign in with it now.",
    act=reset_password,
    asks_password=True,
)
PAGES = {
    "verify-email": Page(
        title="Confirm your e-mail address",
        text="If you opened the account, confirm that mail reaches you at this address.",
        button="Confirm",
        done="Your address is confirmed. You can sign in now.",
        act=verify_email,
    ),
    "finish-registration": _CHOOSING,
    "reset-password": _CHOOSING,
    "change-email": Page(
        title="Confirm your new e-mail address",
        text="Your account gets this address. Other devices are signed out.",
        button="Take this address",
        done="Your address is changed. The one before was told.",
        act=confirm_email_change,
    ),
    "undo-email-change": Page(
        title="Take your account back",
        text="Your account gets its former address back and every device is signed out. The password counts no more, nor"
        " do passkeys, authenticator apps, linked logins and applications: whoever took the account may have added them.",
        button="Take it back",
        done="Your account is back. We have sent you a mail to choose a new password.",
        act=undo_email_change,
    ),
    "remove-access": Page(
        title="This was not me",
        text="What our mail tells of is removed, every device is signed out, and the password counts no more.",
        button="Remove it",
        done="It is removed. We have sent you a mail to choose a new password.",
        act=remove_access,
    ),
    "cancel-erasure": Page(
        title="Keep your account",
        text="Your account is not erased after all.",
        button="Keep it",
        done="Your account stays. You can sign in as before.",
        act=partial(cancel_erasure, actor=ANONYMOUS),
    ),
    "invitation": Page(
        title="You are invited",
        text="Sign in with the account that has this e-mail address, or open one: the invitation waits there for you.",
    ),
}


# No cookie takes part: whoever knows the token, which only the mail's reader was given, may act.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the page; with its form, do what the link is for."""
    page = PAGES.get(kind)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    try:
        _act(request, page)
    except RizError as refusal:
        status = next((code for of, code in _STATUS if isinstance(refusal, of)), 400)
        return _show(request, page, status=status, refusal=_words_of(refusal))
    return _show(request, page, is_done=True)


def _act(request: HttpRequest, page: Page) -> None:
    count_request(request, "mail_link")
    _check_form(request)
    if page.act is None:
        raise Malformed
    typed = {"new_password": request.POST.get("new_password", "")} if page.asks_password else {}
    page.act(token=_token(request), ip=client_ip(request), at=clock.now(), **typed)


def _check_form(request: HttpRequest) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.get_host():
        raise ForeignPage
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    if not announced.isdigit() or int(announced) > _LARGEST_BODY or request.content_type != _FORM:
        raise Malformed


def _token(request: HttpRequest) -> str:
    return request.POST.get("token", "").strip()


def _words_of(refusal: RizError) -> list[str]:
    errors = refusal.details.get("errors", {})
    return [text for texts in errors.values() for text in texts] or [refusal.message]


def _show(
    request: HttpRequest,
    page: Page,
    *,
    status: int = 200,
    refusal: list[str] | None = None,
    is_done: bool = False,
) -> HttpResponse:
    nonce = secrets.token_urlsafe(16)
    can_retry = status == 422 and page.asks_password  # noqa: PLR2004 - the password, not the link, was refused
    facts = {
        "page": page,
        "nonce": nonce,
        "refusal": refusal,
        "is_done": is_done,
        "token": _token(request) if can_retry else "",
    }
    answer = render(request, "identity/mail_link.html", facts, status=status)
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer["Cache-Control"] = "no-store"
    # The form's Origin is asked for; a token behind `#` is in no Referer anyway.
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
