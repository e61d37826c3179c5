"""The tables of federation: applications, what people allowed them, their tokens; logins with other providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.indexes import Index
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractRefreshToken,
)

from riz import columns
from riz.ids import new_id

from .domain import secrets

if TYPE_CHECKING:
    _TextField = models.CharField[Any, Any]
else:
    _TextField = models.CharField


class SecretHashField(_TextField):
    """Takes a secret and stores its hash; a look-up by the secret finds the row, the row doesn't tell the secret."""

    def get_prep_value(self, value: Any) -> Any:
        """Hash what is stored and what is looked for."""
        return None if value is None else secrets.hash_of(str(value))


class Application(AbstractApplication):  # type: ignore[misc]
    """Somebody's program that people may let act for them. What nobody needs of the library's columns is left out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = columns.LineField(max_length=100)
    homepage = columns.WebAddressField(blank=True)
    scopes = models.TextField()
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)

    authorization_grant_type = AbstractApplication.GRANT_AUTHORIZATION_CODE
    hash_client_secret = True
    skip_authorization = False
    algorithm = AbstractApplication.RS256_ALGORITHM
    user = None
    post_logout_redirect_uris = None
    allowed_origins = None
    created = None
    updated = None

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(client_type__in=["confidential", "public"]),
                name="identity_application_type_known",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask nothing of the library: what may be registered is decided by the use case."""

    def is_usable(self, request: Any) -> bool:
        """Tell whether the application may do anything at all."""
        del request
        return self.disabled_at is None

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Compare character by character: nothing is normalised, no wildcard, no other port."""
        return uri in self.redirect_uris.split()


class Consent(models.Model):
    """A person's consent to an application; whatever the application got by it falls with the row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    scopes = models.TextField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "application"], name="identity_consent_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} for {self.user_id}"


class AuthorizationCode(AbstractGrant):  # type: ignore[misc]
    """A code, known by its hash, good once for a minute. It stays when it is used, so that a second use is noticed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = SecretHashField(max_length=64, unique=True)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="+")
    authenticated_at = models.DateTimeField()
    methods = models.CharField(max_length=100)
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    claims = None
    resource = None
    created = None
    updated = None

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(code_challenge_method="S256") & ~models.Q(code_challenge=""),
                name="identity_code_has_s256_challenge",
            )
        ]
        indexes: ClassVar = [Index(fields=["expires"], name="identity_code_expiry")]

    def __str__(self) -> str:
        return str(self.id)


class ProgramToken(AbstractAccessToken):  # type: ignore[misc]
    """An access token, known by its hash: of a person's consent, or of a partner's own credential."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        "identity.User", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    consent = models.ForeignKey(
        Consent, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    token_checksum = models.CharField(max_length=64, unique=True)
    family = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    partner_client_id = models.CharField(max_length=200, blank=True)
    authorised_at = models.DateTimeField()
    issued_at = models.DateTimeField()

    token = None
    id_token = None
    source_refresh_token = None
    resource = None
    created = None
    updated = None

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    consent__isnull=False,
                    user__isnull=False,
                    application__isnull=False,
                    family__isnull=False,
                    partner_client_id="",
                )
                | models.Q(
                    consent__isnull=True,
                    user__isnull=True,
                    application__isnull=True,
                    family__isnull=True,
                )
                & ~models.Q(partner_client_id=""),
                name="identity_token_of_person_or_partner",
            )
        ]
        indexes: ClassVar = [Index(fields=["expires"], name="identity_token_expiry")]

    def __str__(self) -> str:
        return str(self.id)


class ProgramRefreshToken(AbstractRefreshToken):  # type: ignore[misc]
    """A link of an application's family of refresh tokens, known by its hash, good once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_checksum = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    token_family = models.UUIDField(editable=False, db_index=True)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="+")
    scope = models.TextField()
    authorised_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    token = None
    access_token = None
    resource = None
    created = None
    updated = None

    class Meta:
        indexes: ClassVar = [Index(fields=["expires_at"], name="identity_program_refresh_exp")]

    def __str__(self) -> str:
        return str(self.id)


class LinkedLogin(models.Model):
    """A login with another provider that opens an account; `subject` is who the person is there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=40)
    subject = models.CharField(max_length=255)
    email = columns.LineField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "subject"], name="identity_login_linked_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(provider="") & ~models.Q(subject=""),
                name="identity_login_names_somebody",
            ),
        ]
        indexes: ClassVar = [Index(fields=["user"], name="identity_login_of_user")]

    def __str__(self) -> str:
        return f"{self.provider} {self.id}"


class ProviderVisit(models.Model):
    """Somebody who was sent to another provider and is expected back, once, in the same browser."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=40)
    state = SecretHashField(max_length=64, unique=True)
    secret = SecretHashField(max_length=64)
    # Whose account a login is to be linked with; nobody's when somebody signs in.
    user = models.ForeignKey(
        "identity.User", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [Index(fields=["expires_at"], name="identity_visit_expiry")]

    def __str__(self) -> str:
        return f"{self.provider} {self.id}"
