"""Tables of people: accounts, links in mails, failed sign-ins."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable
from functools import cache, cached_property
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now
from django.db.models.indexes import Index
from django.utils.crypto import salted_hmac

from riz import columns, values
from riz.actor import Actor, Grant
from riz.ids import new_id

from ...roles import api as roles
from ...roles.contracts import HeldRole, Role
from ..contracts import MailLinkKind, SecondFactor, UserKind
from ..domain import login_throttle, passwords, second_factors
from .choices import choices

_COOKIE_SALT = "riz.identity.staff_session"
# What people type of themselves; their versions are counted.
FACTS = ("full_name", "phone", "avatar_url", "locale", "time_zone", "default_currency")


class UserManager(BaseUserManager["User"]):
    """Finds people the way they write their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=values.email(username or ""))

    def create_superuser(self, *, email: str, password: str | None) -> User:
        """Make a portal administrator: what `manage.py createsuperuser` calls."""
        user = self.model(
            email=values.email(email),
            kind=UserKind.PORTAL_ADMIN,
            email_verified_at=Now(),
        )
        user.set_password(password)
        user.save(using=self._db)
        user.role_grants.create(role=Role.PORTAL_ADMIN)
        return user


class User(AbstractBaseUser):
    """A person with an account. What the person may do follows from role grants, not from columns."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Always lower case, so that the plain unique index is a case-insensitive one.
    email = columns.EmailField(unique=True)
    full_name = columns.LineField(max_length=150, blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    phone = columns.PhoneField(blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(
        max_length=20, choices=choices(UserKind), default=UserKind.TRAVELLER.value
    )
    is_active = models.BooleanField("active", default=True)
    locale = columns.LanguageField(default="en")
    time_zone = columns.TimeZoneField(default="UTC")
    default_currency = columns.CurrencyField(default="INR")
    password_changed_at = models.DateTimeField(null=True, blank=True)
    signed_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    avatar_url = columns.SecureWebAddressField(blank=True)
    # Counts the changes of name, phone, avatar, locale, time zone and currency.
    facts_version = models.PositiveIntegerField(default=1, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(phone_verified_at=None) | ~models.Q(phone=""),
                name="identity_user_phone_verified",
            ),
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

    def replace_facts(self, typed: User, names: Collection[str] = FACTS) -> None:
        """Be called what somebody else typed: whoever the mailbox believes, or nobody."""
        for name in names:
            setattr(self, name, getattr(typed, name))
        if "phone" in names:
            self.phone_verified_at = None
        self.facts_version += 1

    @property
    def may_sign_in(self) -> bool:
        """Tell whether the account is enabled and mail to its address is known to reach its owner."""
        return self.is_active and self.email_verified_at is not None

    @classmethod
    def has_factors(cls) -> dict[str, models.Exists]:
        """Return for each kind of second factor the question whether the person of a row has one."""
        own = cls.objects.filter(id=models.OuterRef("id"))
        unused = {"recovery_codes__isnull": False, "recovery_codes__used_at": None}
        return {
            SecondFactor.TOTP.value: models.Exists(
                own.filter(totp_devices__confirmed_at__isnull=False)
            ),
            SecondFactor.PASSKEY.value: models.Exists(own.filter(passkeys__isnull=False)),
            SecondFactor.RECOVERY_CODE.value: models.Exists(own.filter(**unused)),
        }

    @classmethod
    def second_factors_of(cls, user_id: UUID) -> tuple[str, ...]:
        """Return how a person completes a sign-in, in one query; empty when no second factor is on."""
        return second_factors.of_those(cls._with_factors().filter(id=user_id).first() or {})

    @classmethod
    @cache
    def _with_factors(cls) -> models.QuerySet[User, dict[str, bool]]:
        """Return which factors all people have, to be narrowed: composing the query takes longer than asking it."""
        asked = cls.has_factors()
        rows: models.QuerySet[User, dict[str, bool]] = cls.objects.annotate(**asked).values(*asked)
        return rows

    def ways_to_step_up(self) -> tuple[str, ...]:
        """Return how the person can show once more who they are: by a second factor where one is on."""
        password = ("password",) if self.has_usable_password() else ()
        return self.second_factors_of(self.id) or password

    @cached_property
    def held_roles(self) -> frozenset[HeldRole]:
        """The roles held at this moment; read once for each loaded row."""
        return frozenset(grant.held for grant in self.role_grants.counting())

    @cached_property
    def grants(self) -> frozenset[Grant]:
        """The person's grants at this moment; read once for each loaded row."""
        if not self.is_active or not self.held_roles:
            return frozenset()
        codes = {role.code for role in self.held_roles}
        return roles.grants_of(
            self.held_roles,
            assigned=tuple(row.assigned for row in self.assignments.all())
            if Role.ASSET_MANAGER in codes
            else (),
            custom=roles.find_custom_roles(codes=codes),
        )

    @property
    def is_superuser(self) -> bool:
        """Tell whether every staff screen is open to the person."""
        return self.is_active and HeldRole(code=Role.PORTAL_ADMIN) in self.held_roles

    @property
    def is_staff(self) -> bool:
        """Tell whether the person may enter the staff screens at all."""
        return roles.enters_screens(self.grants)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Answer the staff screens' question about `app_label.action_model`; refuse whatever is not granted."""
        del obj
        return roles.opens_screen(self.grants, perm)

    def has_perms(self, perm_list: Iterable[str], obj: models.Model | None = None) -> bool:
        """Tell whether every one of the permissions is held."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the app's staff screens are shown at all."""
        return roles.opens_app(self.grants, app_label)

    def to_actor(self, *, session_id: UUID | None = None) -> Actor:
        """Return the shape in which use cases know the person."""
        return Actor(
            id=self.id,
            kind=self.kind.lower(),
            session_id=session_id,
            grants=self.grants,
            roles=self.held_roles if self.is_active else frozenset(),
        )


