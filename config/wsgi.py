"""The WSGI application: REST, admin and pages."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# Only once Django is set up may a context's code be imported.
from contexts.transport.apps import get_ready  # noqa: E402

# Whoever asks first shall not wait for what every search needs.
get_ready()
