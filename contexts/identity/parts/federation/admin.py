"""Staff screens of federation."""

from __future__ import annotations

import oauth2_provider.admin  # noqa: F401 - registers the library's screens, which are taken away here
from django.contrib import admin
from oauth2_provider.models import IDToken

from . import models

# The library's screens change tokens and applications behind the use cases.
for _model in (
    models.Application,
    models.AuthorizationCode,
    models.ProgramToken,
    models.ProgramRefreshToken,
    IDToken,
):
    admin.site.unregister(_model)
