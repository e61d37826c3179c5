"""The table of generations."""

from __future__ import annotations

from django.db import models


class Generation(models.Model):
    """Under which number a cache is kept; a change that Valkey could not be told of leaves the old number behind."""

    name = models.CharField(primary_key=True, max_length=60)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
