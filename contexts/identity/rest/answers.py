"""How the tokens of a sign-in go out: in the body, or for a browser with the refresh token in a cookie."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.actor import Actor
from riz.rest.addresses import client_ip
from riz.rest.reading import read_body
from riz.rest.serializers import StrictSerializer

from ..parts.sessions import queries as sessions
from ..parts.sessions.contracts import Tokens
from ..parts.sessions.errors import SessionEnded, SessionNotFound
from ..parts.sessions.use_cases.end_session import end_session
from .authentication import behind_kept
from .cookies import (
    Client,
    check_own_page,
    forget_in_browser,
    has_kept_token,
    keep_in_browser,
    stored_token,
)
from .serializers import TokensSerializer


def read_sign_in(request: Request, serializer_class: type[StrictSerializer]) -> dict[str, Any]:
    """Read what signs in, and make sure that its tokens may go out in the form that it asks for.

    Raises:
        ValidationError: it is not what the serializer takes.
        OriginRefused: the browser's form was asked for by a page that is not ours.
    """
    facts = read_body(request, serializer_class)
    if facts["client"] == Client.BROWSER:
        check_own_page(request)
    return facts


def tokens_response(
    request: Request, tokens: Tokens, client: str = Client.API, *, status: int = 200
) -> Response:
    """Answer a sign-in in one of the two forms, never in both; whether it may have that form was asked before."""
    body: dict[str, Any] = dict(TokensSerializer(tokens).data)
    if tokens.refresh_token is None or tokens.refresh_expires_at is None:
        return Response(body, status)
    if client != Client.BROWSER:
        return Response(body, status)
    del body["refresh_token"]
    response = Response(body, status)
    _end_replaced(request, tokens)
    keep_in_browser(
        response,
        session_id=tokens.session_id,
        refresh_token=tokens.refresh_token,
        seconds=int((tokens.refresh_expires_at - clock.now()).total_seconds()),
    )
    return response


def end_shown(request: Request, actor: Actor) -> None:
    """Sign out the session behind a credential that was shown; programs have none."""
    if actor.session_id is not None:
        end_session(
            session_id=actor.session_id,
            reason="signed_out",
            actor=actor,
            ip=client_ip(request),
            at=clock.now(),
        )


def forget_ended(request: Request, response: HttpResponseBase) -> None:
    """Have the browser drop its cookie, if what is in it is good for nothing any more and only then."""
    kept = stored_token(request)
    ids = [kept.session_id] if kept else []
    if has_kept_token(request) and not sessions.actors_behind(session_ids=ids, at=clock.now()):
        forget_in_browser(response)


def _end_replaced(request: Request, tokens: Tokens) -> None:
    """End the session whose cookie the new one takes the place of: nobody could use it any more, or end it."""
    kept = stored_token(request)
    if kept is None or kept.session_id == tokens.session_id:
        return
    try:
        actor, _ = behind_kept(kept)
        end_shown(request, actor)
    except (SessionEnded, SessionNotFound):
        return
