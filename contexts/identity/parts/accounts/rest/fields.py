"""Fields that several of identity's forms share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

LONGEST_PASSWORD = 128
LONGEST_LINK_TOKEN = 200


class PasswordField(serializers.CharField):
    """A password as it was typed, blanks included; never written back."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            write_only=True,
            trim_whitespace=False,
            max_length=LONGEST_PASSWORD,
            style={"input_type": "password"},
            **options,
        )


class LinkTokenField(serializers.CharField):
    """The token of a link from a mail; never written back."""

    def __init__(self) -> None:
        super().__init__(
            write_only=True,
            max_length=LONGEST_LINK_TOKEN,
            trim_whitespace=True,
            help_text="What stands behind `#` in the link.",
        )
