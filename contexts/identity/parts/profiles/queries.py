"""Queries of profiles: what people tell of themselves, and how they like to travel."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from riz import values
from riz.actor import Actor
from riz.caching.rows import CachedRows, Versioned
from riz.mapping import to_contract
from riz.policies import allows, require
from riz.sealing import unseal

from ..accounts import api as accounts
from ..sessions import api as sessions
from . import contracts, models
from .contracts import ShownFact, TravelStyle
from .domain import policies
from .errors import (
    ErasureNotFound,
    ExportNotFound,
    ExportNotReady,
    ExportOver,
    ProfileNotFound,
    ProfileNotYours,
)

PROFILES = CachedRows("identity.profile", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")
PREFERENCES = CachedRows("identity.preferences", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyContact:
    """The person to call when something happens to somebody."""

    name: str
    phone: str
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Facts that somebody states about themselves; `version` counts every change of it."""

    user_id: UUID
    full_name: str
    phone: values.Phone
    avatar_url: str
    locale: str
    time_zone: str
    default_currency: str
    bio: str
    home_place: str
    languages: tuple[str, ...]
    emergency_contact: EmergencyContact | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How somebody likes to travel, what they need, what they show and how they want to be told."""

    user_id: UUID
    budget_level: str
    """ECONOMY, STANDARD, PREMIUM or LUXURY."""
    travel_styles: tuple[str, ...]
    dietary_needs: tuple[str, ...]
    accessibility_needs: tuple[str, ...]
    notification_channels: tuple[str, ...]
    notification_kinds: tuple[str, ...]
    shown: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export of one's data, without the data: PENDING, READY until it expires, or FAILED."""

    id: UUID
    state: str
    requested_at: dt.datetime
    ready_at: dt.datetime | None
    expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """When one's account is erased."""

    id: UUID
    state: str
    requested_at: dt.datetime
    due_at: dt.datetime
    refused_because: str


_LISTS = (
    "travel_styles", "dietary_needs", "accessibility_needs",
    "notification_channels", "notification_kinds", "shown",
)  # fmt: skip


def get_profile(*, user_id: UUID, actor: Actor) -> Profile:
    """Return a profile to its owner or to those who manage accounts, usually without asking the database.

    Raises:
        ProfileNotFound: nobody has this id, or it is nobody whom the caller may read.
    """
    require(actor, policies.READ, user_id, refusal=ProfileNotFound)
    return read_profile(user_id)


def get_preferences(*, user_id: UUID, actor: Actor) -> Preferences:
    """Return somebody's preferences to them or to those who manage accounts.

    Raises:
        ProfileNotFound: nobody has this id, or it is nobody whom the caller may read.
    """
    require(actor, policies.READ, user_id, refusal=ProfileNotFound)
    if not allows(actor, policies.CHANGE, user_id):
        _facts(user_id)
    return read_preferences(user_id)


def require_own(*, user_id: UUID, actor: Actor) -> None:
    """Make sure that the caller may change a profile, before anything is read of what they want.

    Raises:
        ProfileNotFound: nobody has this id, or it is nobody whom the caller may read.
        ProfileNotYours: the caller may read it only.
    """
    require(actor, policies.READ, user_id, refusal=ProfileNotFound)
    require(actor, policies.CHANGE, user_id, refusal=ProfileNotYours)


def find_profiles(*, user_ids: Iterable[UUID]) -> dict[UUID, contracts.PublicProfile]:
    """Return what people show of themselves, in three queries; unknown, disabled and erased ones are left out."""
    ids = set(user_ids)
    people = accounts.find_facts(user_ids=ids)
    profiles = models.Profile.objects.in_bulk(people)
    preferences = models.Preferences.objects.in_bulk(people)
    return {
        user_id: _shown(facts, profiles.get(user_id), preferences.get(user_id))
        for user_id, facts in people.items()
    }


def read_profile(user_id: UUID) -> Profile:
    """Return a profile, whoever asks.

    Raises:
        ProfileNotFound: nobody has this id.
    """
    facts = _facts(user_id)
    text = PROFILES.read(user_id, lambda: load_profile(user_id))
    columns: dict[str, Any] = (
        json.loads(text) if text else _as_described(models.Profile(user_id=user_id))
    )
    return to_contract(
        Profile,
        facts,
        bio=columns["bio"],
        home_place=columns["home_place"],
        languages=tuple(columns["languages"]),
        emergency_contact=_unsealed(columns["emergency_contact_sealed"]),
        version=facts.version + columns["version"],
    )


def read_preferences(user_id: UUID) -> Preferences:
    """Return somebody's preferences, or what holds for who never chose."""
    text = PREFERENCES.read(user_id, lambda: load_preferences(user_id))
    return to_preferences(user_id, json.loads(text) if text else None)


def load_profile(user_id: UUID) -> Versioned:
    """Read from the database what is cached of a profile; who never told anything has a version too."""
    row = models.Profile.objects.filter(user_id=user_id).first() or models.Profile(user_id=user_id)
    return Versioned(version=row.version + 1, text=json.dumps(_as_described(row)))


