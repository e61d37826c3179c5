"""Say who was erased, to contexts that know a person by address."""

from __future__ import annotations

import json
from uuid import UUID

from riz import personal_data
from riz.personal_data import Person
from riz.sealing import unseal

from .. import models


@personal_data.remembers
def name_erased_person(*, user_id: UUID) -> Person | None:
    """Return who it was, for as long as not every context has answered; None from then on."""
    done = models.Erasure.objects.filter(user_id=user_id, state="DONE").exclude(person_sealed="")
    sealed = done.values_list("person_sealed", flat=True).first()
    if sealed is None:
        return None
    email, full_name, phone = json.loads(unseal(sealed))
    return Person(user_id=user_id, email=email, full_name=full_name, phone=phone)
