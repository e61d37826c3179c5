"""Operations as a Django app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Health, metrics, request scope and the root page."""

    name = "riz.operations"
    label = "operations"
