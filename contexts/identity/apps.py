"""Identity as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Wires the context's tables."""

    name = "contexts.identity"
    label = "identity"

    def ready(self) -> None:
        """Say what identity knows of people."""
        from .use_cases import (  # noqa: F401, PLC0415
            collect_own_data,
            find_hindrances,
            name_erased_person,
        )
