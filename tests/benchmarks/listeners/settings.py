"""The settings of the tests with the listeners installed."""

from config.settings.test import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks.listeners"]  # noqa: F405
