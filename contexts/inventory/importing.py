"""What permissions and scopes of the database before RIZ mean for inventory."""

from __future__ import annotations

from riz.importing.words import means

from .domain.policies import MANAGE, READING, WRITING

means(MANAGE, "inventory.write inventory.edit availability.manage")
means(READING, "availability:read")
means(WRITING, "availability:write")
