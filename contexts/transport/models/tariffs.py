"""Tariffs, emission factors, comfort weights and exchange rates, each with its source."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from riz import columns
from riz.ids import new_id
from riz.mapping import to_contract

from ..domain.costing import ANY_NUMBER, book
from ..domain.costing.bands import BandsUnreadable, read_bands
from ..domain.modes import Mode

__all__ = ["ComfortWeight", "CostFact", "EmissionFactor", "ExchangeRate", "Tariff"]

MODES = [(mode.name.lower(), mode.name.replace("_", " ").capitalize()) for mode in Mode]
_BANDS_HELP = "A rate for each kilometre up to a distance, the last for any: 200=44.5 500=30 *=22"
_CURRENCY_HELP = "ISO 4217"
_COUNTRY_HELP = "ISO 3166-1 alpha-2; empty for anywhere"


def validate_bands(text: str) -> None:
    """Expect bands as people write them."""
    try:
        read_bands(text)
    except BandsUnreadable as fault:
        raise ValidationError(str(fault)) from fault


class CostFactQuerySet(models.QuerySet["CostFact"]):
    """Reads of facts about cost."""

    def valid(self, date: dt.date) -> CostFactQuerySet:
        """Keep what counts on a date."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=date), valid_from__lte=date)


class CostFact(models.Model):
    """A fact with its source and the dates between which it counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80, unique=True, help_text="what the files know it by")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="the first day after it")
    source = columns.LineField(max_length=400, help_text="who published it, where")
    source_date = models.DateField(help_text="when it was published")
    licence = columns.LineField(max_length=200, help_text="on what terms the source may be used")
    is_estimated = models.BooleanField(default=False, help_text="worked out by us")
    note = models.TextField(blank=True, help_text="how an estimate was made; what to know of it")
    edited_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="changed here: the files no longer touch it",
    )

    objects = CostFactQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Check what concerns several fields."""
        starts: dt.date | None = self.valid_from  # None while a form lacks it
        if starts and self.valid_until and self.valid_until <= starts:
            raise ValidationError({"valid_until": "It ends before it begins."})
        if self.is_estimated and not self.note:
            raise ValidationError({"note": "Say how it was estimated."})

    @property
    def origin(self) -> book.Source:
        """The source as prices name it."""
        return book.Source(text=self.source, date=self.source_date, is_estimated=self.is_estimated)

    def as_fact(self) -> object:
        """Return it as prices use it."""
        raise NotImplementedError


class Tariff(CostFact):
    """The price of rides of a mode somewhere."""

    mode = models.CharField(max_length=16, choices=MODES)
    country = models.CharField(max_length=2, blank=True, help_text=_COUNTRY_HELP)
    agency = columns.LineField(
        max_length=120, blank=True, help_text="of an agency, a feed or a city: *metro*"
    )
    route = columns.LineField(max_length=120, blank=True, help_text="of a route: 5*")
    travel_class = columns.LineField(max_length=40, blank=True)
    is_default_class = models.BooleanField(default=True, help_text="the class that searches count")
    currency = columns.CurrencyField(help_text=_CURRENCY_HELP)
    base_minor = models.PositiveIntegerField(default=0, help_text="on boarding, in minor units")
    bands = models.CharField(
        max_length=400, blank=True, validators=[validate_bands], help_text=_BANDS_HELP
    )
    minute_thousandths = models.PositiveIntegerField(
        default=0, help_text="thousandths of a minor unit for each minute"
    )
    minimum_minor = models.PositiveIntegerField(default=0)
    maximum_minor = models.PositiveIntegerField(null=True, blank=True)
    rounding_minor = models.PositiveIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text="rounded up to whole ones"
    )
    product = columns.LineField(
        max_length=80, blank=True, help_text="the ticket, where one covers further boardings"
    )
    transfers = models.IntegerField(
        default=0,
        validators=[MinValueValidator(ANY_NUMBER)],
        help_text="so many; -1 for any number",
    )
    transfer_s = models.PositiveIntegerField(default=0, help_text="seconds; 0 without limit")

    class Meta(CostFact.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="transport_tariff_transfers", condition=Q(transfers__gte=ANY_NUMBER)
            ),
            models.CheckConstraint(
                name="transport_tariff_rounding", condition=Q(rounding_minor__gte=1)
            ),
        ]

    def clean(self) -> None:
        """Check what concerns several fields."""
        super().clean()
        if self.maximum_minor is not None and self.maximum_minor < self.minimum_minor:
            raise ValidationError({"maximum_minor": "It is less than the minimum."})
        if self.transfers and not self.product:
            raise ValidationError({"product": "Name the ticket that covers the transfers."})

    def as_fact(self) -> book.Tariff:
        """Return it as prices use it."""
        return to_contract(
            book.Tariff,
            self,
            mode=Mode[self.mode.upper()],
            bands=read_bands(self.bands),
            source=self.origin,
        )


class EmissionFactor(CostFact):
    """Greenhouse gases of a mode."""

    mode = models.CharField(max_length=16, choices=MODES)
    country = models.CharField(max_length=2, blank=True, help_text=_COUNTRY_HELP)
    bands = models.CharField(
        max_length=400,
        blank=True,
        validators=[validate_bands],
        help_text=f"Grams of CO2 equivalent. {_BANDS_HELP}",
    )
    start_g = models.PositiveIntegerField(default=0, help_text="grams for each take-off")
    occupancy_thousandths = models.PositiveIntegerField(
        default=0, help_text="of persons in a vehicle; 0 where the grams are a passenger's"
    )

    def as_fact(self) -> book.EmissionFactor:
        """Return it as prices use it."""
        return to_contract(
            book.EmissionFactor,
            self,
            mode=Mode[self.mode.upper()],
            bands=read_bands(self.bands),
            source=self.origin,
        )


class ComfortWeight(CostFact):
    """How long a minute of a mode feels."""

    mode = models.CharField(max_length=16, choices=MODES)
    travel_class = columns.LineField(max_length=40, blank=True)
    weight_thousandths = models.PositiveIntegerField(help_text="1000 is a decent seat in a train")
    boarding_s = models.PositiveIntegerField(default=0, help_text="what boarding feels like")

    def as_fact(self) -> book.ComfortWeight:
        """Return it as prices use it."""
        return to_contract(
            book.ComfortWeight, self, mode=Mode[self.mode.upper()], source=self.origin
        )


class ExchangeRate(CostFact):
    """The worth of a currency in another one on `valid_from`; of several, the newest counts."""

    base = columns.CurrencyField(help_text=_CURRENCY_HELP)
    quote = columns.CurrencyField(help_text=_CURRENCY_HELP)
    rate = models.DecimalField(
        max_digits=20,
        decimal_places=10,
        validators=[MinValueValidator(Decimal("0.0000000001"))],
        help_text="how many quote for one base, in major units",
    )

    class Meta(CostFact.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(name="transport_rate_positive", condition=Q(rate__gt=0))
        ]

    def clean(self) -> None:
        """Check what concerns several fields."""
        super().clean()
        if self.base == self.quote:
            raise ValidationError({"quote": "It is the same currency."})

    def as_fact(self) -> book.ExchangeRate:
        """Return it as prices use it."""
        return book.ExchangeRate(
            base=self.base,
            quote=self.quote,
            rate=Fraction(self.rate),
            date=self.valid_from,
            source=self.origin,
        )
