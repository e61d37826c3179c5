"""Remove rows that are kept no longer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from .. import models
from ..parts.accounts.domain import login_throttle, mail_links
from ..parts.accounts.use_cases._addresses import unconfirmed_accounts
from ..parts.organisations.domain.limits import INVITATIONS_KEPT

SESSIONS_KEPT: Final = dt.timedelta(days=30)
CHALLENGES_KEPT: Final = dt.timedelta(hours=1)
# A used code and a used refresh token stay for as long as their second use has something to end.
TOKENS_KEPT: Final = dt.timedelta(days=1)
EXPORTS_KEPT: Final = dt.timedelta(days=30)


def forget_old_rows(*, at: dt.datetime, batch: int = 1000) -> Counter[str]:
    """Delete a batch of each kind at most, and empty exports whose week is over; return how many rows of which kind.

    What a kind's rows took with them is counted under its own name.
    """
    gone: Counter[str] = Counter()
    for rows in _over(at):
        keys = list(rows.values_list("pk", flat=True)[:batch])
        gone += Counter(rows.filter(pk__in=keys).delete()[1])
    over = models.DataExport.objects.filter(expires_at__lte=at).exclude(content_sealed="")
    return gone + Counter({"emptied exports": over.update(content_sealed="")})


def _over(at: dt.datetime) -> Iterator[QuerySet[Any]]:
    yield models.SocketTicket.objects.filter(expires_at__lt=at)
    over = Q(expires_at__lt=at - SESSIONS_KEPT) | Q(revoked_at__lt=at - SESSIONS_KEPT)
    yield models.Session.objects.filter(over)
    forgiven = at - login_throttle.FORGOTTEN_AFTER
    yield models.LoginThrottle.objects.filter(last_failed_at__lt=forgiven)
    yield models.MailLink.objects.filter(expires_at__lt=at - mail_links.KEPT_AFTER_END)
    # Accounts that nobody ever confirmed; the log of activities, which says so, goes later.
    yield unconfirmed_accounts().filter(created_at__lt=at - mail_links.UNCONFIRMED_LIFETIME)
    for challenges in (models.WebauthnChallenge, models.SignInChallenge):
        yield challenges.objects.filter(expires_at__lt=at - CHALLENGES_KEPT)
    enrolments = models.TotpDevice.objects.filter(confirmed_at=None)
    yield enrolments.filter(created_at__lt=at - CHALLENGES_KEPT)
    for codes in (models.ProgramToken, models.AuthorizationCode):
        yield codes.objects.filter(expires__lt=at - TOKENS_KEPT)
    for visits in (models.ProgramRefreshToken, models.ProviderVisit):
        yield visits.objects.filter(expires_at__lt=at - TOKENS_KEPT)
    kept_since = at - dt.timedelta(days=settings.RIZ_ACTIVITY_DAYS)
    yield models.SecurityEvent.objects.filter(at__lt=kept_since).order_by("at")
    # They hold addresses of people who never came.
    yield models.Invitation.objects.filter(expires_at__lt=at - INVITATIONS_KEPT)
    asked = models.DataExport.objects.filter(requested_at__lt=at - EXPORTS_KEPT)
    yield asked.exclude(state="PENDING")
