"""What permissions and scopes of the database before RIZ mean for booking."""

from __future__ import annotations

from riz.importing.words import means

from .domain.policies import MANAGE_ANY, READ_ANY, WRITING

means(READ_ANY, "booking.read booking.view booking.list")
means(MANAGE_ANY, "booking.manage booking.write booking.edit booking.override booking.create")
means(WRITING, "booking:create")