def load_preferences(user_id: UUID) -> Versioned:
    """Read from the database what is cached of preferences."""
    row = models.Preferences.objects.filter(user_id=user_id).first()
    row = row or models.Preferences(user_id=user_id)
    return Versioned(version=row.version + 1, text=json.dumps(preferred(row)))


def preferred(row: models.Preferences) -> dict[str, Any]:
    """Write preferences as plain values."""
    return {
        "budget_level": row.budget_level,
        **{name: list(getattr(row, name)) for name in _LISTS},
        "version": row.version,
    }


def to_preferences(user_id: UUID, values: dict[str, Any] | None) -> Preferences:
    """Show preferences."""
    known = values or preferred(models.Preferences(user_id=user_id))
    return Preferences(
        user_id=user_id,
        budget_level=known["budget_level"],
        version=known["version"] + 1,
        **{name: tuple(known[name]) for name in _LISTS},
    )


def emergency_contact_as_text(contact: EmergencyContact | None) -> str:
    """Write an emergency contact the way it is sealed; nothing for nobody.

    Raises:
        BadValue: a name or the number is not acceptable.
    """
    if contact is None:
        return ""
    relation = contact.relation and values.line(contact.relation)
    phone = values.phone(contact.phone)
    return json.dumps({"name": values.line(contact.name), "phone": phone, "relation": relation})


def emergency_contact_of(user_id: UUID) -> EmergencyContact | None:
    """Return whom to call when something happens to somebody."""
    row = models.Profile.objects.filter(user_id=user_id).first()
    return _unsealed(row.emergency_contact_sealed) if row else None


def get_export(*, export_id: UUID, actor: Actor) -> Export:
    """Return an export of the caller's own.

    Raises:
        ExportNotFound: there is none.
    """
    return to_export(_own_export(export_id, actor))


def get_export_content(*, export_id: UUID, actor: Actor, at: dt.datetime) -> str:
    """Return what an export of the caller's own holds, as JSON.

    Raises:
        ExportNotFound: there is none.
        ExportNotReady: it is still being gathered.
        ExportOver: its week is over, or it could not be gathered.
        StepUpRequired: the caller has not just shown who they are.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    row = _own_export(export_id, actor)
    if row.state == contracts.ExportState.PENDING:
        raise ExportNotReady
    if not row.content_sealed or row.expires_at is None or row.expires_at <= at:
        raise ExportOver
    return unseal(row.content_sealed)


def get_erasure(*, actor: Actor) -> Erasure:
    """Return the erasure of the caller's account that is due.

    Raises:
        ErasureNotFound: none is.
    """
    mine = models.Erasure.objects.filter(state=contracts.ErasureState.DUE)
    due = mine.filter(user_id=actor.id).first() if actor.id else None
    if due is None:
        raise ErasureNotFound
    return to_erasure(due)


def to_export(row: models.DataExport) -> Export:
    """Show an export."""
    return to_contract(Export, row)


def to_erasure(row: models.Erasure) -> Erasure:
    """Show an erasure."""
    return to_contract(Erasure, row)


def list_due_erasures(*, at: dt.datetime, limit: int) -> tuple[UUID, ...]:
    """Return whose erasure is due."""
    due = models.Erasure.objects.filter(state=contracts.ErasureState.DUE, due_at__lte=at)
    return tuple(due.order_by("due_at").values_list("user_id", flat=True)[:limit])


def _own_export(export_id: UUID, actor: Actor) -> models.DataExport:
    require(actor, policies.EXPORT, actor.id, refusal=ExportNotFound)
    exports = models.DataExport.objects.filter(id=export_id)
    row = exports.filter(user_id=actor.id).first() if actor.id else None
    if row is None:
        raise ExportNotFound
    return row


def _facts(user_id: UUID) -> accounts.Facts:
    facts = accounts.get_facts(user_id=user_id)
    if facts is None:
        raise ProfileNotFound
    return facts


def _as_described(row: models.Profile) -> dict[str, Any]:
    return {
        "bio": row.bio,
        "home_place": row.home_place,
        "languages": list(row.languages),
        "emergency_contact_sealed": row.emergency_contact_sealed,
        "version": row.version,
    }


def _unsealed(sealed: str) -> EmergencyContact | None:
    return EmergencyContact(**json.loads(unseal(sealed))) if sealed else None


def _shown(
    facts: accounts.Facts, profile: models.Profile | None, preferences: models.Preferences | None
) -> contracts.PublicProfile:
    shown = set(preferences.shown) if preferences else set()

    def if_shown(fact: ShownFact, value: Any, nothing: Any = "") -> Any:
        return value if fact in shown else nothing

    return contracts.PublicProfile(
        user_id=facts.user_id,
        full_name=if_shown(ShownFact.FULL_NAME, facts.full_name),
        avatar_url=if_shown(ShownFact.AVATAR, facts.avatar_url),
        bio=if_shown(ShownFact.BIO, profile.bio if profile else ""),
        home_place=if_shown(ShownFact.HOME_PLACE, profile.home_place if profile else ""),
        languages=if_shown(ShownFact.LANGUAGES, tuple(profile.languages) if profile else (), ()),
        travel_styles=if_shown(
            ShownFact.TRAVEL_STYLES,
            tuple(TravelStyle(style) for style in preferences.travel_styles) if preferences else (),
            (),
        ),
    )
