"""The WSGI application: REST, admin and pages."""

import os
import signal

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

# A worker of granian has its parent's handler until it serves: told to end while it still loads, it would not hear it.
if getattr(signal.getsignal(signal.SIGTERM), "__module__", "").startswith("granian"):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

django = get_wsgi_application()

# Only once Django is set up may a context's code be imported.
from contexts.transport.apps import get_ready  # noqa: E402
from riz.rest.headers import unnamed  # noqa: E402

# Whoever asks first shall not wait for what every search needs.
get_ready()

# Servers that speak WSGI lose the names of headers: in production `config.asgi_rest` is served.
application = unnamed(django)
