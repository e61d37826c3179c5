"""How staff change their own password: a path that stands before the staff screens' own."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse_lazy
from unfold.forms import AdminOwnPasswordChangeForm

from riz import clock

from .. import models
from ..use_cases.set_password import set_password


class OwnPasswordForm(AdminOwnPasswordChangeForm):
    """Asks for the old password, then hands the new one to the use case."""

    user: models.User

    def save(self, commit: bool = True) -> models.User:  # noqa: FBT001, FBT002 - Django's signature
        """Change the password; this browser stays signed in and every other session ends."""
        del commit
        set_password(
            user_id=self.user.id,
            password=self.cleaned_data["new_password1"],
            actor=self.user.to_actor(),
            at=clock.now(),
        )
        self.user.refresh_from_db()
        return self.user


def change_own_password(request: HttpRequest) -> HttpResponseBase:
    """Show and take the form, in the frame of the staff screens."""
    view = PasswordChangeView.as_view(
        form_class=OwnPasswordForm,
        success_url=reverse_lazy("admin:password_change_done"),
        template_name="registration/password_change_form.html",
        extra_context=admin.site.each_context(request),
    )
    return view(request)


urlpatterns = [path("", admin.site.admin_view(change_own_password))]
