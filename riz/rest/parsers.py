"""Bodies of requests as DRF wants them read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from riz.strict_json import read_json


class StrictJSONParser(BaseParser):
    """Reads `application/json` in UTF-8, within bounds and without what has two meanings."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read the body."""
        del media_type, parser_context
        return read_json(stream.read())
