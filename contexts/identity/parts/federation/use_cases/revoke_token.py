"""End what an application gives back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from .. import models
from ..domain import secrets
from ._endings import end_family


@use_case
def revoke_token(*, token: str, application_id: UUID, at: dt.datetime) -> None:
    """End the whole family of an application's own token; nothing is told of other tokens."""
    checksum = secrets.hash_of(token)
    own = {"application_id": application_id, "token_checksum": checksum}
    family = (
        models.ProgramRefreshToken.objects.filter(**own)
        .values_list("token_family", flat=True)
        .first()
        or models.ProgramToken.objects.filter(**own).values_list("family", flat=True).first()
    )
    if family is not None:
        end_family(family=family, at=at)
