"""Scopes that programs may be given for trips."""

from __future__ import annotations

from riz.policies import scope

scope("trips:read", says="See your trips", for_partners=True)
scope("trips:write", says="Make and change trips for you", for_partners=True)
