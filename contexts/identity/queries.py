"""Queries of identity as a whole: who calls, and what people see of their own account."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable
from django.db import connections
from django.db.models import Count, OuterRef, Subquery

from riz.actor import Actor, HeldRole
from riz.caching.rows import Versioned
from riz.policies import assignables, permissions, scopes
from riz.values import Email

from .contracts import MailLinkKind, MailToSend
from .errors import MailLinkNotToSend, UserNotFound
from .parts.accounts import queries as accounts
from .parts.accounts.contracts import SecondFactor
from .parts.accounts.domain import second_factors
from .parts.accounts.models import MailLink, User
from .parts.federation import api as federation
from .parts.federation.models import Application, Consent, LinkedLogin
from .parts.organisations import queries as organisations
from .parts.organisations.models import Assignment
from .parts.partners.models import Partner, PartnerCredential
from .parts.profiles.models import Erasure
from .parts.roles.models import Role
from .parts.sessions import api as sessions

_SHOWN = (
    "email", "email_verified_at", "full_name", "phone", "kind", "locale", "time_zone", "default_currency", "created_at",
    "password", "passkey_count", "linked_logins", "erasure_due_at", "pending_email", "pending_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The caller's own account."""

    id: UUID
    email: Email
    email_verified_at: dt.datetime | None
    pending_email: Email | None
    """What the address becomes once the link in our mail is followed."""
    full_name: str
    phone: str
    kind: str
    """TRAVELLER, PORTAL_STAFF, PORTAL_ADMIN, ..."""
    locale: str
    time_zone: str
    default_currency: str
    created_at: dt.datetime
    has_password: bool
    second_factors: tuple[SecondFactor, ...]
    """How a sign-in is completed, and a step-up shown; empty when no second factor is on."""
    passkeys: int
    linked_logins: int
    """Logins with other providers."""
    erasure_due_at: dt.datetime | None
    stepped_up_until: dt.datetime | None
    """Until when what asks for a recent authentication is open to this session."""
    roles: tuple[HeldRole, ...]
    impersonator_id: UUID | None
    """The member of staff who acts as this person at the moment."""
    impersonation_ends_at: dt.datetime | None


def get_own_account(
    *, actor: Actor, at: dt.datetime, token_expires_at: dt.datetime | None = None
) -> Account:
    """Return the caller's own account, and the address that it is to have once its link is followed.

    `token_expires_at` is when the caller's access token ends, and with it the acting as somebody else.

    Raises:
        UserNotFound: the caller is nobody, or the account has just been removed.
    """
    user_id = actor.id
    text = accounts.ACCOUNTS.read(user_id, partial(_load_account, user_id)) if user_id else None
    if text is None or user_id is None:
        raise UserNotFound
    facts = json.loads(text)
    for name in ("email_verified_at", "created_at", "erasure_due_at", "pending_until"):
        facts[name] = dt.datetime.fromisoformat(facts[name]) if facts[name] else None
    pending_email, until = facts.pop("pending_email"), facts.pop("pending_until")
    return Account(
        id=user_id,
        pending_email=pending_email if until and at < until else None,
        second_factors=tuple(facts.pop("second_factors")),
        stepped_up_until=sessions.stepped_up_until(actor=actor, at=at),
        roles=tuple(sorted(actor.roles, key=str)),
        impersonator_id=actor.impersonator_id,
        impersonation_ends_at=token_expires_at if actor.impersonator_id else None,
        **facts,
    )


def _load_account(user_id: UUID) -> Versioned | None:
    """Read what the database says of an account, in one query."""
    own = OuterRef("id")
    asked = MailLink.objects.open().filter(user_id=own, kind=MailLinkKind.CHANGE_EMAIL)
    linked = LinkedLogin.objects.filter(user_id=own).values("user_id")
    due = Erasure.objects.filter(user_id=own, state="DUE")
    factors = User.has_factors()
    row = (
        User.objects.filter(id=user_id, erased_at=None)
        .annotate(
            **factors,
            pending_email=Subquery(asked.values("recipient")[:1]),
            pending_until=Subquery(asked.values("expires_at")[:1]),
            passkey_count=Count("passkeys"),
            linked_logins=Subquery(linked.annotate(count=Count("id")).values("count")),
            erasure_due_at=Subquery(due.values("due_at")[:1]),
        )
        .values(*_SHOWN, *factors)
        .first()
    )
    if row is None:
        return None
    shown = {
        **{name: row[name] for name in _SHOWN if name not in {"password", "passkey_count"}},
        "linked_logins": row["linked_logins"] or 0,
        "passkeys": row["passkey_count"],
        "has_password": is_password_usable(row["password"]),
        "second_factors": second_factors.of_those({name: row[name] for name in factors}),
    }
    # It has no number that grows with each change: a writer whose mark was lost empties the entry.
    return Versioned(version=0, text=json.dumps(shown, default=dt.datetime.isoformat))


def list_ways_in(*, user_id: UUID) -> tuple[str, ...]:
    """Return in words what lets somebody into an account without its password, passkeys first."""
    person = Actor(id=user_id)
    return (
        *(f'the passkey "{key.name}"' for key in accounts.list_passkeys(actor=person)),
        *(f"a login at {one.provider}" for one in federation.list_linked_logins(actor=person)),
        *(
            f'the application "{one.name}"'
            for one in federation.list_allowed_applications(actor=person)
        ),
    )


def describe_mail(*, link_id: UUID, at: dt.datetime) -> MailToSend:
    """Return what the mail of a link says at this moment, with what other parts know of its subject.

    Raises:
        MailLinkNotToSend: it is over, was followed, was replaced, or there is nobody to read it.
    """
    mail = accounts.describe_mail(link_id=link_id, at=at)
    if mail.kind is not MailLinkKind.INVITATION:
        return mail
    invitation = organisations.describe_invitation(invitation_id=mail.subject_id, at=at)
    if invitation is None:
        raise MailLinkNotToSend(reason="superseded")
    return replace(
        mail,
        facts={
            "organisation": invitation.organisation_name,
            "inviter": invitation.inviter_name,
            "roles": ", ".join(invitation.roles),
        },
    )


def find_unstated_codes(*, database: str) -> dict[str, list[str]]:
    """Return by column the stored codes that no context states any more; a table that is not there yet has none."""
    present = set(connections[database].introspection.table_names())
    found = {}
    for rows, column, stated in (
        (Role.objects.all(), "permissions", permissions()),
        (Partner.objects.all(), "scopes", scopes()),
        (PartnerCredential.objects.all(), "scopes", scopes()),
        (Application.objects.all(), "scopes", scopes()),
        (Consent.objects.all(), "scopes", scopes()),
        (Assignment.objects.all(), "kind", assignables()),
    ):
        table = rows.model._meta.db_table  # noqa: SLF001 - Django's documented way to ask
        if table not in present:
            continue
        stored = rows.using(database).order_by().values_list(column, flat=True).distinct()
        codes = {
            one for each in stored for one in (each.split() if isinstance(each, str) else each)
        }
        if unstated := sorted(codes - set(stated)):
            found[f"{table}.{column}"] = unstated
    return found
