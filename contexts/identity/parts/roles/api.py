"""What other parts may ask of roles."""

from __future__ import annotations

from .contracts import HeldRole, Role
from .domain.roles import grants_of, opens_screen, works_for_the_portal

__all__ = ["HeldRole", "Role", "grants_of", "opens_screen", "works_for_the_portal"]
