"""What came over already."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ImportedRow(models.Model):
    """A row that came over from another database, and what it was like then: only a changed one is imported again."""

    table = models.CharField(max_length=40)
    row_id = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "row_id"], name="one_fingerprint_per_row")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
