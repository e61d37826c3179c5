"""The page of the payer's bank: approve or decline a charge, in a browser or with JSON."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from riz import clock
from riz.errors import Conflict, Forbidden, Malformed, NotFound, RizError
from riz.strict_json import read_json
from riz.tasks import enqueue_after_commit
from riz.work.tasks import sweep

from .. import errors, queries
from ..contracts import SandboxCharge
from ..use_cases.answer_challenge import answer_challenge

_ANSWERS = {"approve": True, "decline": False}
_LARGEST_BODY = 1024
_STATUS = ((NotFound, 404), (Conflict, 409), (Forbidden, 403))


class ForeignPage(Forbidden):
    """Another site's page tried to answer."""

    code = "sandbox.foreign_page"
    message = "Answer on the bank's own page."


# No cookie takes part: whoever knows the token, which only the payer was given, may answer. That is also
# why a forged form gets nowhere; the Origin check keeps a leaked link from being answered by a foreign page.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: HttpRequest, token: str) -> HttpResponse:
    """Show the charge and take the answer."""
    try:
        if not settings.PAYMENTS_SANDBOX:
            raise errors.ChallengeNotFound
        if request.method == "POST":
            return _show(request, _answer(request, token))
        return _show(request, queries.get_challenged_charge(challenge_token=token))
    except RizError as refusal:
        return _refuse(request, refusal)


def _answer(request: HttpRequest, token: str) -> SandboxCharge:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.get_host():
        raise ForeignPage
    charge = answer_challenge(
        challenge_token=token, is_approved=_read_answer(request), at=clock.now()
    )
    enqueue_after_commit(sweep)  # the news of it is due
    return charge


def _read_answer(request: HttpRequest) -> bool:
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    if not announced.isdigit() or int(announced) > _LARGEST_BODY:
        raise Malformed
    answer: object = request.POST.get("answer")
    if request.content_type == "application/json":
        data = read_json(request.body)
        answer = data.get("answer") if isinstance(data, dict) else None
    if not isinstance(answer, str) or answer not in _ANSWERS:
        raise Malformed('Send "answer": "approve" or "decline".')
    return _ANSWERS[answer]


def _show(request: HttpRequest, charge: SandboxCharge) -> HttpResponse:
    if _wants_json(request):
        return _guard(JsonResponse({"reference": charge.reference, "state": charge.state.value}))
    return _page(request, {"charge": charge, "amount": charge.amount.format()}, status=200)


def _refuse(request: HttpRequest, refusal: RizError) -> HttpResponse:
    status = next((code for kind, code in _STATUS if isinstance(refusal, kind)), 400)
    if _wants_json(request):
        body = {"title": refusal.message, "status": status, "code": refusal.code}
        answer = JsonResponse(body, status=status, content_type="application/problem+json")
        return _guard(answer)
    return _page(request, {"refusal": refusal.message}, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json" or not request.accepts("text/html")


def _page(request: HttpRequest, facts: dict[str, object], *, status: int) -> HttpResponse:
    nonce = secrets.token_urlsafe(16)
    answer = render(
        request, "payments/sandbox_challenge.html", facts | {"nonce": nonce}, status=status
    )
    return _guard(answer, style=f"'nonce-{nonce}'")


def _guard(answer: HttpResponse, *, style: str = "'none'") -> HttpResponse:
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {style}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
