"""Identity as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Wires the context's tables."""

    name = "contexts.identity"
    label = "identity"
