"""Contracts of profiles."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID


class BudgetLevel(enum.StrEnum):
    """How much somebody likes to spend on a journey."""

    ECONOMY = "ECONOMY"
    STANDARD = "STANDARD"
    PREMIUM = "PREMIUM"
    LUXURY = "LUXURY"


class TravelStyle(enum.StrEnum):
    """The purpose of somebody's travel."""

    ADVENTURE = "ADVENTURE"
    CULTURE = "CULTURE"
    NATURE = "NATURE"
    SPIRITUAL = "SPIRITUAL"
    FOOD = "FOOD"
    FAMILY = "FAMILY"
    RELAXATION = "RELAXATION"
    WILDLIFE = "WILDLIFE"
    HISTORY = "HISTORY"
    PHOTOGRAPHY = "PHOTOGRAPHY"


class DietaryNeed(enum.StrEnum):
    """Diets, and foods that somebody must not eat."""

    VEGETARIAN = "VEGETARIAN"
    VEGAN = "VEGAN"
    JAIN = "JAIN"
    EGGLESS = "EGGLESS"
    HALAL = "HALAL"
    KOSHER = "KOSHER"
    NO_GLUTEN = "NO_GLUTEN"
    NO_LACTOSE = "NO_LACTOSE"
    NO_NUTS = "NO_NUTS"
    NO_SEAFOOD = "NO_SEAFOOD"
    DIABETIC = "DIABETIC"


class AccessibilityNeed(enum.StrEnum):
    """Needs of somebody who takes part."""

    WHEELCHAIR = "WHEELCHAIR"
    STEP_FREE = "STEP_FREE"
    GROUND_FLOOR = "GROUND_FLOOR"
    SHORT_WALKS = "SHORT_WALKS"
    HEARING = "HEARING"
    VISION = "VISION"
    ASSISTANCE_ANIMAL = "ASSISTANCE_ANIMAL"
    COMPANION = "COMPANION"
    QUIET = "QUIET"


class NotificationChannel(enum.StrEnum):
    """On which way somebody wants to hear from RIZ."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    PUSH = "PUSH"
    IN_APP = "IN_APP"


class NotificationKind(enum.StrEnum):
    """About what somebody wants to hear; what an account or a purchase needs is always told."""

    BOOKING_REMINDERS = "BOOKING_REMINDERS"
    TRIP_CHANGES = "TRIP_CHANGES"
    COMMENTS = "COMMENTS"
    PRICE_ALERTS = "PRICE_ALERTS"
    OFFERS = "OFFERS"
    NEWS = "NEWS"


class ShownFact(enum.StrEnum):
    """Facts of a profile that others may see."""

    FULL_NAME = "FULL_NAME"
    AVATAR = "AVATAR"
    BIO = "BIO"
    HOME_PLACE = "HOME_PLACE"
    LANGUAGES = "LANGUAGES"
    TRAVEL_STYLES = "TRAVEL_STYLES"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProfile:
    """Facts that somebody shows of themselves; what they don't is empty."""

    user_id: UUID
    full_name: str = ""
    avatar_url: str = ""
    bio: str = ""
    home_place: str = ""
    languages: tuple[str, ...] = ()
    travel_styles: tuple[TravelStyle, ...] = ()


class ExportState(enum.StrEnum):
    """How far an export of somebody's data is."""

    PENDING = "PENDING"
    READY = "READY"
    FAILED = "FAILED"


class ErasureState(enum.StrEnum):
    """How far the erasure of an account is."""

    DUE = "DUE"
    CANCELLED = "CANCELLED"
    DONE = "DONE"
