"""Every address of RIZ."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("contexts.payments.rest.pages")),
    path("api/v1/", include("contexts.payments.rest.urls")),
    path("api/v1/", include("contexts.identity.rest.urls")),
]
