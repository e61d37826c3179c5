"""How the REST kernel forgets a person: answers that were kept to be repeated."""

from __future__ import annotations

from uuid import UUID

from riz import personal_data
from riz.rest.models import IdempotencyKey


@personal_data.forgets("rest")
def forget_answers(*, user_id: UUID) -> None:
    """Remove what the person was answered; nobody can repeat those requests any more."""
    IdempotencyKey.objects.filter(scope__contains=str(user_id)).delete()
