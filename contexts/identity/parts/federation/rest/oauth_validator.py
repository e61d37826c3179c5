"""Federation's rules in the shape in which oauthlib and django-oauth-toolkit ask for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors

from riz import clock

from .. import queries
from ..domain import scopes as scope_rules
from ..domain.secrets import Pair
from ..gateways import provider_keys
from ..use_cases.end_reused_secret import end_reused_secret
from ..use_cases.issue_code import Asked, SignedIn, issue_code
from ..use_cases.redeem_code import redeem_code
from ..use_cases.revoke_token import revoke_token
from ..use_cases.rotate_refresh_token import rotate_refresh_token
from . import issuer

LONGEST_NONCE = 255


class Validator(OAuth2Validator):  # type: ignore[misc]
    """Looks up and stores by use cases; the library authenticates applications and compares redirect addresses."""

    # --- asking for a code

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Know codes alone."""
        del client_id, client, request
        return response_type == "code"

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        """Ask it of everybody, confidential applications too."""
        del client_id, request
        return True

    def get_default_scopes(self, client_id: str, request: Any, *_: Any, **__: Any) -> list[str]:
        """Give nothing to whoever asks for nothing."""
        del client_id, request
        return []

    def validate_scopes(
        self, client_id: str, scopes: Any, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Keep an application to the scopes it is registered for."""
        del client_id, request
        asked = set(scopes or ())
        return bool(asked) and asked <= scope_rules.known(client.scopes.split())

    def validate_silent_login(self, request: Any) -> bool:
        """Leave `prompt=none` to the page, which knows the browser."""
        del request
        return True

    def validate_silent_authorization(self, request: Any) -> bool:
        """Leave it to the page as well."""
        del request
        return True

    def save_authorization_code(
        self, client_id: str, code: Any, request: Any, *_: Any, **__: Any
    ) -> None:
        """Store the code for the person whom the page hands over."""
        person: SignedIn = request.person
        issue_code(
            code=code["code"],
            asked=Asked(
                client_id=client_id,
                redirect_uri=request.redirect_uri,
                scopes=frozenset(request.scopes),
                challenge=request.code_challenge,
                nonce=request.nonce or "",
            ),
            person=person,
            ip=request.person_ip,
            at=clock.now(),
        )

    # --- exchanging it

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Find the application's own code; a used one ends what came of it."""
        del client_id
        at = clock.now()
        found = queries.find_code(code=code, application_id=client.id, at=at)
        if found is None:
            return False
        if found.is_used:
            return _end_reused(found, client, "code", at)
        request.shown = found
        request.user = found.person
        request.scopes = list(found.scopes)
        request.nonce = found.nonce or None
        return found.is_good

    def get_code_challenge(self, code: str, request: Any) -> str | None:
        """Return what the verifier has to hash to."""
        del code
        challenge: str = request.shown.challenge
        return challenge

    def get_code_challenge_method(self, code: str, request: Any) -> str | None:
        """Return how it is hashed."""
        del code
        method: str = request.shown.challenge_method
        return method

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, *args: Any, **_: Any
    ) -> bool:
        """Compare with the address that the code was sent to, character by character."""
        del client_id
        found = queries.find_code(code=code, application_id=client.id, at=clock.now())
        del args
        return found is not None and found.redirect_uri == redirect_uri

    def get_authorization_code_scopes(
        self, client_id: str, code: str, redirect_uri: str, request: Any
    ) -> list[str]:
        """Tell before anything is checked whether an ID token may be wanted; what is checked comes later."""
        del client_id, code, redirect_uri, request
        return ["openid"]

    def get_authorization_code_nonce(
        self, client_id: str, code: str, redirect_uri: str, request: Any
    ) -> str | None:
        """Return the nonce that goes into the ID token."""
        del client_id, code, redirect_uri
        nonce: str | None = request.shown.nonce or None
        return nonce

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Any, *_: Any, **__: Any
    ) -> None:
        """Do nothing: the code was taken in the transaction that stored its tokens."""
        del client_id, code, request

    # --- refreshing

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Find the application's own refresh token; a used one ends its family."""
        at = clock.now()
        found = queries.find_refresh_token(
            refresh_token=refresh_token, application_id=client.id, at=at
        )
        if found is None:
            return False
        if found.is_used:
            return _end_reused(found, client, "refresh token", at)
        request.shown = found
        request.user = found.person
        request.refresh_token = refresh_token
        return found.is_good

    def get_original_scopes(
        self, refresh_token: str, request: Any, *_: Any, **__: Any
    ) -> list[str]:
        """Return what a refreshed token may reach at most."""
        del refresh_token
        return list(request.shown.scopes)

    # --- storing

    def save_bearer_token(self, token: dict[str, Any], request: Any, *_: Any, **__: Any) -> None:
        """Store what the application gets, in the transaction that takes what it showed.

        Raises:
            InvalidGrantError: somebody was faster.
        """
        pair = Pair(
            access_token=token["access_token"],
            refresh_token=token["refresh_token"],
            scopes=frozenset(request.scopes),
        )
        at = clock.now()
        if request.grant_type == "refresh_token":
            is_good = rotate_refresh_token(refresh_token_id=request.shown.id, pair=pair, at=at)
        else:
            is_good = redeem_code(code_id=request.shown.id, pair=pair, at=at)
        if not is_good:
            raise errors.InvalidGrantError(request=request)

    def revoke_token(
        self, token: str, token_type_hint: str, request: Any, *_: Any, **__: Any
    ) -> None:
        """End the family of the application's own token."""
        del token_type_hint
        revoke_token(token=token, application_id=request.client.id, at=clock.now())

    # --- never

    def validate_bearer_token(self, token: str, scopes: Any, request: Any) -> bool:
        """Refuse every token: endpoints do, by `federation.api.find_program`."""
        del token, scopes, request
        return False

    def validate_id_token(self, token: str, scopes: Any, request: Any) -> bool:
        """Let nobody in by an ID token: it says who signed in, not what may be done."""
        del token, scopes, request
        return False

    def validate_user(
        self, username: str, password: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Take no password from an application."""
        del username, password, client, request
        return False

    def is_origin_allowed(
        self, client_id: str, origin: str, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Open the token endpoint to no page of another origin."""
        del client_id, origin, request
        return False

    # --- ID tokens

    def finalize_id_token(
        self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any
    ) -> str:
        """Say who signed in, when and how, and sign it."""
        del token, token_handler
        issued_at = int(clock.now().timestamp())
        shown = request.shown
        claims = {
            **id_token,
            **claims_of(request.user, frozenset(request.scopes)),
            "iss": issuer.address(),
            "iat": issued_at,
            "exp": issued_at + issuer.ID_TOKEN_SECONDS,
            "auth_time": int(shown.authenticated_at.timestamp()),
        }
        if getattr(shown, "methods", ()):
            claims["amr"] = list(shown.methods)
        return provider_keys.sign(claims)


def _end_reused(found: Any, client: Any, kind: str, at: dt.datetime) -> bool:
    end_reused_secret(
        family=found.family,
        user_id=found.person.id,
        application_id=client.id,
        secret=kind,
        at=at,
    )
    return False


def claims_of(person: queries.PersonFacts, scopes: frozenset[str]) -> dict[str, Any]:
    """Return what an application with these scopes learns of a person."""
    claims: dict[str, Any] = {"sub": str(person.id)}
    if "profile" in scopes:
        claims |= {
            "name": person.full_name,
            "locale": person.locale,
            "zoneinfo": person.time_zone,
        }
    if "email" in scopes:
        claims |= {"email": person.email, "email_verified": person.email_is_verified}
    return claims
