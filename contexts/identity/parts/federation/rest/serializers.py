"""Serializers of federation."""

from __future__ import annotations

from riz.rest.outputs import output

from ..contracts import AllowedApplication, LinkedLogin, Provider

AllowedApplicationSerializer = output(AllowedApplication)
ProviderSerializer = output(Provider)
LinkedLoginSerializer = output(LinkedLogin)
