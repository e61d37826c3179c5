"""Operations as a Django app."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps

# Policies, reactions to events, and how the kernel's own tables forget a person.
_STATING = {"policies", "handlers", "forgetting"}


class OperationsConfig(AppConfig):
    """Health, metrics, request scope and the root page."""

    name = "riz.operations"
    label = "operations"

    def ready(self) -> None:
        """Listen to Celery's signals, say what the first page of staff shows, and load what apps of ours state."""
        from django.contrib import admin  # noqa: PLC0415 - it needs the settings

        from riz.operations import celery_signals  # noqa: F401, PLC0415 - it needs the settings

        admin.site.index_template = "operations/staff_index.html"
        admin.site.index_title = "Staff"
        admin.site.empty_value_display = "–"
        for config in apps.get_app_configs():
            if config.name.partition(".")[0] in {"contexts", "riz"}:
                _load_statements(config)


def _load_statements(config: AppConfig) -> None:
    """Import the files in which an app registers what others ask for, wherever in it they are."""
    root = Path(config.path)
    for path in sorted(root.rglob("*.py")):
        if path.stem in _STATING and "commands" not in path.parts:
            inside = path.relative_to(root).with_suffix("").parts
            import_module(".".join((config.name, *inside)))
