"""How the tokens of a sign-in go out: in the body, or for a browser with the refresh token in a cookie."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock

from ..parts.sessions.contracts import Tokens
from .cookies import Client, check_own_page, keep_in_browser
from .serializers import TokensSerializer


def tokens_response(
    request: Request, tokens: Tokens, client: str = Client.API, *, status: int = 200
) -> Response:
    """Answer a sign-in in one of the two forms, never in both.

    Raises:
        OriginRefused: the browser's form was asked for by a page that is not ours.
    """
    body: dict[str, Any] = dict(TokensSerializer(tokens).data)
    if tokens.refresh_token is None or tokens.refresh_expires_at is None:
        del body["refresh_token"], body["refresh_expires_at"]
        return Response(body, status)
    if client != Client.BROWSER:
        return Response(body, status)
    check_own_page(request)
    del body["refresh_token"]
    response = Response(body, status)
    keep_in_browser(
        response,
        session_id=tokens.session_id,
        refresh_token=tokens.refresh_token,
        seconds=int((tokens.refresh_expires_at - clock.now()).total_seconds()),
    )
    return response
