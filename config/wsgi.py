"""The WSGI application: REST, admin and pages."""

import os

from django.apps import apps
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# Whoever asks first shall not wait for what every search needs.
apps.get_app_config("transport").get_ready()
