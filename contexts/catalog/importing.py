"""What permissions and scopes of the database before RIZ mean for catalog."""

from __future__ import annotations

from riz.importing.words import means

from .domain.policies import MANAGE

means(MANAGE, "catalog.write catalog.edit")
means(MANAGE, "content.manage destination.manage package.manage")
