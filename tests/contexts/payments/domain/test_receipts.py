from __future__ import annotations

from datetime import date

import pytest

from contexts.payments.domain.receipts import financial_year, receipt_number


class TestFinancialYear:
    @pytest.mark.parametrize(
        ("day", "year"),
        [
            (date(2026, 3, 31), "2025-26"),
            (date(2026, 4, 1), "2026-27"),
            (date(2027, 1, 1), "2026-27"),
            (date(2099, 12, 31), "2099-00"),
        ],
    )
    def test_turns_on_the_first_of_april(self, day, year):
        assert financial_year(day) == year


class TestReceiptNumber:
    def test_has_sixteen_characters_at_most(self):
        assert receipt_number(year="2026-27", serial=42) == "R/2627/000042"
        assert len(receipt_number(year="2026-27", serial=999_999_999)) <= 16
