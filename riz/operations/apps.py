"""Operations as a Django app."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps


class OperationsConfig(AppConfig):
    """Health, metrics, request scope and the root page."""

    name = "riz.operations"
    label = "operations"

    def ready(self) -> None:
        """Listen to Celery's signals, say what the first page of staff shows, and know every policy before anybody asks one."""
        from django.contrib import admin  # noqa: PLC0415 - it needs the settings

        from riz.operations import (  # noqa: F401, PLC0415 - they need the settings and the models
            celery_signals,
            forgetting,
        )

        admin.site.index_template = "operations/staff_index.html"
        admin.site.index_title = "Staff"
        admin.site.empty_value_display = "–"
        for config in apps.get_app_configs():
            _load_policies(config)


def _load_policies(config: AppConfig) -> None:
    """Import the policies of an app of ours, wherever in it they are stated."""
    if config.name.partition(".")[0] not in {"contexts", "riz"}:
        return
    root = Path(config.path)
    for stated in sorted(root.rglob("policies.py")):
        if "commands" not in stated.parts:
            inside = stated.relative_to(root).with_suffix("").parts
            import_module(".".join((config.name, *inside)))
