"""Staff screen of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminPasswordWidget

from riz import clock
from riz.operations.staff import actor_of_staff, organisations_of_riz
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.screens import RefusalAwareAdmin
from riz.operations.staff.states import format_code
from riz.policies import allows

from .. import models, queries
from ..contracts import UserKind
from ..domain import policies
from ..errors import PasswordTooWeak
from ..use_cases.change_profile import change_profile
from ..use_cases.check_new_password import check_new_password
from ..use_cases.register_user import register_user
from ..use_cases.set_password import set_password
from ..use_cases.set_user_active import set_user_active
from ..use_cases.sign_out_everywhere import sign_out_everywhere
from .acting import act_as
from .resetting import reset

if TYPE_CHECKING:
    _Form = forms.ModelForm[models.User]
else:
    _Form = forms.ModelForm

PROFILE = ("full_name", "phone", "locale", "time_zone", "default_currency")


class UserForm(_Form):
    """A person's facts, and a password to set; the stored one is a hash that nobody can show."""

    new_password = forms.CharField(
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="At least 8 characters. For an existing account: leave it empty to keep the"
        " password; a new one ends all its sessions.",
    )

    class Meta:
        model = models.User
        fields: ClassVar = ["email", "kind", *PROFILE]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["full_name"].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse a password that would be guessed."""
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("new_password", "")
        if not password and self.instance._state.adding:  # noqa: SLF001 - Django's own way to ask
            self.add_error("new_password", "A new account needs a password.")
        if password:
            self._check(password, cleaned)
        return cleaned

    def _check(self, password: str, cleaned: dict[str, Any]) -> None:
        email = cleaned.get("email") or self.instance.email
        try:
            check_new_password(password=password, about_owner=(email, cleaned.get("full_name", "")))
        except PasswordTooWeak as refusal:
            self.add_error("new_password", refusal.details["errors"]["password"])


@admin.register(models.User)
class UserAdmin(RefusalAwareAdmin):
    """People: find, correct, disable, sign out."""

    form = UserForm
    list_display = ("email", "full_name", "kind", "is_active", "created_at", "last_login")
    list_filter = ("kind", "is_active")
    search_fields = ("email", "full_name")
    ordering = ("-id",)
    known_as = "person"
    words: ClassVar = {"is_active": ("Active", "Disabled")}
    labels: ClassVar = {"is_active": "account"}
    actions = ("disable", "enable", "sign_out_everywhere")
    actions_detail = ("act_as", "reset_second_factors")
    fields = (
        "email", "kind", *PROFILE, "new_password",
        "is_active", "roles", "second_factors", "created_at", "last_login", "password_changed_at",
    )  # fmt: skip
    # What takes a whole account back asks every part: identity itself says what.
    recover: ClassVar[Callable[..., None]]
    _facts = (
        "is_active",
        "roles",
        "second_factors",
        "created_at",
        "last_login",
        "password_changed_at",
    )

    def names_of(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return what people are called, or their address where they gave no name."""
        people = self.model._default_manager.filter(pk__in=ids)  # noqa: SLF001 - Django's documented API
        return {row.pk: row.full_name or row.email for row in people.only("full_name", "email")}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Address and kind are chosen once."""
        del request
        return ("email", "kind", *self._facts) if obj else self._facts

    @admin.display(description="roles")
    def roles(self, row: models.User) -> str:
        """Name the roles that the person holds; they are given and taken on the screen of role grants."""
        names: dict[UUID | None, str] = {None: "everywhere", **dict(organisations_of_riz())}
        held = sorted(
            (format_code(role.code), names[role.organisation_id]) for role in row.held_roles
        )
        return ", ".join(f"{role} ({where})" for role, where in held) or "none"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are disabled, so that what they did keeps a name."""
        del request, obj
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: models.User,
        form: UserForm,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Hand what the form says to the use cases."""
        actor, at = actor_of_staff(request), clock.now()
        facts = {name: getattr(obj, name) for name in PROFILE}
        password = form.cleaned_data["new_password"]
        if not change:
            created = register_user(
                email=obj.email,
                password=password,
                kind=UserKind(obj.kind),
                is_verified=True,
                at=at,
                **facts,
            )
            obj.id = created or obj.id
            return
        change_profile(user_id=obj.id, actor=actor, at=at, **facts)
        if password:
            set_password(user_id=obj.id, password=password, actor=actor, at=at)

    @admin.action(description="Disable and sign out", permissions=["change"])
    def disable(self, request: HttpRequest, rows: QuerySet[models.User]) -> None:
        """Disable the chosen accounts, and name the organisations that nobody can act for any more."""
        actor, at, left = actor_of_staff(request), clock.now(), list[str]()

        def disable(row: models.User) -> None:
            left.extend(set_user_active(user_id=row.id, is_active=False, actor=actor, at=at))

        self.apply_to_each(request, rows, disable, "Disabled")
        for name in left:
            self.message_user(request, f"Nobody who owns {name} can sign in now.", messages.WARNING)

    disable.applies_to = lambda row: row.is_active  # type: ignore[attr-defined]

    enable = use_case_action(
        set_user_active,
        key="user_id",
        says="Enable",
        done="Enabled",
        applies_to=lambda row: not row.is_active,
        is_active=True,
    )
    sign_out_everywhere = use_case_action(
        sign_out_everywhere,
        key="user_id",
        says="Sign out everywhere",
        done="Signed out",
        reason="ended_by_staff",
    )

    @action(description="Act as this person", url_path="act-as", permissions=["act_as"])  # type: ignore[untyped-decorator]
    def act_as(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Begin a quarter of an hour as the person."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        title = f"Act as {person}"
        return act_as(request, person, {**self.admin_site.each_context(request), "title": title})

    @action(  # type: ignore[untyped-decorator]
        description="Reset second factors, or recover the account",
        url_path="reset-second-factors",
        permissions=["reset_second_factors"],
    )
    def reset_second_factors(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Help somebody who has lost them all."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        title = f"Reset the second factors of {person}"
        shown = {**self.admin_site.each_context(request), "title": title}
        return reset(request, person, shown, recover=self.recover)

    def has_reset_second_factors_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        """Ask the policy, of nobody in particular on a list."""
        return self._allows(request, policies.RESET_SECOND_FACTORS, object_id)

    @admin.display(description="second factors")
    def second_factors(self, row: models.User) -> str:
        """Return the names of the factors; nothing of them is shown."""
        return ", ".join(queries.second_factors_of(row.id)) or "none"

    def has_act_as_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Ask the policy, of nobody in particular on a list."""
        return self._allows(request, policies.IMPERSONATE, object_id)

    def _allows(self, request: HttpRequest, act: str, object_id: str | None) -> bool:
        try:
            person = UUID(str(object_id)) if object_id else None
        except ValueError:
            return False
        return allows(actor_of_staff(request), act, person)
