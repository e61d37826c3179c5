"""The tables of identity: people, their sessions, what they act for and what happened to their accounts."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.db.models.indexes import Index
from django.utils.crypto import salted_hmac

from riz.actor import Actor
from riz.ids import new_id

from .contracts import OrganisationKind, UserKind
from .domain import brakes, emails, passwords, roles, sessions

_COOKIE_SALT = "riz.identity.staff_session"


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(value), str(value).replace("_", " ").capitalize()) for value in values]


class UserManager(BaseUserManager["User"]):
    """Finds people the way they write their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=emails.normalise(username or ""))

    def create_superuser(self, *, email: str, password: str | None) -> User:
        """Make a portal administrator: what `manage.py createsuperuser` calls."""
        user = self.model(email=emails.normalise(email), kind=UserKind.PORTAL_ADMIN)
        user.set_password(password)
        user.save(using=self._db)
        user.role_grants.create(role=roles.Role.PORTAL_ADMIN)
        return user


class User(AbstractBaseUser):
    """A person with an account. What the person may do follows from role grants, not from columns."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Always lower case, so that the plain unique index is a case-insensitive one.
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    kind = models.CharField(
        max_length=20, choices=_choices(UserKind), default=UserKind.TRAVELLER.value
    )
    is_active = models.BooleanField("active", default=True)
    locale = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    default_currency = models.CharField(max_length=3, default="INR")
    password_changed_at = models.DateTimeField(null=True, blank=True)
    signed_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="identity_user_email_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.email

    def set_password(self, raw_password: str | None) -> None:
        """Take a new password, in its one spelling."""
        super().set_password(raw_password and passwords.normalise(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether this is the password, however its characters are composed."""
        return super().check_password(raw_password and passwords.normalise(raw_password))

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Tie cookies of the staff screens to the last sign-out everywhere, not to the password alone."""
        tied_to = f"{self.password} {self.signed_out_at}"
        return salted_hmac(_COOKIE_SALT, tied_to, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def held_roles(self) -> frozenset[roles.HeldRole]:
        """The roles held at this moment; read once for each loaded row."""
        return frozenset(grant.held for grant in self.role_grants.all())

    @property
    def is_superuser(self) -> bool:
        """Tell whether every staff screen is open to the person."""
        return self.is_active and roles.HeldRole(code=roles.Role.PORTAL_ADMIN) in self.held_roles

    @property
    def is_staff(self) -> bool:
        """Tell whether the person may enter the staff screens at all."""
        return self.is_active and roles.works_for_the_portal(self.held_roles)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Answer the staff screens' question about `app_label.action_model`; refuse whatever is not granted."""
        del obj
        return self.is_staff and roles.opens_screen(self.held_roles, perm)

    def has_perms(self, perm_list: Iterable[str], obj: models.Model | None = None) -> bool:
        """Tell whether every one of the permissions is held."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the app's staff screens are shown at all."""
        return self.has_perm(f"{app_label}.view_anything")

    def to_actor(self, *, session_id: UUID | None = None) -> Actor:
        """Return the shape in which use cases know the person."""
        return Actor(
            id=self.id,
            kind=self.kind.lower(),
            session_id=session_id,
            grants=roles.grants_of(self.held_roles) if self.is_active else frozenset(),
        )


class Organisation(models.Model):
    """A seller, a partner or another body that people act for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=_choices(OrganisationKind), default=OrganisationKind.SELLER.value
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.name


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Role grants, by what they say."""

    def of(self, *, user_id: UUID, role: str, organisation_id: UUID | None) -> RoleGrantQuerySet:
        """Find the one grant of a role, everywhere when no organisation is named."""
        found = self.filter(user_id=user_id, role=role)
        if organisation_id is None:
            return found.filter(organisation=None)
        return found.filter(organisation_id=organisation_id)


class RoleGrant(models.Model):
    """A role that a person holds, everywhere or for one organisation's things."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40, choices=_choices(roles.Role))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="role_grants"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                nulls_distinct=False,
                name="identity_role_held_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id or 'everywhere'}"

    @property
    def held(self) -> roles.HeldRole:
        """Return the fact without its row."""
        return roles.HeldRole(code=self.role, organisation_id=self.organisation_id)


class Session(models.Model):
    """A family of refresh tokens: one sign-in on one device, until it is ended or 30 days have passed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=sessions.USER_AGENT_LENGTH, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar = [
            Index(
                fields=["user"], name="identity_session_live", condition=models.Q(revoked_at=None)
            ),
            Index(fields=["expires_at"], name="identity_session_expiry"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_live(self, at: dt.datetime) -> bool:
        """Tell whether the session still stands."""
        return self.revoked_at is None and at < self.expires_at

    def end(self, *, reason: str, at: dt.datetime) -> None:
        """End it; the first reason stays."""
        if self.revoked_at is None:
            self.revoked_at = at
            self.revoked_reason = reason


class RefreshToken(models.Model):
    """One link of a family, known by its hash only. Its own secret is made from its parent's and `salt`."""

    hash = models.CharField(primary_key=True, max_length=64)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    parent = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="successor"
    )
    salt = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.hash[:8]}…"


class SignInBrake(models.Model):
    """How often signing in went wrong lately for an account, an address, or an account from an address.

    The key is a hash, and rows exist for addresses of nobody as well: the table tells nothing of who has an account.
    """

    key = models.CharField(primary_key=True, max_length=80)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [Index(fields=["last_failed_at"], name="identity_brake_age")]

    def __str__(self) -> str:
        return self.key[:20]

    def wait(self, at: dt.datetime) -> int:
        """Return how many seconds are left until the next attempt is looked at."""
        left = (self.locked_until - at).total_seconds() if self.locked_until else 0.0
        return max(0, math.ceil(left))

    def count_one(self, limit: brakes.Limit, at: dt.datetime) -> None:
        """Count an attempt as failed; a right one is taken back."""
        self.failures = brakes.count_one(
            limit, failures=self.failures, last_failed_at=self.last_failed_at, at=at
        )
        self.last_failed_at = at
        self.locked_until = brakes.locked_until(limit, failures=self.failures, at=at)

    def take_back(self, *, only_one: bool) -> None:
        """Leave out the attempt that was right, or with it every failure before it."""
        self.failures = max(self.failures - 1, 0) if only_one else 0
        self.locked_until = None


class SecurityEvent(models.Model):
    """An entry of the activity log, never changed; it outlives the account that it tells of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=80, blank=True)
    resource_type = models.CharField(max_length=40, blank=True)
    resource_id = models.CharField(max_length=80, blank=True)
    metadata = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["user", "-at"], name="identity_event_of_user"),
            Index(fields=["-at"], name="identity_event_at"),
            Index(fields=["action", "-at"], name="identity_event_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M:%S}"