class MailLinkQuerySet(models.QuerySet["MailLink"]):
    """Links in mails, by how they stand."""

    def open(self) -> MailLinkQuerySet:
        """Keep those that nobody has followed and no later one replaced, whose time may be over."""
        return self.filter(used_at=None, superseded_at=None)

    def pending(self, at: dt.datetime) -> MailLinkQuerySet:
        """Keep those that can be followed now."""
        return self.open().filter(expires_at__gt=at)


class MailLink(models.Model):
    """A link in a mail, good once. Its token is made from the row when it is sent and is stored nowhere.

    One that was asked for an address of nobody has no user: it is written down as any other and never sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30, choices=choices(MailLinkKind))
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="mail_links"
    )
    subject_id = models.UUIDField()
    recipient = columns.EmailField()
    session_id = models.UUIDField(null=True, blank=True)
    nonce = models.BinaryField(max_length=16, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = MailLinkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [Index(fields=["expires_at"], name="identity_mail_link_expiry")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(used_at=None, superseded_at=None),
                name="identity_one_open_mail_link",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="identity_mail_link_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(superseded_at=None),
                name="identity_mail_link_used_or_superseded",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(used_at__lt=models.F("expires_at")),
                name="identity_mail_link_used_in_time",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in MailLinkKind]),
                name="identity_mail_link_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class LoginThrottle(models.Model):
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

    def count_one(self, limit: login_throttle.Limit, at: dt.datetime) -> None:
        """Count an attempt as failed; a right one is taken back."""
        self.failures = login_throttle.count_one(
            limit, failures=self.failures, last_failed_at=self.last_failed_at, at=at
        )
        self.last_failed_at = at
        self.locked_until = login_throttle.locked_until(limit, failures=self.failures, at=at)

    def forget_failures(self, *, only_one: bool) -> None:
        """Leave out the attempt that was right, or with it every failure before it."""
        self.failures = max(self.failures - 1, 0) if only_one else 0
        self.locked_until = None
