"""How staff sign in: by the same check, counts and log as everybody else, and only if they work here."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from riz import clock
from riz.rest.addresses import client_ip

from ...activity import api as activity
from .. import models
from ..errors import BadCredentials, TooManyAttempts
from ..use_cases.ask_staff_for_second_factor import ask_staff_for_second_factor
from ..use_cases.check_credentials import check_credentials


class StaffBackend:
    """Django's authentication backend of RIZ."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None
    ) -> models.User | None:
        """Return the member of staff whose credentials these are; everybody else gets the same refusal.

        Raises:
            SecondFactorRequired: they are, and the account has a second factor.
        """
        if not username or password is None:
            return None
        at = clock.now()
        ip = client_ip(request) if request else None
        try:
            user = check_credentials(email=username, password=password, ip=ip, at=at)
        except (BadCredentials, TooManyAttempts):
            return None
        if not user.is_staff:
            activity.record_security_event(
                action=activity.Action.STAFF_SIGN_IN_REFUSED, user_id=user.id, ip=ip, at=at
            )
            return None
        ask_staff_for_second_factor(user_id=user.id, ip=ip, at=at)
        activity.record_security_event(
            action=activity.Action.STAFF_SIGNED_IN, user_id=user.id, ip=ip, at=at
        )
        return user

    def get_user(self, user_id: UUID) -> models.User | None:
        """Return who is signed in, asked at each request: disabling somebody takes effect at the next one."""
        return models.User.objects.filter(id=user_id, is_active=True).first()
