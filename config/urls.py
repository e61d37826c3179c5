"""Every address of RIZ."""

from importlib.resources import files

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

handler400 = "riz.rest.fallbacks.bad_request"
handler403 = "riz.rest.fallbacks.permission_denied"
handler404 = "riz.rest.fallbacks.not_found"
handler500 = "riz.rest.fallbacks.server_error"

urlpatterns = [
    path("", include("riz.operations.urls")),
    path("admin/password_change/", include("contexts.identity.parts.accounts.admin.own_password")),
    path("admin/work/", include("riz.work.screens")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("riz.rest.urls")),
    path("", include("contexts.identity.rest.well_known_urls")),
    path("", include("contexts.identity.rest.oauth_urls")),
    path("", include("contexts.identity.rest.pages")),
    path("", include("contexts.payments.rest.pages")),
    *(
        path("api/v1/", include(f"{name}.rest.urls"))
        for name in settings.CONTEXTS
        if files(name).joinpath("rest", "urls.py").is_file()
    ),
]
