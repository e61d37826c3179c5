"""Give an account a new password."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from riz.actor import Actor
from riz.errors import Forbidden

from .. import models
from ..domain.activity import Action
from ..errors import UserNotFound
from .choose_password import choose_password
from .end_sessions import end_sessions
from .note_security_event import note_security_event


@transaction.atomic
def set_password(*, user_id: UUID, password: str, actor: Actor, at: dt.datetime) -> None:
    """Replace one's own password or, for those who manage accounts, anybody's, and end every session.

    That somebody knows their old password is asked by the entry point before.

    Raises:
        Forbidden: the caller is neither that person nor manages accounts.
        PasswordTooWeak: the new one would be guessed.
        UserNotFound: nobody has this id.
    """
    if actor.id != user_id and not actor.can("identity.manage"):
        raise Forbidden
    row = models.User.objects.select_for_update().filter(id=user_id).first()
    if row is None:
        raise UserNotFound
    row.password = choose_password(password=password, about_owner=(row.email, row.full_name))
    row.password_changed_at = at
    row.save(update_fields=["password", "password_changed_at"])
    end_sessions(user_id=user_id, reason="password_changed", actor=actor, at=at)
    note_security_event(
        action=Action.PASSWORD_SET,
        user_id=user_id,
        actor=str(actor),
        resource=("user", user_id),
        at=at,
    )
