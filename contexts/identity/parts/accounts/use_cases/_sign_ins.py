"""Sign-ins that wait for their second factor."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import F, QuerySet

from riz.actor import ANONYMOUS
from riz.use_cases import use_case

from ...activity import api as activity
from ...sessions import api as sessions
from .. import models
from ..contracts import ChallengePurpose
from ..domain import second_factors
from ..errors import BadCredentials, SecondFactorRequired, SignInChallengeInvalid


@use_case
def open_challenge(
    *,
    user_id: UUID,
    purpose: ChallengePurpose,
    method: str,
    factors: tuple[str, ...],
    ip: str | None,
    at: dt.datetime,
) -> SecondFactorRequired:
    """Keep a sign-in waiting, and return the refusal that says so."""
    secret = second_factors.new_challenge()
    expires_at = at + second_factors.CHALLENGE_LIFETIME
    models.SignInChallenge.objects.create(
        hash=second_factors.hash_of(secret),
        user_id=user_id,
        purpose=purpose,
        method=method,
        created_at=at,
        expires_at=expires_at,
    )
    activity.record_act(
        activity.Action.SECOND_FACTOR_ASKED, by=ANONYMOUS, of=user_id, ip=ip, method=method, at=at
    )
    return SecondFactorRequired(
        challenge=secret, methods=list(factors), expires_at=expires_at.isoformat()
    )


def find_challenge(
    *, secret: str, purpose: ChallengePurpose, at: dt.datetime
) -> models.SignInChallenge:
    """Return a sign-in that still waits; nothing that answers it is used up for one who may not sign in any more.

    Raises:
        SignInChallengeInvalid: none waits under this secret.
    """
    waiting = _waiting(second_factors.hash_of(secret), purpose, at)
    row = waiting.select_related("user").first()
    if row is None or not row.user.may_sign_in:
        raise SignInChallengeInvalid
    return row


def count_answer(*, challenge: models.SignInChallenge, at: dt.datetime) -> None:
    """Count an answer before it is looked at.

    Raises:
        SignInChallengeInvalid: it was answered meanwhile, or too often.
    """
    waiting = _waiting(challenge.hash, ChallengePurpose(challenge.purpose), at)
    if not waiting.update(attempts=F("attempts") + 1):
        raise SignInChallengeInvalid


@use_case
def use_challenge(*, challenge: models.SignInChallenge, at: dt.datetime) -> models.User:
    """Take a sign-in that was answered rightly out of waiting and return whose it is: of several answers at once, one succeeds.

    Raises:
        SignInChallengeInvalid: it was answered meanwhile, its owner may not sign in any more, or was signed out
            everywhere since, as when the password that it began with is changed.
    """
    # No condition on the owner here: through a join Django updates by a subquery, and PostgreSQL would not look at
    # `used_at` again after waiting for whoever was first.
    answered = models.SignInChallenge.objects.filter(
        hash=challenge.hash, used_at=None, expires_at__gt=at
    )
    is_first = answered.update(used_at=at) == 1
    owner = models.User.objects.get(id=challenge.user_id)
    is_over = owner.signed_out_at is not None and owner.signed_out_at >= challenge.created_at
    if is_over or not (is_first and owner.may_sign_in):
        raise SignInChallengeInvalid
    return owner


@use_case
def sign_in(
    *, user: models.User, methods: tuple[str, ...], ip: str | None, user_agent: str, at: dt.datetime
) -> sessions.Tokens:
    """Begin a session.

    Raises:
        BadCredentials: the person was signed out everywhere since `user` was read; what was shown counts no more.
    """
    tokens = sessions.start_session(
        user_id=user.id, methods=methods, ip=ip, user_agent=user_agent, at=at
    )
    unchanged = models.User.objects.filter(id=user.id, signed_out_at=user.signed_out_at)
    if not unchanged.update(last_login=at):
        raise BadCredentials
    return tokens


def record_failure(*, user_id: UUID, ip: str | None, at: dt.datetime) -> None:
    """Log that a second factor was wrong."""
    activity.record_act(
        activity.Action.SECOND_FACTOR_FAILED, by=ANONYMOUS, of=user_id, ip=ip, at=at
    )


def _waiting(
    hashed: str, purpose: ChallengePurpose, at: dt.datetime
) -> QuerySet[models.SignInChallenge]:
    return models.SignInChallenge.objects.filter(
        hash=hashed,
        purpose=purpose,
        used_at=None,
        expires_at__gt=at,
        attempts__lt=second_factors.CHALLENGE_ATTEMPTS,
    )
