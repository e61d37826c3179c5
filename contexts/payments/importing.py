"""What permissions and scopes of the database before RIZ mean for payments."""

from __future__ import annotations

from riz.importing.words import means

from .domain.policies import GIVE_BACK, READ_ANY

means(READ_ANY, "payment.read payment.view")
means(GIVE_BACK, "booking.refund")
